"""Rosters of 专职委员 in the room: their heads, their gate, who gets at them."""

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AuditEntry, ExportRule
from accounts.roles import Role
from reports.answers import services
from reports.answers.choices import Target
from reports.answers.matching import people_guess
from reports.answers.services import AnswerRefused
from tests.factories import PostingFactory
from tests.factories.exports import ExportRuleFactory
from tests.reports.answers.rosters import HEAD, roster

decorations = st.lists(
    st.tuples(st.sampled_from(["", " ", "  ", "*", "\n"]), st.sampled_from(["", "：", "（必填）", "\n"])),
    min_size=len(HEAD), max_size=len(HEAD),
)  # fmt: skip


class TestHeads:
    @given(decorations, st.permutations([title for title in HEAD if title and "起止" not in title]))
    def test_are_known_however_they_are_spaced_and_in_whatever_order(self, marks, titles):
        told = [f"{before}{title}{after}" for (before, after), title in zip(marks, titles, strict=False)]

        keys = {people_guess([title], Target.MEMBERS).key for title in told}

        assert "" not in keys
        assert len(keys) == len(titles)

    @pytest.mark.parametrize(
        ("parts", "key"),
        [
            (["残疾情况", "类别"], "category"),
            (["聘用合同起止时间", "止"], "contract_until"),
            (["2026年度参加培训次数（次）"], "times"),
            (["联系方式（手机）"], "phone"),
            (["补贴标准", "元/月"], "stipend"),
            (["银行卡信息", "开户行"], "bank_name"),
            (["本人签字"], "-"),
        ],
    )
    def test_of_two_lines_and_with_units_are_known(self, parts, key):
        guess = people_guess(parts, Target.MEMBERS)

        assert key in (guess.key, guess.near)


def test_the_gate_counts_members_and_the_log_names_their_numbers(client, desk, manned):
    answer = desk.answer(roster())
    ExportRuleFactory(unit=manned.county, free_rows=1)
    client.force_login(desk.user)
    url = reverse("answers:answer_file", args=[answer.pk])

    held = client.get(url)
    ExportRule.objects.update(free_rows=2)
    sent = client.get(url)

    entry = AuditEntry.objects.filter(event="export").latest("pk")
    assert (held.status_code, sent.status_code) == (403, 200)
    assert "2 人" in held.text
    assert entry.additional_data["rows"] == 2


def test_a_roster_is_not_there_for_a_clerk_of_another_township(client, desk, manned):
    answer = desk.answer(roster())
    elsewhere = PostingFactory(unit=manned.guocheng, role=Role.TOWNSHIP_CLERK).user
    client.force_login(elsewhere)

    names = ("answer_detail", "answer_file", "answer_original", "answer_columns")
    statuses = [client.get(reverse(f"answers:{name}", args=[answer.pk])).status_code for name in names]
    again = client.post(reverse("answers:answer_rows", args=[answer.pk]), {"target": "persons"})

    assert statuses == [404] * 4
    assert again.status_code == 404


def test_finance_has_no_way_into_the_room(client, desk, manned):
    answer = desk.answer(roster())
    client.force_login(PostingFactory(unit=manned.county, role=Role.FINANCE).user)

    statuses = [
        client.get(reverse(f"answers:{name}", args=[answer.pk])).status_code
        for name in ("answer_detail", "answer_file")
    ]

    assert statuses == [403, 403]


def test_a_sheet_is_not_read_again_for_who_may_not_take_these_people_out(desk, manned):
    answer = desk.upload(roster())
    leader = PostingFactory(unit=manned.county, role=Role.LEADER).user

    with pytest.raises(AnswerRefused, match="没有带出残疾人名单的权限"):
        services.read_again(answer, by=leader, at=timezone.now(), number=0, target="persons")


def test_the_page_reads_a_sheet_again(client, desk, manned, run_jobs):
    answer = desk.upload(roster())
    client.force_login(desk.user)
    url = reverse("answers:answer_rows", args=[answer.pk])

    nonsense = client.post(url, {"target": "x"}, follow=True)
    same = client.post(url, {"target": "members"}, follow=True)
    run_jobs(lambda: client.post(f"{url}?sheet=0", {"target": "persons"}))

    answer.refresh_from_db()
    assert "现在不能改每行是什么" in nonsense.text
    assert "已经按专职委员识别" in same.text
    assert answer.found[0]["target"] == "persons"
