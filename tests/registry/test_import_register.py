"""A roster against what the register holds, and the rescue of ID numbers."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from orgs.models import Unit
from orgs.scoping import UnitScope
from registry.choices import ArchiveReason
from registry.models import Certificate, Person
from registry.services import persons
from registry.services.certificates import copy_to_person
from tests.factories import CertificateFactory, PersonFactory, PostingFactory, id_number

HEADER = ["姓名", "身份证号", "残疾人证号", "乡镇", "村", "联系电话", "户口性质", "发证日期"]


@pytest.fixture
def village(county):
    return Unit.objects.get(name="中川村")


@pytest.fixture
def registered(village):
    """王芳, registered with a certificate that runs from 2020 to 2030; her number ends in a digit."""
    person = PersonFactory(
        name="王芳",
        birth_date=date(1962, 3, 4),
        id_number="620499196203040229",
        unit=village,
        phone="13800000001",
        hukou="rural",
    )
    card = CertificateFactory(
        person=person, category="4", grade="4", issued_on=date(2020, 1, 1), expires_on=date(2030, 1, 1)
    )
    copy_to_person(person, card).save()
    return person


def row_of(person, **changes):
    """Return the row that says of the person just what the register says."""
    said = {
        "姓名": person.name,
        "身份证号": person.id_number,
        "残疾人证号": f"{person.id_number}44",
        "乡镇": "中川镇",
        "村": "中川村",
        "联系电话": person.phone,
        "户口性质": "农业",
        "发证日期": "2020-01-01",
    }
    return list((said | changes).values())


class TestSomebodyRegistered:
    def test_with_the_same_content_is_unchanged(self, registered, plan):
        made = plan(HEADER, row_of(registered))

        assert (made.unchanged, made.changed, made.new) == ([2], [], [])

    def test_keeps_what_the_row_leaves_blank(self, registered, plan):
        made = plan(HEADER, row_of(registered, 联系电话="", 户口性质="", 发证日期="", 村="", 乡镇=""))

        assert made.unchanged == [2]

    def test_is_shown_before_and_after(self, registered, plan):
        made = plan(HEADER, row_of(registered, 联系电话="13900000002", 户口性质="非农业"))

        (change,) = made.changed
        assert change.before == {"phone": "13800000001", "hukou": "rural"}
        assert change.after == {"phone": "13900000002", "hukou": "urban"}

    def test_moves_to_another_village(self, registered, plan):
        made = plan(HEADER, row_of(registered, 乡镇="头寨子镇", 村="老鸦村"))

        target = Unit.objects.get(name="老鸦村", parent__name="头寨子镇")
        assert made.changed[0].after == {"unit": target.pk}

    def test_gets_another_certificate_after_regrading(self, registered, plan):
        made = plan(HEADER, row_of(registered, 残疾人证号=f"{registered.id_number}43", 发证日期=""))

        after = made.changed[0].after
        assert (after["card.number"], after["card.grade"]) == (f"{registered.id_number}43", "3")

    def test_keeps_the_dates_of_a_certificate_that_was_reissued(self, registered, plan):
        made = plan(HEADER, row_of(registered, 残疾人证号=f"{registered.id_number}44B1", 发证日期=""))

        assert made.changed[0].after == {"card.number": f"{registered.id_number}44B1"}

    def test_gets_a_new_end_with_a_new_day_of_issue(self, registered, plan):
        made = plan(HEADER, row_of(registered, 发证日期="2022-05-01"))

        after = made.changed[0].after
        assert after == {"card.issued_on": date(2022, 5, 1), "card.expires_on": date(2032, 5, 1)}

    def test_whose_certificate_was_given_another_end_keeps_it(self, registered, plan):
        Certificate.objects.update(expires_on=date(2025, 6, 1))

        made = plan(HEADER, row_of(registered, 发证日期="2022-05-01"))

        assert made.changed[0].after == {"card.issued_on": date(2022, 5, 1)}

    def test_whose_certificate_would_end_before_it_begins_is_refused(self, registered, plan):
        Certificate.objects.update(expires_on=date(2021, 6, 1))

        made = plan(HEADER, row_of(registered, 发证日期="2022-05-01"))

        assert [p.code for p in made.problems] == ["date_invalid"]

    def test_without_a_certificate_gets_one(self, village, plan):
        person = PersonFactory(name="王芳", unit=village, phone="13800000001", hukou="rural")

        made = plan(HEADER, row_of(person))

        assert made.changed[0].before["card.number"] is None
        assert made.changed[0].after["card.category"] == "4"

    def test_and_archived_is_not_revived(self, registered, plan, county):
        by = PostingFactory(unit=county).user
        now = timezone.now()
        persons.archive_person(registered, by=by, at=now, reason=ArchiveReason.DEATH, on=date(2020, 1, 1))

        made = plan(HEADER, row_of(registered))

        assert [(p.code, p.message) for p in made.problems] == [
            ("outside_scope", "此人已归档，导入不会恢复归档的人员。")
        ]


class TestSomebodyElsewhere:
    def test_is_refused_and_nothing_more_is_said(self, registered, plan):
        other = PersonFactory(name="秘密", address="秘密路一号", phone="13877777777")
        scope = UnitScope(paths=frozenset({registered.unit.parent.path}))

        made = plan(HEADER, row_of(other, 姓名="李强", 残疾人证号="", 联系电话=""), scope=scope)

        (problem,) = made.problems
        assert (problem.code, problem.message, problem.advice, problem.proposal) == (
            "outside_scope",
            "已登记在其他单位。",
            "",
            "",
        )

    def test_holding_the_certificate_number_is_a_mismatch(self, registered, plan):
        number = id_number(77)
        CertificateFactory(person=PersonFactory(), number=f"{number}44")

        made = plan(HEADER, row_of(registered, 身份证号=number, 残疾人证号=f"{number}44"))

        assert [p.code for p in made.problems] == ["card_id_mismatch"]


class TestRepeats:
    def test_that_are_exact_count_once(self, county, plan, village):
        person = PersonFactory.build(name="李强", unit=village)
        row = row_of(person)

        made = plan(["序号", *HEADER], ["1", *row], ["2", *row])

        assert [entry.row for entry in made.new] == [2]
        assert [(p.row, p.code) for p in made.problems] == [(3, "duplicate_in_file")]

    def test_are_exact_in_whatever_spelling(self, county, plan, village):
        person = PersonFactory.build(name="李强", unit=village, phone="13800000001")
        number = person.id_number

        made = plan(
            HEADER,
            row_of(person),
            row_of(
                person, 姓名=" 李 强 ", 身份证号=f"'{number[:6]} {number[6:]}", 乡镇="", 发证日期="2020.1.1"
            ),
        )

        assert [(p.row, p.code) for p in made.problems] == [(3, "duplicate_in_file")]

    def test_of_a_wrong_row_are_not_blamed_for_its_faults(self, county, plan):
        row = ["李强", "123", "", "中川镇", "中川村", "", "", ""]

        made = plan(HEADER, row, row)

        assert [(p.row, p.code) for p in made.problems] == [(2, "id_length"), (3, "duplicate_in_file")]

    def test_that_contradict_each_other_are_all_refused(self, county, plan, village):
        person = PersonFactory.build(name="李强", unit=village)

        made = plan(
            HEADER, row_of(person), row_of(person, 联系电话="13900000002"), row_of(person, 户口性质="非农业")
        )

        assert made.new == []
        assert [(p.row, p.code) for p in made.problems] == [(n, "duplicate_conflict") for n in (2, 3, 4)]
        assert "联系电话" in made.problems[0].message

    def test_differ_also_by_columns_that_we_do_not_know(self, county, plan, village):
        person = PersonFactory.build(name="李强", unit=village)

        made = plan([*HEADER, "星座"], [*row_of(person), "甲"], [*row_of(person), "乙"])

        assert {p.code for p in made.problems} == {"duplicate_conflict"}

    def test_do_not_make_two_people_without_number_one(self, county, plan):
        rows = [
            ["李强", "", "", "中川镇", "中川村", phone, "", ""] for phone in ("13800000001", "13800000002")
        ]

        assert [p.code for p in plan(HEADER, *rows).problems] == ["id_missing", "id_missing"]


class TestRescue:
    def refused(self, made):
        (problem,) = [p for p in made.problems if p.key == "id_number"]
        return problem

    @pytest.mark.parametrize(
        "changes",
        [
            {"身份证号": "6.20499E+17"},
            {"身份证号": "", "残疾人证号": ""},
            {"身份证号": "12", "联系电话": ""},
        ],
    )
    def test_proposes_the_number_of_the_namesake_whose_card_or_phone_fits(self, registered, plan, changes):
        problem = self.refused(plan(HEADER, row_of(registered, **changes)))

        assert problem.proposal == registered.id_number
        assert "登记表里有一位同名" in problem.advice

    @pytest.mark.parametrize("slip", [lambda n: n[:17], lambda n: n[:8] + n[9] + n[8] + n[10:], float])
    def test_proposes_the_number_of_the_namesake_of_whom_it_is_a_slip(self, registered, plan, slip):
        spoilt = slip(registered.id_number)

        problem = self.refused(plan(HEADER, row_of(registered, 身份证号=spoilt, 残疾人证号="", 联系电话="")))

        assert problem.proposal == registered.id_number

    def test_needs_more_than_the_name(self, registered, plan):
        problem = self.refused(plan(HEADER, row_of(registered, 身份证号="", 残疾人证号="", 联系电话="")))

        assert problem.proposal == ""

    def test_never_looks_outside_the_scope(self, registered, plan):
        scope = UnitScope(paths=frozenset({Unit.objects.get(name="头寨子镇").path}))

        problem = self.refused(
            plan(
                HEADER,
                row_of(registered, 身份证号="", 残疾人证号="", 乡镇="头寨子镇", 村="老鸦村"),
                scope=scope,
            )
        )

        assert problem.proposal == ""

    def test_proposes_the_beginning_of_the_card_for_somebody_new(self, county, plan, village):
        person = PersonFactory.build(name="李强", unit=village)

        problem = self.refused(plan(HEADER, row_of(person, 身份证号=person.id_number[:17])))

        assert problem.proposal == person.id_number

    def test_changes_nothing_by_itself(self, registered, plan):
        made = plan(HEADER, row_of(registered, 身份证号="6.20499E+17", 联系电话="13900000002"))

        assert (made.changed, made.new, made.unchanged) == ([], [], [])


def test_the_number_of_queries_does_not_depend_on_the_rows(registered, plan, village):
    scope = UnitScope(paths=frozenset({village.parent.parent.path}))

    def cost(count):
        people = [PersonFactory(name="王芳", unit=village, phone=f"138{n:08d}") for n in range(count // 2)]
        strangers = [PersonFactory.build(name="李强", unit=village) for _ in range(count // 2)]
        bad = [["王芳", "12", "", "中川镇", f"没有村{n}", f"138{n:08d}", "", ""] for n in range(count)]
        rows = [row_of(person) for person in people + strangers] + bad
        with CaptureQueriesContext(connection) as queries:
            plan(HEADER, *rows, scope=scope)
        print([q["sql"][:150] for q in queries])
        return len(queries)

    assert cost(4) == cost(400) == 8


def test_planning_writes_nothing(registered, plan):
    before = list(Person.objects.values())

    with CaptureQueriesContext(connection) as queries:
        plan(HEADER, row_of(registered, 联系电话="13900000002"))

    assert all(query["sql"].startswith("SELECT") for query in queries)
    assert list(Person.objects.values()) == before
