"""What is due, month by month, reckoned by hand; and the sentinel's sums."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.benefits.book import Book, Tier
from registry.benefits.choices import Fault
from registry.benefits.comparing import Member, Window, compare, fault_of
from registry.benefits.entitlement import NEVER, ZERO, Card, Facts, Granted, Spell
from registry.benefits.models import BenefitKind
from registry.benefits.months import month_of, spans_of
from registry.benefits.words import worded

DIBAO, TEKUN, LIVING, CARE, OLD = 1, 2, 3, 4, 5
BOTH = "tekun,injury,prison"
KINDS = [
    BenefitKind(pk=DIBAO, requires="dibao", needs_card=False, by_decision=True, is_household=True,
                excluded_by="tekun,prison"),
    BenefitKind(pk=TEKUN, requires="tekun", needs_card=False, by_decision=True, excluded_by="prison"),
    BenefitKind(pk=LIVING, needs_card=True, excluded_by=BOTH),
    BenefitKind(pk=CARE, needs_card=True, excluded_by=BOTH, higher_of="护理"),
    BenefitKind(pk=OLD, needs_card=False, higher_of="护理"),
]  # fmt: skip


def m(text):
    """Return the number of a month written as 2026-03."""
    return month_of(date.fromisoformat(f"{text}-01"))


def d(text):
    return date.fromisoformat(text)


def tier(kind, name, amount, **more):
    facts = {"grades": "", "categories": "", "subsistence": "", "age_from": None, "age_to": None, "hukou": ""}
    months = {"first": m("2020-01"), "last": NEVER}
    facts |= {name: value for name, value in more.items() if name in facts}
    months |= {name: m(value) for name, value in more.items() if name in months}
    return Tier(0, kind, name, 0, Decimal(amount), **facts, **months)


TIERS = [
    tier(DIBAO, "一类", "480", subsistence="dibao"),
    tier(DIBAO, "三类", "110", subsistence="dibao"),
    tier(TEKUN, "分散供养", "680", subsistence="tekun"),
    tier(LIVING, "低保家庭", "110", subsistence="dibao"),
    tier(LIVING, "低收入家庭", "80", subsistence="low_income"),
    tier(CARE, "一级", "120", grades="1"),
    tier(CARE, "二级", "100", grades="2", last="2026-06"),
    tier(CARE, "二级", "105.50", grades="2", first="2026-07"),
    tier(CARE, "三级智力、精神", "60", grades="3", categories="56"),
    tier(OLD, "八十岁以上", "110", age_from=80),
    tier(OLD, "九十岁以上", "200", age_from=90),
    tier(OLD, "儿童", "50", age_to=17),
]


def book(rules=None, tiers=TIERS):
    return Book(KINDS, tiers, {code: [(0, delay)] for code, delay in (rules or {}).items()})


def someone(born="1970-01-01", grade="2", category="4", cards=None, spells=(), gone=None, hukou=""):
    cards = (Card(d("2022-05-01"), d("2032-05-01"), category, grade),) if cards is None else cards
    return Facts(1, d(born), hukou, cards, tuple(spells), *(gone or (None, "")))


DYING = someone(grade="1", gone=(d("2026-03-15"), "death"))
FIRST = Card(d("2016-04-10"), d("2026-04-10"), "4", "2")
RENEWED = Card(d("2026-08-20"), d("2036-08-20"), "4", "2")
RAISED = (
    Card(d("2022-05-01"), d("2026-05-19"), "4", "2", True),
    Card(d("2026-05-20"), d("2036-05-20"), "4", "1"),
)
LOWERED = (
    Card(d("2022-05-01"), d("2026-05-19"), "4", "1", True),
    Card(d("2026-05-20"), d("2036-05-20"), "4", "2"),
)
DROPPED = (
    Card(d("2022-05-01"), d("2026-05-19"), "4", "2", True),
    Card(d("2026-05-20"), d("2036-05-20"), "4", "4"),
)

FROZEN = someone(spells=[Spell("frozen", d("2026-03-09"), None)])
THAWED = someone(spells=[Spell("frozen", d("2026-03-09"), d("2026-06-04"))])
LATE = someone(cards=(Card(d("2026-05-31"), None, "4", "1"),))
IN_CARE = someone(spells=[Spell("tekun", d("2026-03-09"), None)])
IN_NEED = someone(spells=[Spell("dibao", d("2026-03-31"), None)])
LEFT = someone(spells=[Spell("dibao", None, d("2026-03-01"))])
BETTER_OFF = someone(
    spells=[Spell("dibao", None, d("2026-03-01")), Spell("low_income", d("2026-03-02"), None)]
)
JAILED = someone(spells=[Spell("prison", d("2026-03-09"), d("2026-06-30"))])
LOST = someone(spells=[Spell("cancelled", d("2026-03-09"), None)])
OLDER = someone(born="1944-02-29", cards=())
CHILD = someone(born="2008-05-10", cards=())
LEAP = someone(born="1936-02-29", cards=())

# who, kind, month, yuan due: every line by hand from domain.md §6.1–§6.3
CASES = [
    ("grade one", someone(grade="1"), CARE, "2026-03", "120"),
    ("grade two before the rise", someone(), CARE, "2026-06", "100"),
    ("grade two after the rise", someone(), CARE, "2026-07", "105.50"),
    ("grade three of mind", someone(grade="3", category="6"), CARE, "2026-03", "60"),
    ("grade three of body", someone(grade="3"), CARE, "2026-03", "0"),
    ("no certificate", someone(cards=()), CARE, "2026-03", "0"),
    ("dies in the middle of the month: that month", DYING, CARE, "2026-03", "120"),
    ("dies in the middle of the month: the next", DYING, CARE, "2026-04", "0"),
    ("dies on the last day: the next", someone(gone=(d("2026-03-31"), "death")), CARE, "2026-04", "0"),
    ("dies on the first day: that month", someone(gone=(d("2026-04-01"), "death")), CARE, "2026-04", "100"),
    ("moves out: that month", someone(gone=(d("2026-03-02"), "moved_out")), CARE, "2026-03", "100"),
    ("moves out: the next", someone(gone=(d("2026-03-02"), "moved_out")), CARE, "2026-04", "0"),
    ("expires: that month", someone(cards=(FIRST,)), CARE, "2026-04", "100"),
    ("expires: the next", someone(cards=(FIRST,)), CARE, "2026-05", "0"),
    ("expired, renewed later: between", someone(cards=(FIRST, RENEWED)), CARE, "2026-07", "0"),
    ("expired, renewed later: month of issue", someone(cards=(FIRST, RENEWED)), CARE, "2026-08", "105.50"),
    ("raised in May: May at the higher tier", someone(cards=RAISED), CARE, "2026-05", "120"),
    ("raised in May: April", someone(cards=RAISED), CARE, "2026-04", "100"),
    ("lowered in May: May at the higher tier", someone(cards=LOWERED), CARE, "2026-05", "120"),
    ("lowered in May: June", someone(cards=LOWERED), CARE, "2026-06", "100"),
    ("grade four from May: June", someone(cards=DROPPED), CARE, "2026-06", "0"),
    ("joins in May: April", LATE, CARE, "2026-04", "0"),
    ("joins on the last of May: May", LATE, CARE, "2026-05", "120"),
    ("frozen in March: March", FROZEN, CARE, "2026-03", "100"),
    ("frozen in March: April", FROZEN, CARE, "2026-04", "0"),
    ("frozen in March, released in June: May", THAWED, CARE, "2026-05", "0"),
    ("frozen in March, released in June: June", THAWED, CARE, "2026-06", "100"),
    ("cancelled in March: April", LOST, CARE, "2026-04", "0"),
    ("prison from March: April", JAILED, CARE, "2026-04", "0"),
    ("prison until the last of June: June", JAILED, CARE, "2026-06", "0"),
    ("prison until the last of June: July", JAILED, CARE, "2026-07", "105.50"),
    ("特困 from March: March", IN_CARE, CARE, "2026-03", "100"),
    ("特困 from March: April", IN_CARE, CARE, "2026-04", "0"),
    ("特困 since ever", someone(spells=[Spell("tekun", None, None)]), CARE, "2026-03", "0"),
    ("特困 itself", IN_CARE, TEKUN, "2026-03", "680"),
    ("injury allowance", someone(spells=[Spell("injury", d("2026-01-09"), None)]), CARE, "2026-03", "0"),
    ("低保 from March, living allowance: March", IN_NEED, LIVING, "2026-03", "110"),
    ("低保 from March, living allowance: February", IN_NEED, LIVING, "2026-02", "0"),
    ("left 低保 in March: March", LEFT, LIVING, "2026-03", "110"),
    ("left 低保 in March: April", LEFT, LIVING, "2026-04", "0"),
    ("低保 and 低收入 in one month: the higher", BETTER_OFF, LIVING, "2026-03", "110"),
    ("低收入 afterwards", BETTER_OFF, LIVING, "2026-04", "80"),
    ("the month before eighty", someone(born="1946-05-10", cards=()), OLD, "2026-04", "0"),
    ("the month of eighty", someone(born="1946-05-10", cards=()), OLD, "2026-05", "110"),
    ("born on 29 February, eighty in a leap year", OLDER, OLD, "2024-02", "110"),
    ("born on 29 February, ninety in no leap year: February", LEAP, OLD, "2026-02", "110"),
    ("born on 29 February, ninety in no leap year: March", LEAP, OLD, "2026-03", "200"),
    ("a child until eighteen: month of the birthday", CHILD, OLD, "2026-05", "50"),
    ("a child until eighteen: the month after", CHILD, OLD, "2026-06", "0"),
]  # fmt: skip


def due_in(facts, kind, month, own_book=None, **more):
    """Return the Due that the sentinel reckons with for one person, kind and month."""
    member = Member(facts, grants={kind: [Granted(m("2020-01"), None, "", ZERO)]}, **more)
    window = Window(m(month), m(month), granted=frozenset({kind}))
    lines = {k.pk: lines for _, k, lines in compare([member], own_book or book(), window)}
    return lines[kind][0].due


@pytest.mark.parametrize(
    ("facts", "kind", "month", "yuan"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_what_is_due(facts, kind, month, yuan):
    if kind == TEKUN:
        member = Member(facts, grants={TEKUN: [Granted(m("2026-03"), None, "分散供养", Decimal("680"))]})
        window = Window(m(month), m(month), granted=frozenset({TEKUN}))
        [line] = next(lines for _, k, lines in compare([member], book(), window) if k.pk == TEKUN)
        assert line.due.amount == Decimal(yuan)
    else:
        assert due_in(facts, kind, month).amount == Decimal(yuan)


@pytest.mark.parametrize(("months", "yuan"), [(0, "0"), (1, "120"), (2, "120")])
def test_a_county_may_move_the_month_from_which_death_stops(months, yuan):
    assert due_in(DYING, CARE, "2026-03", book({"death": months})).amount == Decimal(yuan)


def test_a_rule_switched_off_stops_nothing():
    assert due_in(someone(cards=(FIRST,)), CARE, "2026-12", book({"expiry": None})).amount == Decimal(
        "105.50"
    )


def test_the_reason_is_told_with_its_day():
    assert worded(due_in(DYING, CARE, "2026-05").why) == "于2026年3月15日死亡，次月起停发"


def months_of(members, window, kind, own_book=None):
    """Return {month: (due, over, missed)} of the first member's lines of a kind."""
    for member, own, lines in compare(members, own_book or book(), window):
        if own.pk == kind and member is members[0]:
            return {line.month: (line.due.amount, line.over, line.missed) for line in lines}
    return {}


HALF = Window(m("2026-04"), m("2026-09"), granted=frozenset({CARE, LIVING, DIBAO, OLD}))


class TestSentinel:
    def test_a_standard_raised_in_arrears_is_missed_to_the_cent(self):
        member = Member(someone(), grants={CARE: [Granted(m("2026-01"), None, "二级", Decimal("100"))]})

        found = months_of([member], HALF, CARE)

        assert {month: row[2] for month, row in found.items() if row[2]} == {
            m("2026-07"): Decimal("5.50"),
            m("2026-08"): Decimal("5.50"),
            m("2026-09"): Decimal("5.50"),
        }

    def test_nothing_is_due_before_the_first_application(self):
        member = Member(someone(), grants={CARE: [Granted(m("2026-06"), None, "二级", Decimal("100"))]})

        assert m("2026-05") not in months_of([member], HALF, CARE)

    def test_who_never_applied_has_missed_it_since_they_fit(self):
        found = months_of([Member(someone())], HALF, CARE)

        assert sum(row[2] for row in found.values()) == 3 * Decimal("100") + 3 * Decimal("105.50")

    def test_unless_the_county_counts_from_the_application_only(self):
        own = book({"before_applying": None})

        assert months_of([Member(someone())], HALF, CARE, own) == {}

    def test_both_allowances_at_once_are_right(self):
        member = Member(
            someone(spells=[Spell("dibao", None, None)]),
            grants={
                CARE: [Granted(m("2026-01"), m("2026-06"), "二级", Decimal("100"))],
                LIVING: [Granted(m("2026-01"), None, "低保家庭", Decimal("110"))],
            },
        )
        window = Window(m("2026-01"), m("2026-06"), granted=frozenset({CARE, LIVING}))

        assert (
            sum(
                line.over + line.missed for _, _, lines in compare([member], book(), window) for line in lines
            )
            == 0
        )

    def test_of_two_that_exclude_each_other_only_the_higher_is_due(self):
        member = Member(
            someone(born="1940-01-01", grade="1"),
            grants={
                CARE: [Granted(m("2026-01"), None, "一级", Decimal("120"))],
                OLD: [Granted(m("2026-01"), None, "八十岁以上", Decimal("110"))],
            },
        )

        assert months_of([member], HALF, OLD)[m("2026-05")] == (ZERO, Decimal("110"), ZERO)
        assert months_of([member], HALF, CARE)[m("2026-05")] == (Decimal("120"), ZERO, ZERO)

    def test_what_was_paid_counts_before_what_was_granted(self):
        window = Window(m("2026-05"), m("2026-06"), frozenset({(CARE, m("2026-05"))}), frozenset({CARE}))
        member = Member(
            someone(),
            grants={CARE: [Granted(m("2026-01"), None, "二级", Decimal("100"))]},
            paid={CARE: {m("2026-05"): Decimal("99.99")}},
        )

        found = months_of([member], window, CARE)

        assert (found[m("2026-05")][2], found[m("2026-06")][2]) == (Decimal("0.01"), ZERO)

    def test_a_month_of_which_nothing_is_known_is_not_judged(self):
        assert months_of([Member(someone())], Window(m("2026-04"), m("2026-09")), CARE) == {}

    def test_of_a_household_one_member_alone_is_due(self):
        spells = [Spell("dibao", None, None)]
        head = Member(someone(spells=spells), ("v", "1"), grants={DIBAO: [
            Granted(m("2026-01"), None, "一类", Decimal("1440"), 3)]})  # fmt: skip
        wife = Member(someone(spells=spells)._replace(pk=2), ("v", "1"))

        assert months_of([head, wife], HALF, DIBAO)[m("2026-05")] == (Decimal("1440"), ZERO, ZERO)
        assert months_of([wife, head], HALF, DIBAO) == {}

    def test_who_is_left_of_a_household_takes_the_place_of_the_dead(self):
        spells = [Spell("dibao", None, None)]
        dead = Member(
            someone(spells=spells, gone=(d("2026-05-10"), "death")), ("v", "1"),
            grants={DIBAO: [Granted(m("2026-01"), None, "三类", Decimal("110"))]},
        )  # fmt: skip
        wife = Member(someone(spells=spells)._replace(pk=2), ("v", "1"))

        assert months_of([dead, wife], HALF, DIBAO)[m("2026-06")] == (ZERO, Decimal("110"), ZERO)
        assert months_of([wife, dead], HALF, DIBAO)[m("2026-06")] == (Decimal("110"), ZERO, Decimal("110"))


def fault(member, kind, month, *, has_mates=False):
    kinds = {own.pk: own for own in KINDS}
    for _, own, lines in compare([member], book(), HALF):
        for line in lines:
            if own.pk == kind and line.month == m(month):
                return fault_of(line, member, kinds[kind], has_mates=has_mates)
    return None


class TestFaults:
    def granted(self, facts, kind, name, amount, **more):
        return Member(facts, grants={kind: [Granted(m("2026-01"), None, name, Decimal(amount))]}, **more)

    def test_wrong(self):
        assert fault(self.granted(DYING, CARE, "一级", "120"), CARE, "2026-05") == Fault.WRONG

    def test_inherited(self):
        member = self.granted(someone(gone=(d("2026-03-15"), "death")), DIBAO, "一类", "480")

        assert fault(member, DIBAO, "2026-05", has_mates=True) == Fault.INHERITED
        assert fault(member, DIBAO, "2026-05") == Fault.WRONG

    def test_by_age(self):
        member = self.granted(someone(born="1950-01-01"), DIBAO, "三类", "110")

        assert fault(member, DIBAO, "2026-05") == Fault.BY_AGE

    def test_a_younger_one_is_simply_wrong(self):
        assert fault(self.granted(someone(), DIBAO, "三类", "110"), DIBAO, "2026-05") == Fault.WRONG

    def test_who_once_was_in_need_is_simply_wrong(self):
        facts = someone(born="1950-01-01", spells=[Spell("dibao", None, d("2025-12-31"))])

        assert fault(self.granted(facts, DIBAO, "三类", "110"), DIBAO, "2026-05") == Fault.WRONG

    def test_omitted(self):
        assert fault(Member(someone()), CARE, "2026-05") == Fault.OMITTED

    def test_underpaid_and_overpaid(self):
        assert fault(self.granted(someone(), CARE, "二级", "90"), CARE, "2026-05") == Fault.UNDERPAID
        assert fault(self.granted(someone(), CARE, "二级", "110"), CARE, "2026-05") == Fault.OVERPAID


def test_neighbouring_months_are_drawn_together():
    assert (
        spans_of({m("2025-11"), m("2025-12"), m("2026-01"), m("2026-05")})
        == "2025年11月至2026年1月、2026年5月"
    )


days = st.dates(date(2025, 10, 1), date(2027, 1, 31))
money = st.decimals(0, 900, places=2)
people = st.builds(
    lambda grade, spell, since, gone, kind, first, amount, paid: Member(
        someone(grade=grade, spells=[Spell(spell, since, None)], gone=gone),
        grants={kind: [Granted(month_of(first), None, "一类", amount)]},
        paid={kind: {month_of(day): value for day, value in paid}},
    ),
    st.sampled_from("1234"), st.sampled_from(["dibao", "tekun", "frozen", "prison"]), days,
    st.none() | st.tuples(days, st.sampled_from(["death", "moved_out"])),
    st.sampled_from([DIBAO, LIVING, CARE]), days, money, st.lists(st.tuples(days, money), max_size=4),
)  # fmt: skip


@given(st.lists(people, max_size=5), st.randoms(use_true_random=False))
def test_over_less_missed_is_paid_less_due_in_any_order(members, rng):
    members = [_numbered(one_of, pk) for pk, one_of in enumerate(members)]
    window = Window(
        m("2026-01"), m("2026-12"), frozenset((CARE, m(f"2026-0{n}")) for n in range(1, 7)),
        frozenset({DIBAO, LIVING, CARE}),
    )  # fmt: skip

    def sums(some):
        lines = [
            (member.facts.pk, kind.pk, line)
            for member, kind, own in compare(some, book(), window)
            for line in own
        ]
        return sorted((pk, kind, line.month, line.over, line.missed) for pk, kind, line in lines), lines

    found, lines = sums(members)
    shuffled = list(members)
    rng.shuffle(shuffled)

    actual, due = sum(line.actual for *_, line in lines), sum(line.due.amount for *_, line in lines)
    over, missed = sum(line.over for *_, line in lines), sum(line.missed for *_, line in lines)
    assert actual - due == over - missed
    assert sums(shuffled)[0] == found


def _numbered(member, pk):
    member.facts = member.facts._replace(pk=pk)
    return member
