import hashlib
import subprocess

from hypothesis import given
from hypothesis import strategies as st

from assessments.inspections.lottery import (
    Entry,
    commitment_of,
    digest_of,
    draw,
    new_seed,
    ticket_of,
    tickets,
)

ENTRIES = [
    Entry("会师镇", "620422100201", "南什村"),
    Entry("会师镇", "620422100202", "西岩村"),
    Entry("会师镇", "620422100203", "北关村"),
    Entry("河畔镇", "620422101201", "北岸村"),
]
codes = st.lists(st.integers(1, 10**6), unique=True, min_size=1, max_size=30)


def listed(numbers, strata=3):
    return [Entry(f"第{number % strata}层", f"{number:012}", f"村{number}") for number in numbers]


def test_a_ticket_is_what_any_tool_computes():
    told = subprocess.run(["sha256sum"], input=b"abc|620422100201", capture_output=True, check=True).stdout

    assert ticket_of("abc", "620422100201") == told.decode().split()[0]


def test_the_list_has_a_digest_that_anybody_can_compute():
    lines = (
        "会师镇|620422100201|南什村\n会师镇|620422100202|西岩村\n"
        "会师镇|620422100203|北关村\n河畔镇|620422101201|北岸村"
    )

    assert digest_of(ENTRIES[::-1]) == hashlib.sha256(lines.encode()).hexdigest()


def test_seeds_are_not_guessed_and_bound_by_what_is_published():
    assert new_seed() != new_seed()
    assert commitment_of("种子") == hashlib.sha256("种子".encode()).hexdigest()


def test_each_stratum_gives_its_number_or_all_it_has():
    drawn = draw("seed", ENTRIES, 2)

    assert [one.entry.stratum for one in drawn] == ["会师镇", "会师镇", "河畔镇"]


@given(codes, st.text(min_size=1, max_size=20), st.integers(1, 5))
def test_the_same_seed_and_list_give_the_same_sample_in_any_order(numbers, seed, number):
    entries = listed(numbers)

    forth = {one.entry.code for one in draw(seed, entries, number)}

    assert {one.entry.code for one in draw(seed, entries[::-1], number)} == forth


@given(codes, st.text(min_size=1, max_size=20), st.integers(1, 5))
def test_those_drawn_have_the_smallest_tickets_of_their_stratum(numbers, seed, number):
    everyone = tickets(seed, listed(numbers))

    for stratum in {one.entry.stratum for one in everyone}:
        own = [one for one in everyone if one.entry.stratum == stratum]
        drawn = sorted(one.ticket for one in own)[:number]
        assert [one.ticket for one in own if one.rank <= number] == drawn


@given(codes, st.text(min_size=1, max_size=20))
def test_another_unit_in_the_list_changes_no_ticket(numbers, seed):
    entries = listed(numbers)
    before = {one.entry.code: one.ticket for one in tickets(seed, entries)}

    after = {one.entry.code: one.ticket for one in tickets(seed, [*entries, Entry("第0层", "x", "新村")])}

    assert before.items() <= after.items()


def test_every_unit_is_drawn_about_as_often_as_the_others():
    entries = listed(range(1, 11), strata=1)
    counts = dict.fromkeys((one.code for one in entries), 0)
    for seed in range(1000):
        for one in draw(str(seed), entries, 2):
            counts[one.entry.code] += 1

    assert sum(counts.values()) == 2000
    assert all(140 < count < 260 for count in counts.values())
