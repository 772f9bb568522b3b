"""Results of certificates through the import: the rules of the single case, history kept, taken back."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from registry.certificates.choices import CaseKind
from registry.certificates.imports.kind import CertificatesKind
from registry.certificates.models import CaseEntry, CertificateCase
from registry.certificates.services.starting import start_case, start_for_newcomer
from registry.choices import ArchiveReason, CardState
from registry.identity import birth_date_of
from registry.models import Certificate, ImportRow, Person
from registry.services.certificates import copy_to_person
from tests.factories import (
    CertificateFactory,
    CountyFactory,
    PersonFactory,
    PostingFactory,
    TownshipFactory,
    VillageFactory,
    id_number,
)
from tests.importing import Desk, figures, refusals

HEADER = ["姓名", "公民身份号码", "业务类型", "残疾证号", "发证日期", "有效期至", "办理日期", "注销原因"]
ISSUED = date(2016, 5, 1)


@pytest.fixture
def village():
    return VillageFactory(parent=TownshipFactory(parent=CountyFactory(name="会宁县")))


@pytest.fixture
def desk(village, run_jobs):
    county = village.parent.parent
    return Desk(PostingFactory(unit=county).user, county, "certificates", run_jobs)


@pytest.fixture
def holder(village):
    """Make somebody with a 肢体三级 certificate, or without one."""

    def go(n, name="王芳", *, has_card=True):
        person = PersonFactory(unit=village, name=name, id_number=id_number(n))
        if has_card:
            card = CertificateFactory(
                person=person, number=f"{person.id_number}43", category="4", grade="3", issued_on=ISSUED,
                expires_on=date(2026, 5, 1),
            )  # fmt: skip
            copy_to_person(person, card).save()
        return person

    return go


def line(person, case, end="43", issued="2026-04-20", **cells):
    number = f"{person.id_number}{end}" if end else ""
    said = [cells.get(title, "") for title in HEADER[5:]]
    return [person.name, person.id_number, case, number, issued, *said]


def stand():
    return [
        [{n: v for n, v in row.items() if n != "updated_at"} for row in model.objects.order_by("pk").values()]
        for model in (Person, Certificate, CertificateCase, CaseEntry)
    ]


class TestWriting:
    def test_a_renewal_keeps_the_number_and_the_old_certificate(self, desk, holder):
        person = holder(1)

        desk.write(desk.upload(HEADER, line(person, "到期换证")))

        old, new = Certificate.objects.order_by("pk")
        person.refresh_from_db()
        assert (old.state, old.is_current) == (CardState.REPLACED, False)
        assert (new.number, new.issued_on, new.expires_on) == (
            old.number,
            date(2026, 4, 20),
            date(2036, 4, 20),
        )
        assert (person.card_state, person.card_expires_on) == (CardState.VALID, date(2036, 4, 20))
        case = CertificateCase.objects.get()
        assert (case.kind, case.state, case.replaced, case.certificate) == (CaseKind.RENEW, "done", old, new)

    def test_every_kind_of_result_is_written(self, desk, holder):
        people = {name: holder(n * 2 + 1, name) for n, name in enumerate("甲乙丙丁戊", 1)}
        new = holder(21, "己", has_card=False)

        batch = desk.write(
            desk.upload(
                HEADER,
                line(people["甲"], "补办", "43B1"),
                line(people["乙"], "变更", "42"),
                line(people["丙"], "冻结", "", ""),
                line(people["丁"], "注销", "", "", 办理日期="2026-03-01", 注销原因="死亡"),
                line(people["戊"], "换领"),
                line(new, "新办", "11"),
            )
        )

        found = {p.name: (p.card_state, p.grade, p.archive_reason) for p in Person.objects.all()}
        assert batch.is_applied
        assert found == {
            "甲": ("valid", "3", ""), "乙": ("valid", "2", ""), "丙": ("frozen", "3", ""),
            "丁": ("cancelled", "3", ArchiveReason.DEATH), "戊": ("valid", "3", ""), "己": ("valid", "1", ""),
        }  # fmt: skip
        assert people["甲"].certificates.current().get().expires_on == date(2026, 5, 1)
        assert CertificateCase.objects.count() == CaseEntry.objects.count() == 6

    def test_the_same_results_again_change_nothing(self, desk, holder):
        one, two, three = holder(1), holder(3, "李强"), holder(5, "张三")
        rows = [
            line(one, "换领"),
            line(two, "冻结", "", ""),
            line(three, "注销", "", "", 办理日期="2026-03-01", 注销原因="自愿"),
        ]
        desk.write(desk.upload(HEADER, *rows))

        assert figures(desk.upload(HEADER, *rows)) == (0, 0, 3, 0)

    def test_rows_are_weighed_and_written_with_few_queries(self, desk, holder, django_assert_max_num_queries):
        people = [holder(n * 2 + 1) for n in range(60)]

        with django_assert_max_num_queries(60):
            batch = desk.upload(HEADER, *[line(person, "换领") for person in people])
        with django_assert_max_num_queries(110):
            desk.write(batch)

        assert Certificate.objects.count() == 120


class TestRefusing:
    def test_what_the_single_case_would_refuse_is_refused_by_row(self, desk, holder):
        one, two, three, four = (
            holder(1),
            holder(3, "李强"),
            holder(5, "张三"),
            holder(7, "赵六", has_card=False),
        )
        batch = desk.upload(
            ["办证结果汇总"],
            HEADER,
            line(one, "换领", "42"),
            line(two, "补办", "43B2"),
            line(three, "变更"),
            line(four, "换领", "11"),
            ["没有登记", id_number(99), "换领", f"{id_number(99)}43", "2026-04-20", "", "", ""],
            ["别名", one.id_number, "", "", "", "", "", ""],
        )

        assert refusals(batch) == {
            3: "duplicate_conflict",
            4: "stands_otherwise",
            5: "stands_otherwise",
            6: "rule_refused",
            7: "not_registered",
            8: "duplicate_conflict",
        }

    def test_renewing_with_another_grade_says_what_to_do(self, desk, holder):
        batch = desk.upload(HEADER, line(holder(1), "换领", "42"))

        (problem,) = batch.rows.get().problems
        assert "换领不改变类别和等级" in problem["message"]
        assert "变更" in problem["advice"]

    def test_a_case_under_way_must_end_first(self, desk, holder):
        person = holder(1)
        start_case(CaseKind.RENEW, person, by=desk.user, at=timezone.now(), applied_on=timezone.localdate())

        batch = desk.upload(HEADER, line(person, "换领"))

        assert refusals(batch) == {2: "rule_refused"}
        assert "正在办理" in batch.rows.get().problems[0]["message"]

    def test_days_numbers_and_reasons_are_checked(self, desk, holder):
        people = [holder(n, name) for n, name in zip((1, 3, 5, 7, 9), "甲乙丙丁戊", strict=True)]
        batch = desk.upload(
            HEADER,
            line(people[0], "换领", issued="2015-01-01"),
            line(people[1], "注销", "", "", 办理日期="2026-03-01"),
            line(people[2], "冻结", "42", ""),
            line(people[3], "换领", ""),
            line(people[4], "换领", issued="2026.02.30"),
        )

        assert refusals(batch) == {
            2: "date_invalid", 3: "required_missing", 4: "stands_otherwise", 5: "required_missing",
            6: "date_invalid",
        }  # fmt: skip

    def test_somebody_of_another_county_is_not_named(self, desk):
        stranger = PersonFactory(name="外县人")

        batch = desk.upload(HEADER, line(stranger, "换领"))

        assert refusals(batch) == {2: "outside_scope"}

    def test_a_township_clerk_may_not(self, desk, village, holder, run_jobs):
        clerk = PostingFactory(unit=village.parent, as_township_clerk=True).user
        batch = Desk(clerk, village.parent, "certificates", run_jobs).upload(HEADER, line(holder(1), "换领"))

        assert not batch.is_planned
        assert "没有导入权限" in batch.plan_job.message


WHERE = [*HEADER, "乡镇", "村", "联系电话"]


def newcomer(n, name="新来人", *, case="新办", place=("会师镇", "南关村"), phone="13800000001"):
    number = id_number(n)
    return [name, number, case, f"{number}43", "2026-04-20", "", "", "", *place, phone]


class TestNewcomers:
    @pytest.fixture
    def village(self):
        county = CountyFactory(name="会宁县")
        return VillageFactory(parent=TownshipFactory(parent=county, name="会师镇"), name="南关村")

    def test_are_registered_with_their_first_certificate(self, desk, village, holder):
        one = line(holder(1), "换领")

        batch = desk.write(desk.upload(WHERE, newcomer(21), [*one, "", "", ""]))

        person = Person.objects.get(name="新来人")
        card = person.certificates.current().get()
        assert figures(batch) == (1, 1, 0, 0)
        assert (person.unit, person.unit_path, person.phone) == (village, village.path, "13800000001")
        assert (person.id_number, person.birth_date) == (id_number(21), birth_date_of(id_number(21)))
        assert (card.number, card.issued_on, card.expires_on) == (
            f"{person.id_number}43",
            date(2026, 4, 20),
            date(2036, 4, 20),
        )
        assert (person.category, person.grade, person.card_state) == ("4", "3", CardState.VALID)
        case = CertificateCase.objects.get(person=person)
        assert (case.kind, case.state, case.certificate, case.unit) == (CaseKind.NEW, "done", card, village)

    def test_the_preview_says_that_somebody_is_registered_and_where(self, desk, village):
        batch = desk.upload(WHERE, newcomer(21))

        row = batch.rows.get()
        assert (row.outcome, row.person, Person.objects.count()) == ("new", None, 0)
        assert ["登记", "", "登记表里还没有，随新办登记"] in row.before["shown"]
        assert any(label == "村（社区）" and "南关村" in after for label, _, after in row.before["shown"])

    def test_the_same_list_again_changes_nothing(self, desk, village):
        desk.write(desk.upload(WHERE, newcomer(21)))

        assert figures(desk.upload(WHERE, newcomer(21))) == (0, 0, 1, 0)

    def test_the_template_asks_for_what_they_need(self, desk, village):
        content = CertificatesKind().template(None, desk.unit, desk.user)

        titles = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0][1]]

        assert titles[-4:] == ["乡镇", "村（社区）", "联系电话", "住址"]

    def test_what_is_missing_or_wrong_is_said_in_its_cell(self, desk, village):
        batch = desk.upload(
            ["办证结果汇总"],
            WHERE,
            newcomer(21, place=("", "")),
            newcomer(23, place=("会师镇", "没有的村")),
            newcomer(25, case="换领"),
            newcomer(27, phone="12"),
            [*newcomer(29)[:3], "", "", *newcomer(29)[5:]],
        )

        found = {row.row: row.problems[0] for row in batch.rows.filter(outcome="refused")}
        assert {number: (problem["key"], problem["code"]) for number, problem in found.items()} == {
            3: ("village", "required_missing"),
            4: ("village", "village_unknown"),
            5: ("id_number", "not_registered"),
            6: ("phone", "value_unknown"),
            7: ("card_number", "required_missing"),
        }
        assert found[3]["message"] == "登记表里没有此人，随新办登记须写明乡镇和村（社区）。"
        assert "办理类型填“新办”" in found[5]["advice"]

    def test_of_somebody_registered_the_place_is_not_read(self, desk, village, holder):
        row = line(holder(1, has_card=False), "新办", "11")

        assert figures(desk.upload(WHERE, [*row, "没有的乡", "没有的村", "12"])) == (0, 1, 0, 0)

    def test_a_village_outside_the_clerks_county_is_refused(self, desk, village):
        VillageFactory(
            parent=TownshipFactory(parent=CountyFactory(name="静宁县"), name="城关镇"), name="东关村"
        )

        batch = desk.upload(WHERE, newcomer(21, place=("城关镇", "东关村")))

        assert refusals(batch).keys() == {2}
        assert Person.objects.count() == 0

    def test_a_case_under_way_elsewhere_is_told_of_without_its_kind(self, desk, village):
        there = VillageFactory(parent=TownshipFactory(parent=CountyFactory(name="静宁县")))
        start_for_newcomer(
            CaseKind.NEW, by=PostingFactory(unit=there.parent.parent).user, at=timezone.now(),
            applied_on=timezone.localdate(), unit=there, name="新来人", id_number=id_number(21),
        )  # fmt: skip

        (problem,) = desk.upload(WHERE, newcomer(21)).rows.get().problems

        assert problem["message"] == "此人在其他单位有正在办理的证件业务。"

    def test_leave_the_register_when_it_is_taken_back(self, desk, village, holder):
        person = holder(1)
        before = stand()
        batch = desk.write(desk.upload(WHERE, newcomer(21), [*line(person, "换领"), "", "", ""]))

        batch = desk.undo(batch)

        assert batch.counts["undone"] == {"removed": 1, "restored": 1, "kept": 0}
        assert stand() == before

    def test_stay_when_something_has_been_done_about_them_since(self, desk, village):
        batch = desk.write(desk.upload(WHERE, newcomer(21)))
        person = Person.objects.get()
        start_case(CaseKind.FREEZE, person, by=desk.user, at=timezone.now(), applied_on=timezone.localdate())

        batch = desk.undo(batch)

        assert batch.counts["undone"] == {"removed": 0, "restored": 0, "kept": 1}
        assert Person.objects.get() == person

    def test_somebody_registered_in_the_meantime_stops_all(self, desk, village):
        batch = desk.upload(WHERE, newcomer(21), newcomer(23, "另一人"))
        PersonFactory(unit=village, name="新来人", id_number=id_number(21))

        batch = desk.write(batch)

        assert batch.is_planned
        assert Person.objects.count() == 1

    def test_many_ask_no_more_of_the_database_than_few(self, desk, village):
        def queries(numbers):
            batch = desk.upload(WHERE, *[newcomer(n, f"人{'甲乙丙丁'[n % 4]}") for n in numbers])
            with CaptureQueriesContext(connection) as asked:
                desk.write(batch)
            return len(asked)

        few = queries(range(21, 25, 2))

        assert queries(range(101, 161, 2)) <= few


class TestTakingBack:
    def test_restores_persons_certificates_and_cases_byte_for_byte(self, desk, holder):
        people = [holder(n, name) for n, name in zip((1, 3, 5), "甲乙丙", strict=True)]
        new = holder(7, "丁", has_card=False)
        before = stand()
        batch = desk.upload(
            HEADER,
            line(people[0], "补办", "43B1"),
            line(people[1], "冻结", "", ""),
            line(people[2], "注销", "", "", 办理日期="2026-03-01", 注销原因="死亡"),
            line(new, "新办", "11"),
        )

        batch = desk.undo(desk.write(batch))

        assert stand() == before
        assert batch.counts["undone"] == {"removed": 0, "restored": 4, "kept": 0}

    def test_a_new_certificate_that_a_case_speaks_of_stays(self, desk, holder):
        person = holder(1)
        batch = desk.write(desk.upload(HEADER, line(person, "换领")))
        person.refresh_from_db()
        start_case(CaseKind.FREEZE, person, by=desk.user, at=timezone.now(), applied_on=timezone.localdate())

        batch = desk.undo(batch)

        assert batch.is_undone
        assert ImportRow.objects.get().kept_because == "证件业务已经用到新证"
        assert Certificate.objects.count() == 2

    def test_somebody_touched_since_stays(self, desk, holder):
        person = holder(1)
        batch = desk.write(desk.upload(HEADER, line(person, "换领")))
        Person.objects.update(updated_at=timezone.now() + timedelta(minutes=1))

        assert desk.undo(batch).counts["undone"]["kept"] == 1
        assert CertificateCase.objects.count() == 1


def test_a_register_that_moved_on_stops_all(desk, holder):
    one, two = holder(1), holder(3, "李强")
    batch = desk.upload(HEADER, line(one, "换领"), line(two, "换领"))
    Person.objects.filter(pk=two.pk).update(
        archived_at=timezone.now(), archived_by=desk.user, archive_reason=ArchiveReason.MOVED_OUT,
        archive_date=date(2026, 1, 1),
    )  # fmt: skip

    batch = desk.write(batch)

    assert batch.is_planned
    assert "没有写入任何数据" in batch.message
    assert Certificate.objects.count() == 2
