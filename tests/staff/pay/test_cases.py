"""Cases computed by hand: who, under which standard and rule, gets how much from July to December 2026.

Each row: what it is about, the posts held, the standards, the rules, and the pay of the six months in yuan.
A number alone stands for six equal months.
"""

from decimal import Decimal

import pytest

from staff.choices import TopUp
from staff.pay.calculation import Dibao
from tests.staff.pay.reckoning import (
    COMMUNITY,
    COUNTY,
    TOWNSHIP,
    WELFARE,
    day,
    pays,
    rate,
    rule,
    spell,
    standard,
    total,
)

DAILY = [rule(daily=True)]
HELD = [spell("2020-01-01")]
CASES = [
    # --- by the month, in post on the 15th ---
    ("in post all the time", HELD, None, (), "100 100 100 100 100 100"),
    ("joins on the first", [spell("2026-07-01")], None, (), "100 100 100 100 100 100"),
    ("joins on the 15th", [spell("2026-08-15")], None, (), "0 100 100 100 100 100"),
    ("joins on the 16th", [spell("2026-08-16")], None, (), "0 0 100 100 100 100"),
    ("joins on the last day", [spell("2026-12-31")], None, (), "0 0 0 0 0 0"),
    ("leaves on the 15th", [spell("2020-01-01", "2026-09-15")], None, (), "100 100 100 0 0 0"),
    ("leaves on the 14th", [spell("2020-01-01", "2026-09-14")], None, (), "100 100 0 0 0 0"),
    ("left before", [spell("2020-01-01", "2026-06-30")], None, (), "0 0 0 0 0 0"),
    ("there for the 15th alone", [spell("2026-10-15", "2026-10-15")], None, (), "0 0 0 100 0 0"),
    ("there between two 15ths", [spell("2026-10-16", "2026-11-14")], None, (), "0 0 0 0 0 0"),
    ("cut off on the 1st", [spell("2026-08-02")], None, [rule(cutoff=1)], "0 0 100 100 100 100"),
    ("cut off on the 28th", [spell("2026-08-28")], None, [rule(cutoff=28)], "0 100 100 100 100 100"),
    ("cut-off day changes in October", [spell("2026-08-20", "2026-11-10")], None,
     [rule(cutoff=25), rule("2026-10", cutoff=5)], "0 100 100 100 100 0"),
    # --- by the day ---
    ("by day, all the time", HELD, None, DAILY, "100 100 100 100 100 100"),
    ("by day, joins on 16 July: 16 of 31", [spell("2026-07-16")], None, DAILY, "51.61 100 100 100 100 100"),
    ("by day, joins on the last of July: 1 of 31", [spell("2026-07-31")], None, DAILY,
     "3.23 100 100 100 100 100"),
    ("by day, leaves on 10 September: 10 of 30", [spell("2020-01-01", "2026-09-10")], None, DAILY,
     "100 100 33.33 0 0 0"),
    ("by day, leaves on 20 September: 20 of 30", [spell("2020-01-01", "2026-09-20")], None, DAILY,
     "100 100 66.67 0 0 0"),
    ("by day, one day in December", [spell("2026-12-01", "2026-12-01")], None, DAILY, "0 0 0 0 0 3.23"),
    ("by day, half a cent goes up: 0.01 × 15 ÷ 30", [spell("2026-09-16")], [standard("0.01")], DAILY,
     "0 0 0.01 0.01 0.01 0.01"),
    ("by day from October on", [spell("2026-09-16", "2026-10-10")], None, [rule("2026-10", daily=True)],
     "0 0 0 32.26 0 0"),
    # --- the standard ---
    ("raised in October", HELD, [standard("80", until="2026-09-30"), standard("100", "2026-10")], (),
     "80 80 80 100 100 100"),
    ("raised twice", HELD, [standard("50", until="2026-09-30"),
     standard("80", "2026-10", "2026-11-30"), standard("100", "2026-12")], (), "50 50 50 80 80 100"),
    ("a gap of a month", HELD, [standard("80", until="2026-08-31"), standard("100", "2026-10")], (),
     "80 80 0 100 100 100"),
    ("none for this type of post", [spell("2020-01-01", post=COMMUNITY)], None, (), "0 0 0 0 0 0"),
    ("the village's own goes first", HELD, [standard("100"), standard("130", path=f"{COUNTY}00010001")], (),
     "130 130 130 130 130 130"),
    ("the township's own goes before the county's", HELD, [standard("100"),
     standard("110", path=f"{COUNTY}0001")], (), "110 110 110 110 110 110"),
    ("another township's does not count", HELD, [standard("100"), standard("110", path=f"{COUNTY}0002")], (),
     "100 100 100 100 100 100"),
    ("the village's own from November on", HELD, [standard("100"),
     standard("130", "2026-11", path=f"{COUNTY}00010001")], (), "100 100 100 100 130 130"),
    # --- transfers and coming back ---
    ("transferred on 15 September, better paid", [spell("2020-01-01", "2026-09-14"),
     spell("2026-09-15", post=TOWNSHIP, number=2)],
     [standard("100"), standard("500", post=TOWNSHIP, payer=WELFARE)], (), "100 100 500 500 500 500"),
    ("transferred on 16 September: the post of the 15th counts", [spell("2020-01-01", "2026-09-15"),
     spell("2026-09-16", post=TOWNSHIP, number=2)],
     [standard("100"), standard("500", post=TOWNSHIP, payer=WELFARE)], (), "100 100 100 500 500 500"),
    ("transferred by day: 15 days at 100, 15 at 500", [spell("2020-01-01", "2026-09-15"),
     spell("2026-09-16", post=TOWNSHIP, number=2)],
     [standard("100"), standard("500", post=TOWNSHIP, payer=WELFARE)], DAILY, "100 100 300 500 500 500"),
    ("transferred by day at the same pay: never a cent more", [spell("2020-01-01", "2026-07-10"),
     spell("2026-07-11", number=2)], None, DAILY, "100 100 100 100 100 100"),
    ("appointed again after two months", [spell("2020-01-01", "2026-08-31"), spell("2026-11-01", number=2)],
     None, (), "100 100 0 0 100 100"),
    ("appointed again in the same month, by day: 10 + 11 of 31", [spell("2020-01-01", "2026-07-10"),
     spell("2026-07-21", number=2)], None, DAILY, "67.74 100 100 100 100 100"),
    ("two posts at once are paid once", [spell("2020-01-01"), spell("2026-08-01", number=2)], None, (),
     "100 100 100 100 100 100"),
    ("two posts overlapping by day are paid once", [spell("2020-01-01", "2026-09-20"),
     spell("2026-09-11", number=2)], None, DAILY, "100 100 100 100 100 100"),
]  # fmt: skip
GRANT, FLAG = [rule(top_up=TopUp.GRANT)], [rule(top_up=TopUp.FLAG, dibao="60")]
TOP_UP = [standard("100", dibao=True)]
DIBAO_CASES = [
    ("granted 60 all the time", Dibao(((day("2020-01"), None, Decimal(60)),)), TOP_UP, GRANT,
     "40 40 40 40 40 40"),
    ("granted 60 from October on", Dibao(((day("2026-10"), None, Decimal(60)),)), TOP_UP, GRANT,
     "100 100 100 40 40 40"),
    ("granted until August", Dibao(((day("2020-01"), day("2026-08"), Decimal(60)),)), TOP_UP, GRANT,
     "40 40 100 100 100 100"),
    ("raised to 75.50 in November", Dibao(((day("2020-01"), day("2026-10"), Decimal(60)),
     (day("2026-11"), None, Decimal("75.50")))), TOP_UP, GRANT, "40 40 40 40 24.50 24.50"),
    ("more 低保 than standard pays nothing, never less", Dibao(((day("2020-01"), None, Decimal(350)),)),
     TOP_UP, GRANT, "0 0 0 0 0 0"),
    ("not counted for a standard without 补差", Dibao(((day("2020-01"), None, Decimal(60)),)),
     [standard("100")], GRANT, "100 100 100 100 100 100"),
    ("not counted while the rule says so", Dibao(((day("2020-01"), None, Decimal(60)),)), TOP_UP, (),
     "100 100 100 100 100 100"),
    ("the rule counts it from September on", Dibao(((day("2020-01"), None, Decimal(60)),)), TOP_UP,
     [rule("2026-09", top_up=TopUp.GRANT)], "100 100 40 40 40 40"),
    ("on the register's flag, a fixed 60", Dibao(spells=((None, None),)), TOP_UP, FLAG, "40 40 40 40 40 40"),
    ("the flag from 10 September counts from October", Dibao(spells=((day("2026-09-10"), None),)), TOP_UP,
     FLAG,     "100 100 100 40 40 40"),
    ("the flag until 10 September counts in September", Dibao(spells=((None, day("2026-09-10")),)), TOP_UP,
     FLAG,     "40 40 40 100 100 100"),
    ("nobody on the register, nothing counted", Dibao(), TOP_UP, FLAG, "100 100 100 100 100 100"),
]  # fmt: skip


def told(amounts):
    return [Decimal(amount).quantize(Decimal("0.01")) for amount in amounts.split()]


@pytest.mark.parametrize(("posts", "standards", "rules", "months"), [case[1:] for case in CASES],
                         ids=[case[0] for case in CASES])  # fmt: skip
def test_half_a_year_by_hand(posts, standards, rules, months):
    assert [step.amount for step in pays(posts, standards, rules=rules)] == told(months)


@pytest.mark.parametrize(("dibao", "standards", "rules", "months"), [case[1:] for case in DIBAO_CASES],
                         ids=[case[0] for case in DIBAO_CASES])  # fmt: skip
def test_top_up_by_hand(dibao, standards, rules, months):
    assert [step.amount for step in pays(HELD, standards, rules=rules, dibao=dibao)] == told(months)


@pytest.mark.parametrize(
    ("first", "since", "until", "amount"),
    [
        ("2024-02", "2024-02-15", None, "51.72"),  # 15 of 29
        ("2026-02", "2026-02-15", None, "50.00"),  # 14 of 28
        ("2024-02", "2020-01-01", "2024-02-28", "96.55"),  # 28 of 29
        ("2026-02", "2020-01-01", "2026-02-28", "100.00"),
        ("2024-02", "2024-02-29", "2024-02-29", "3.45"),  # 1 of 29
        ("2028-02", "2028-02-01", "2028-02-14", "48.28"),  # 14 of 29
    ],
)
def test_february_by_hand(first, since, until, amount):
    [step] = pays([spell(since, until)], None, first, first, rules=DAILY)

    assert step.amount == Decimal(amount)


@pytest.mark.parametrize(
    ("rates", "personal", "employer"),
    [
        ([], "0.00", "0.00"),
        ([rate()], "8.00", "16.00"),  # of 100 yuan
        ([rate(base="3333.33")], "266.67", "533.33"),
        ([rate(), rate("医疗", "2", "6.5")], "10.00", "22.50"),
        ([rate(personal="0.005", employer="0")], "0.01", "0.00"),  # half a cent goes up
        ([rate(until="2026-06")], "0.00", "0.00"),
        ([rate(post=TOWNSHIP)], "0.00", "0.00"),
    ],
)
def test_insurance_by_hand(rates, personal, employer):
    [step] = pays(HELD, None, "2026-07", "2026-07", rates=rates)

    assert (step.personal, step.employer) == (Decimal(personal), Decimal(employer))


def test_there_is_no_insurance_for_a_month_without_pay():
    [step] = pays([spell("2026-08-01")], None, "2026-07", "2026-07", rates=[rate(base="3000")])

    assert step.personal == step.employer == 0


def test_the_history_of_the_founding_documents_pays_what_they_say():
    """SEED0: 50 yuan a month in 2011, 80 in 2012, 100 in 2013, paid twice a year."""
    history = [
        standard("50", "2011-01", "2011-12-31"),
        standard("80", "2012-01", "2012-12-31"),
        standard("100", "2013-01"),
    ]
    held = [spell("2011-01-01")]

    years = [total(pays(held, history, f"{year}-01", f"{year}-12")) for year in (2010, 2011, 2012, 2013)]

    assert years == [0, 600, 960, 1200]


class TestWords:
    @pytest.mark.parametrize(
        ("posts", "rules", "words"),
        [
            (HELD, (), "7 月 15 日在岗，村专职委员每月 100.00 元，计 100.00 元。"),
            ([spell("2026-07-20")], (), "7 月 15 日不在岗（7 月 20 日到岗），当月不计发。"),
            ([spell("2020-01-01", "2026-07-03")], (), "7 月 15 日不在岗（7 月 3 日离岗），当月不计发。"),
            (
                [spell("2026-07-20")],
                DAILY,
                "7 月村专职委员在岗 12 天，每月 100.00 元 × 12 ÷ 31，计 38.71 元。",
            ),
            (
                [spell("2020-01-01", post=TOWNSHIP)],
                (),
                "7 月 15 日在岗，但乡镇专职委员当月没有执行中的标准，不计发。",
            ),
        ],
    )
    def test_say_how_a_month_came_about(self, posts, rules, words):
        assert pays(posts, None, "2026-07", "2026-07", rules=rules)[0].words == words

    def test_tell_of_what_was_taken_off_as_dibao(self):
        dibao = Dibao(((day("2020-01"), None, Decimal(60)),))

        [step] = pays(HELD, TOP_UP, "2026-07", "2026-07", rules=GRANT, dibao=dibao)

        assert "每月 100.00 元减去低保 60 元，补差 40.00 元" in step.words.replace("60.00", "60")

    def test_name_the_insurance(self):
        [step] = pays(HELD, None, "2026-07", "2026-07", rates=[rate()])

        assert step.words.endswith("养老：个人 8.00 元，单位 16.00 元。")
