"""Lists of 专职委员 through the import: the rules of the forms, written once, taken back."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import audit
from accounts.models import AuditEntry
from registry.choices import ArchiveReason
from registry.models import ImportAlias, ImportMapping, ImportRow
from staff.models import Appointment, Member
from tests import workbooks
from tests.factories import (
    AppointmentFactory,
    AttendanceFactory,
    CommunityFactory,
    CountyFactory,
    MemberFactory,
    PersonFactory,
    PostFactory,
    PostingFactory,
    TownshipFactory,
    VillageFactory,
    id_number,
)
from tests.importing import Desk, figures, refusals

HEADER = ["姓名", "身份证号码", "镇", "任职单位", "职务", "上岗时间", "电话", "一卡通账号", "合同期限至"]
ONE, TWO, THREE = id_number(1), id_number(3), id_number(5)


@pytest.fixture
def county():
    county = CountyFactory(name="会宁县")
    town = TownshipFactory(parent=county, name="头寨子镇")
    for name in ("老鸦村", "马家庄村"):
        PostFactory(unit=VillageFactory(parent=town, name=name))
    PostFactory(unit=town, post_type="township_member")
    PostFactory(unit=CommunityFactory(parent=town, name="河畔社区"), post_type="community_member")
    return county


@pytest.fixture
def desk(county, run_jobs):
    return Desk(PostingFactory(unit=county).user, county, "staff", run_jobs)


def row(name="王芳", number=ONE, place="老鸦村", **cells):
    values = {"镇": "头寨子镇", "职务": "专职委员", "上岗时间": "2024.3.1", "电话": "13800000001"}
    values |= {"一卡通账号": "6210000000000000001", "合同期限至": "2027-02-28"} | cells
    return [name, number, values["镇"], place, *[values[title] for title in HEADER[4:]]]


@pytest.fixture
def listed():
    """A row whose post follows from its unit."""

    def go(*args, **cells):
        return row(*args, **({"职务": ""} | cells))

    return go


class TestWriting:
    def test_newcomers_get_a_file_and_a_post(self, desk, listed):
        batch = desk.write(desk.upload(HEADER, listed(), listed("李强", TWO, "")))

        held = Appointment.objects.order_by("member__name")
        assert [(a.member.name, str(a.post), a.since) for a in held] == [
            ("李强", "头寨子镇专职委员", date(2024, 3, 1)),
            ("王芳", "老鸦村专职委员", date(2024, 3, 1)),
        ]
        assert {a.contract_until for a in held} == {date(2027, 2, 28)}
        assert {m.bank_account for m in Member.objects.all()} == {"6210000000000000001"}
        assert figures(batch) == (2, 0, 0, 0)

    def test_somebody_on_the_register_is_linked_by_the_id_number(self, desk, county, listed):
        person = PersonFactory(unit=county.children.get().children.first(), id_number=ONE, name="王芳")

        desk.write(desk.upload(HEADER, listed()))

        assert Member.objects.get().person == person

    def test_the_same_list_again_changes_nothing(self, desk, listed):
        desk.write(desk.upload(HEADER, listed()))

        assert figures(desk.upload(HEADER, listed())) == (0, 0, 1, 0)

    def test_blank_cells_change_nothing_and_new_ones_are_shown_masked(self, desk, listed):
        desk.write(desk.upload(HEADER, listed()))

        batch = desk.upload(HEADER, listed(电话="13900000009", 一卡通账号="", 合同期限至="2028-02-28"))

        shown = batch.rows.get().before["shown"]
        assert figures(batch) == (0, 1, 0, 0)
        assert {label for label, _, _ in shown} == {"联系电话", "合同期至"}
        assert "13900000009" not in str(shown)
        desk.write(batch)
        assert Member.objects.get().phone == "13900000009"
        assert Appointment.objects.get().contract_until == date(2028, 2, 28)

    def test_the_services_leave_their_mark_in_the_audit_log(self, desk, listed):
        desk.write(desk.upload(HEADER, listed()))

        assert AuditEntry.objects.filter(event="import").latest("pk").additional_data["new"] == 1

    def test_each_file_and_appointment_leaves_its_mark_in_the_sealed_audit_log(self, desk, listed):
        desk.write(desk.upload(HEADER, listed()))
        batch = desk.upload(HEADER, listed(电话="13900000009", 合同期限至="2028-02-28"))
        desk.undo(desk.write(batch))

        about = AuditEntry.objects.filter(content_type__model__in=("member", "appointment"), actor=desk.user)
        said = [(e.content_type.model, e.get_action_display(), set(e.changes)) for e in about.order_by("pk")]
        assert [one[:2] for one in said] == [
            ("member", "create"), ("appointment", "create"), ("member", "update"), ("appointment", "update"),
            ("appointment", "update"), ("member", "update"),
        ]  # fmt: skip
        assert [changed for *_, changed in said[2:]] == [
            {"phone"}, {"contract_until"}, {"contract_until"}, {"phone"},
        ]  # fmt: skip
        assert "13900000009" not in str([entry.changes for entry in about])
        assert audit.first_broken_link() is None

    def test_writing_and_taking_back_ask_as_much_of_the_database_for_many_rows_as_for_few(
        self, desk, county, listed
    ):
        town, numbers = county.children.get(), iter(range(101, 999, 2))

        def queries(count):
            rows = []
            for n in range(2 * count):
                PostFactory(unit=VillageFactory(parent=town, name=f"第{count}{n}号村"))
                rows.append(listed("王芳", id_number(next(numbers)), f"第{count}{n}号村"))
            desk.write(desk.upload(HEADER, *rows[:count]))
            for row in rows[:count]:
                row[HEADER.index("合同期限至")] = "2028-02-28"
                row[HEADER.index("电话")] = "13900000009"
            batch = desk.upload(HEADER, *rows)
            assert figures(batch) == (count, count, 0, 0)
            with CaptureQueriesContext(connection) as writing:
                batch = desk.write(batch)
            with CaptureQueriesContext(connection) as undoing:
                batch = desk.undo(batch)
            assert batch.counts["undone"] == {"removed": count, "restored": count, "kept": 0}
            return len(writing), len(undoing)

        few = queries(3)
        many = queries(21)

        assert many[0] <= few[0]
        assert many[1] <= few[1]

    def test_many_rows_are_weighed_with_few_queries(
        self, desk, county, listed, django_assert_max_num_queries
    ):
        town = county.children.get()
        rows = []
        for n in range(40):
            PostFactory(unit=VillageFactory(parent=town, name=f"第{n}号村"))
            rows.append(listed("王芳", id_number(n * 2 + 1), f"第{n}号村"))

        with django_assert_max_num_queries(60):
            batch = desk.upload(HEADER, *rows)

        assert figures(batch) == (40, 0, 0, 0)


class TestRefusing:
    def test_messy_rows_are_refused_with_place_and_remedy(self, desk, listed):
        young = id_number(1, date(2010, 5, 1))
        batch = desk.upload(
            ["2026 年专职委员名册"],
            HEADER,
            listed("王芳", ONE, "老哑村"),
            listed("=SUM(A1)", TWO, "马家庄村"),
            listed("李强", "12345"),
            listed("小明", young, "老鸦村"),
            listed("张三", THREE, "老鸦村", 一卡通账号="123456789"),
            listed("", "", ""),
            ["合计", "5 人"],
            [""] * 9,
        )

        assert refusals(batch) == {
            3: "village_unknown",
            4: "value_unknown",
            5: "id_length",
            6: "rule_refused",
            7: "value_unknown",
            8: "id_missing name_missing",
        }
        problem = batch.rows.get(row=6).problems[0]
        assert "不满 16 周岁" in problem["message"]
        assert problem["advice"] == "核对身份证号和到岗日期。"
        assert batch.skipped_count == 1

    def test_a_post_that_somebody_holds_is_not_given_twice(self, desk, listed):
        batch = desk.upload(HEADER, listed(), listed("李强", TWO))

        assert refusals(batch) == {3: "post_taken"}
        assert "第 2 行" in batch.rows.get(row=3).problems[0]["message"]

    def test_nobody_holds_two_posts(self, desk, listed):
        desk.write(desk.upload(HEADER, listed()))

        batch = desk.upload(HEADER, listed(place="马家庄村"))

        assert refusals(batch) == {2: "double_post"}
        assert "不能同时担任两个岗位" in batch.rows.get().problems[0]["message"]

    def test_a_holder_of_the_post_is_named(self, desk, county, listed):
        desk.write(desk.upload(HEADER, listed()))

        batch = desk.upload(HEADER, listed("李强", TWO))

        assert "由王芳担任" in batch.rows.get().problems[0]["message"]

    def test_the_dead_a_wrong_level_and_a_place_without_posts_are_refused(self, desk, county, listed):
        town = county.children.get()
        PersonFactory(
            unit=town.children.first(), id_number=ONE, name="王芳", archive_reason=ArchiveReason.DEATH,
            archive_date=date(2025, 1, 1), archived_at=timezone.now(), archived_by=desk.user,
        )  # fmt: skip
        VillageFactory(parent=town, name="新村")

        batch = desk.upload(
            HEADER, listed(), listed("李强", TWO, "老鸦村", 职务="理事长"), listed("张三", THREE, "新村")
        )

        assert refusals(batch) == {2: "rule_refused", 3: "post_unknown", 4: "post_unknown"}

    def test_a_member_of_another_county_is_told_of_without_a_name(self, desk, listed):
        MemberFactory(id_number=ONE, name="外县人")

        batch = desk.upload(HEADER, listed())

        assert refusals(batch) == {2: "outside_scope"}
        assert "外县人" not in str(batch.rows.get().problems)

    def test_the_same_id_number_twice_is_refused(self, desk, listed):
        batch = desk.upload(
            HEADER, listed(), listed(), listed("李强", TWO, "马家庄村"), listed("李强", TWO, "")
        )

        assert refusals(batch) == {3: "duplicate_in_file", 4: "duplicate_conflict", 5: "duplicate_conflict"}

    def test_tomorrow_is_too_early(self, desk, listed):
        tomorrow = timezone.localdate() + timedelta(days=1)

        assert refusals(desk.upload(HEADER, listed(上岗时间=tomorrow.isoformat()))) == {2: "date_invalid"}


class TestHelping:
    def test_an_unknown_word_is_explained_once_for_all_rows(self, client, sign_in, county, run_jobs, listed):
        desk = Desk(sign_in(county), county, "staff", run_jobs)
        batch = desk.upload(HEADER, listed(职务="协管员"), listed("李强", TWO, "马家庄村", 职务="协管员"))
        (group,) = batch.counts["mends"]
        url = reverse("registry:import_mend", args=[batch.pk])

        run_jobs(lambda: client.post(url, {f"m{group['id']}": "village_member"}))

        batch.refresh_from_db()
        assert figures(batch) == (2, 0, 0, 0)
        assert ImportAlias.objects.get().key == "post_type"
        assert "岗位类型" in client.get(reverse("registry:import_memory")).text

    def test_named_columns_are_remembered_for_this_kind_only(self, client, sign_in, county, run_jobs, listed):
        desk = Desk(sign_in(county), county, "staff", run_jobs)
        strange = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬"]
        batch = desk.upload(strange, listed())
        keys = ["name", "id_number", "township", "village", "post_type", "since", "phone", "bank_account"]
        answers = {f"c{place}": key for place, key in enumerate(keys)}
        url = reverse("registry:import_columns", args=[batch.pk])

        assert batch.awaits_mapping
        run_jobs(lambda: client.post(url, {"sheet": 0, "header": 1, **answers}))

        batch.refresh_from_db()
        assert figures(batch) == (1, 0, 0, 0)
        assert ImportMapping.objects.get().kind == "staff"
        assert desk.upload(strange, listed()).is_planned
        assert Desk(desk.user, county, "roster", run_jobs).upload(strange, listed()).awaits_mapping

    def test_the_marked_workbook_names_the_problem_in_its_cell(self, desk, listed):
        batch = desk.upload(HEADER, listed(), listed("李强", "123", "马家庄村"))

        with batch.mark_job.result.open("rb") as file:
            sheet = openpyxl.load_workbook(file).active

        assert sheet["B3"].comment.text.startswith("身份证号")
        assert sheet.cell(1, len(HEADER) + 1).value == "问题"

    def test_the_template_reads_back(self, client, sign_in, county, run_jobs):
        user = sign_in(county)
        answer = client.get(reverse("registry:import_template"), {"kind": "staff"})
        book = openpyxl.load_workbook(io.BytesIO(answer.getvalue()))
        titles = [cell.value for cell in book["填报"][1]]
        said = {
            "姓名": "王芳",
            "身份证号": ONE,
            "乡镇": "头寨子镇",
            "村（社区）": "老鸦村",
            "到岗日期": "2024-3-1",
        }
        for place, title in enumerate(titles, start=1):
            book["填报"].cell(2, place, said.get(title))
        content = io.BytesIO()
        book.save(content)

        batch = Desk(user, county, "staff", run_jobs).upload(content=content.getvalue())

        assert figures(batch) == (1, 0, 0, 0)
        assert len(book["填报"].data_validations.dataValidation) == 7

    def test_merged_titles_and_blank_rows_do_no_harm(self, desk, listed):
        lines = [["专职委员花名册"], HEADER, listed(), *[[None] * 9] * 300]
        batch = desk.upload(content=workbooks.merged_xlsx(lines, "A1:I1"))

        assert figures(batch) == (1, 0, 0, 0)


def stand(model):
    """Return everything that stands of a model, apart from time stamps."""
    return [
        {name: value for name, value in values.items() if name != "updated_at"}
        for values in model.objects.order_by("pk").values()
    ]


class TestTakingBack:
    def test_restores_what_stood(self, desk, listed):
        desk.write(desk.upload(HEADER, listed()))
        before = stand(Member), stand(Appointment)
        second = desk.write(
            desk.upload(HEADER, listed(电话="13900000009", 合同期限至="2028-02-28"), listed("李强", TWO, ""))
        )

        batch = desk.undo(second)

        assert (stand(Member), stand(Appointment)) == before
        assert batch.counts["undone"] == {"removed": 1, "restored": 1, "kept": 0}

    def test_an_appointment_of_somebody_known_is_taken_back_with_the_unit(self, desk, county, listed):
        town = county.children.get()
        MemberFactory(id_number=ONE, name="王芳", unit=town, phone="", bank_account="")
        before = stand(Member)

        desk.undo(desk.write(desk.upload(HEADER, listed())))

        assert stand(Member) == before
        assert not Appointment.objects.exists()

    def test_the_batch_before_can_be_taken_back_afterwards(self, desk, listed):
        first = desk.write(desk.upload(HEADER, listed()))
        second = desk.write(desk.upload(HEADER, listed(电话="13900000009")))

        desk.undo(second)
        desk.undo(first)

        assert not Member.objects.exists()

    def test_what_was_touched_or_used_since_stays(self, desk, listed):
        batch = desk.write(
            desk.upload(HEADER, listed(), listed("李强", TWO, ""), listed("张三", THREE, "马家庄村"))
        )
        Member.objects.filter(name="王芳").update(updated_at=timezone.now() + timedelta(minutes=1))
        AttendanceFactory(member=Member.objects.get(name="李强"))

        batch = desk.undo(batch)

        kept = dict(ImportRow.objects.exclude(kept_because="").values_list("name", "kept_because"))
        assert kept == {"王芳": "导入之后又有改动", "李强": "发放、培训等记录已经用到此人"}
        assert {member.name for member in Member.objects.all()} == {"王芳", "李强"}

    def test_an_appointment_ended_since_stays(self, desk, listed):
        batch = desk.write(desk.upload(HEADER, listed()))
        later = timezone.now() + timedelta(minutes=1)
        Appointment.objects.update(until=date(2025, 1, 1), end_reason="resigned", updated_at=later)

        assert desk.undo(batch).counts["undone"]["kept"] == 1


class TestRacing:
    def test_a_post_filled_in_the_meantime_stops_all(self, desk, listed):
        batch = desk.upload(HEADER, listed(), listed("李强", TWO, ""))
        AppointmentFactory(post=desk.unit.children.get().children.get(name="老鸦村").posts.get())

        batch = desk.write(batch)

        assert batch.is_planned
        assert "没有写入任何数据" in batch.message
        assert Member.objects.filter(name__in=["王芳", "李强"]).count() == 0

    def test_who_lost_the_right_writes_nothing(self, desk, listed):
        batch = desk.upload(HEADER, listed())
        desk.user.postings.update(role="leader")

        batch = desk.write(batch)

        assert not Member.objects.exists()
        assert "没有导入权限" in batch.message
