"""Rosters of 专职委员: rows that name somebody in post, and blank forms for everybody in post."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from core.models import Job
from reports.answers import services
from reports.answers.choices import State
from reports.answers.members import NOT_THERE
from reports.answers.models import AnswerRecipe
from reports.models import SnapshotList
from staff.life.models import CareerEvent
from staff.models import Appointment
from tests.factories import CountyFactory, PostingFactory
from tests.factories.staff import AppointmentFactory, PostFactory
from tests.reports.answers.forms import content_of, empty_book, grid, opened, sheet_of
from tests.reports.answers.rosters import cells, named, roster


def test_a_head_of_two_lines_is_known_as_a_roster_of_members(desk, manned):
    answer = desk.upload(roster())

    (sheet,) = answer.found
    assert sheet["target"] == "members"
    assert [own["key"] for own in sheet["columns"]] == [
        "serial", "township", "village", "name", "sex", "id_number", "education", "is_disabled", "category",
        "grade", "card_number", "since", "post_type", "contract_from", "contract_until", "phone", "stipend",
        "bank_name", "bank_account", "times", "-",
    ]  # fmt: skip


def test_an_empty_roster_takes_everybody_in_post_at_the_place(desk, manned):
    answer = desk.answer(roster(blank=1))

    town, village = cells(answer, 5), cells(answer, 6)
    member = manned.village.member
    assert (town["A"], town["B"], town["C"], town["D"], town["M"]) == (
        1, "会师镇", None, "李大海", "乡镇专职委员",
    )  # fmt: skip
    assert {key: village[key] for key in "ABCDFHIJLNOPQTU"} == {
        "A": 2, "B": "会师镇", "C": "南什村", "D": "王小明", "F": member.id_number, "H": "是", "I": "肢体",
        "J": "二级", "L": village["L"], "N": village["L"], "O": village["O"], "P": "13830012345", "Q": 100,
        "T": 1, "U": None,
    }  # fmt: skip
    assert (village["L"].date(), village["O"].date()) == (date(2020, 1, 1), date(2027, 12, 31))
    assert cells(answer, 7)["C"] == "=COUNTA(D5:D6)"
    assert answer.counts["persons"] == 2
    assert (town["Q"], town["T"]) == (200, 2)


def test_who_is_not_disabled_has_no_category_and_that_is_no_trouble(desk, manned):
    answer = desk.answer(roster())

    ws = opened(answer)["Sheet1"]
    assert [ws[cell].value for cell in ("H5", "I5", "K5")] == ["否", None, None]
    assert ws["I5"].fill.fill_type is None


def test_accounts_are_whole_only_for_who_answers_for_the_money(desk, manned):
    clerks = desk.answer(roster())
    desk.user = PostingFactory(unit=manned.county, role=Role.COUNTY_MANAGER).user
    managers = desk.answer(roster())

    account = manned.village.member.bank_account
    assert cells(clerks, 6)["S"] == f"**** {account[-4:]}"
    assert "号码已遮住" in opened(clerks)["Sheet1"]["S3"].comment.text
    assert cells(managers, 6)["S"] == account
    assert set(clerks.needs) == {"report_make", "staff_view", "person_export", "person_reveal"}
    assert set(managers.needs) == {*clerks.needs, "stipend_export"}


def test_rows_are_told_by_number_or_by_name_and_village_and_the_rest_is_marked(desk, manned):
    twin = AppointmentFactory(post=PostFactory(unit=manned.hongbaozi, number=2))
    named(twin, "王小明")
    left = Appointment.objects.get(post__unit=manned.hongbaozi, until=date(2026, 8, 31)).member
    number = manned.village.member.id_number
    answer = desk.answer(
        roster(
            [1, None, None, None, None, number],
            [2, "会师镇", "南什", "王小明"],
            [3, None, None, "王小明"],
            [4, "郭城驿镇", "红堡子村委会", "王 小明"],
            [5, "郭城驿镇", "红堡子村", "李大海"],
            [6, None, None, None, None, left.id_number],
            [7, None, None, "查无此人"],
            [8, None, None, "赵六", None, number],
            [9, None, "会师镇南什村残协", "王小明"],
        )
    )

    filled = {row - 4: cells(answer, row)["M"] for row in range(5, 14)}
    assert {number for number, post in filled.items() if post} == {1, 2, 4, 9}
    assert cells(answer, 5)["D"] == "王小明"
    told = {own["row"] - 4: own["message"] for own in answer.troubles if own["row"] > 4}
    assert "有 2 个“王小明”在岗" in told[3]
    assert "在岗的单位是会师镇" in told[5]
    assert "2026-08-31 离岗" in told[6]
    assert "没有叫“查无此人”的专职委员在岗" in told[7]
    assert "姓名与表里的不一致" in told[8]
    assert "与第 5 行是同一个人" in told[2]


def test_rows_that_name_only_a_village_take_who_is_in_post_there(desk, manned):
    AppointmentFactory(post=PostFactory(unit=manned.nanshi, number=2))
    rows = [[1, "会师镇"], [2, "会师镇", "南什村"], [3, "会师镇", "西关社区"], [4, "郭城驿镇", "无此村"]]

    answer = desk.answer(roster(*rows))

    names = [row[3] for row in grid(opened(answer)["Sheet1"], first=5)[:4]]
    assert names == ["李大海", "王小明", None, None]
    told = {own["cell"]: own["message"] for own in answer.troubles}
    assert "西关社区统计日没有专职委员在岗" in told["C7"]
    assert "没有“无此村”" in told["C8"]
    assert "会师镇 南什村还有 1 人在岗，表里没有行可填" in str(answer.troubles)


def test_a_list_of_persons_with_only_villages_is_marked_and_never_filled_by_guess(desk, manned):
    book = empty_book()
    head = ["序号", "姓名", "身份证号", "残疾类别", "所在村"]
    sheet_of(book, "名单", head, [1, None, None, None, "南什村"], [2, "王芳", None, None, "南什村"])

    answer = desk.answer(content_of(book), all_persons=True)

    assert [row[1] for row in grid(opened(answer)["名单"], first=2)] == [None, "王芳"]
    assert "没有写是谁" in answer.troubles[0]["message"]


def test_who_was_in_post_on_the_day_is_filled_and_who_came_later_is_not(desk, manned):
    answer = desk.answer(roster(), as_of=date(2026, 8, 1))

    names = [row[3] for row in grid(opened(answer)["Sheet1"], first=5)[:3]]
    assert names == ["李大海", "王小明", "赵红霞"]


def test_the_day_of_renewal_begins_the_contract(desk, manned):
    CareerEvent.objects.create(
        appointment=manned.village, kind="renewed", on=date(2025, 1, 1), by=manned.clerk
    )

    answer = desk.answer(roster())

    assert cells(answer, 6)["N"].date() == date(2025, 1, 1)


def test_only_the_posts_asked_for_are_put_in(desk, manned):
    heads = desk.answer(roster(), posted="heads")
    villages = desk.answer(roster(), posted="grassroots")

    assert cells(heads, 5)["M"] == "理事长"
    assert cells(villages, 5)["D"] == "王小明"
    assert (heads.counts["persons"], villages.counts["persons"]) == (1, 1)


def test_a_township_finds_only_its_own(desk, manned):
    member = manned.village.member
    desk.unit = manned.guocheng
    desk.user = PostingFactory(unit=manned.guocheng, role=Role.TOWNSHIP_CLERK).user

    answer = desk.answer(
        roster([1, None, None, None, None, member.id_number], [2, "会师镇", "南什村", "王小明"])
    )

    assert answer.state == State.MAPPING
    assert "一行也没有填上" in answer.message
    assert NOT_THERE in answer.message
    assert not answer.result


def test_a_form_that_is_not_the_countys_finds_nobody_of_another_county(desk, manned):
    other = AppointmentFactory(post=PostFactory(unit=CountyFactory())).member

    answer = desk.answer(roster([1, None, None, None, None, other.id_number], [2, None, None, "王小明"]))

    assert cells(answer, 5)["D"] is None
    assert answer.troubles[0]["message"] == NOT_THERE


def test_a_leader_gets_a_roster_with_every_number_masked(desk, manned):
    desk.user = PostingFactory(unit=manned.county, role=Role.LEADER).user

    answer = desk.answer(roster())

    row, member = cells(answer, 6), manned.village.member
    assert row["F"] == member.masked_id_number
    assert row["P"] == member.masked_phone
    assert row["K"] is None
    assert "您没有带出这个人残疾人登记信息的权限" in str(answer.troubles)


def test_finance_that_may_report_gets_accounts_and_no_number_of_a_person(desk, manned):
    desk.user = PostingFactory(unit=manned.county, role=Role.LEADER).user
    PostingFactory(unit=manned.county, role=Role.FINANCE, user=desk.user)

    answer = desk.answer(roster())

    row, member = cells(answer, 6), manned.village.member
    assert row["S"] == member.bank_account
    assert row["F"] == member.masked_id_number
    assert row["K"] is None
    assert set(answer.needs) >= {"stipend_export", "staff_view"}


def test_what_was_filled_is_kept_with_numbers_masked_for_who_sees_the_staff(desk, manned):
    answer = desk.answer(roster())

    frozen = SnapshotList.objects.get(snapshot=answer.snapshot)
    member = manned.village.member
    assert frozen.permission == "staff_view"
    assert member.id_number not in str(frozen.rows)
    assert member.bank_account not in str(frozen.rows)
    assert "王小明" in str(frozen.rows)
    assert answer.snapshot.figures["people.0"]["value"] == 2


def test_a_form_of_disabled_persons_is_not_taken_for_a_roster(desk, manned):
    book = empty_book()
    head = ["序号", "姓名", "身份证号", "残疾类别", "户口性质", "监护人", "岗位"]
    sheet_of(book, "名单", ["残疾人就业帮扶花名册"], head, [1, "王芳"], merged=("A1:G1",))

    answer = desk.upload(content_of(book))

    assert answer.found[0]["target"] == "persons"


def test_a_sheet_taken_for_something_else_is_read_again_and_remembered(desk, manned):
    def plain():
        book = empty_book()
        sheet_of(book, "名单", ["花名册"], ["序号", "姓名", "性别", "文化程度", "联系电话"], [1, "王小明"])
        return content_of(book)

    answer = desk.upload(plain())
    assert answer.found[0]["target"] == "persons"
    answer = desk._worked(
        lambda: services.read_again(answer, by=desk.user, at=timezone.now(), number=0, target="members")
    )
    assert (answer.state, answer.found[0]["target"]) == (State.MAPPING, "members")

    answer = desk.fill(answer)
    again = desk.upload(plain(), name="二.xlsx")

    assert grid(opened(answer)["名单"], first=3)[0][4] == "13830012345"
    assert again.found[0]["target"] == "members"
    assert AnswerRecipe.objects.count() == 1


def test_previews_are_masked(desk, manned):
    answer = desk.upload(roster())

    previews = {own["key"]: own["preview"] for own in answer.found[0]["columns"]}
    assert previews["name"]["texts"] == ["李大海", "王小明"]
    assert previews["id_number"]["texts"][1] == manned.village.member.masked_id_number


def test_the_queries_of_filling_do_not_grow_with_the_rows(desk, manned, monkeypatch):
    monkeypatch.setattr(Job, "SAVE_EVERY", 3600)  # on a slow machine progress is written more often

    def cost():
        answer = desk.upload(roster())
        with CaptureQueriesContext(connection) as queries:
            assert desk.fill(answer).state == State.READY
        return len(queries)

    def add(*numbers):
        for number in numbers:
            AppointmentFactory(post=PostFactory(unit=manned.nanshi, number=number))

    cost()  # content types and the like are fetched once
    add(2)
    few = cost()
    add(*range(3, 23))

    assert cost() == few
