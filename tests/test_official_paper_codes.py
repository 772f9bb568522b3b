"""Official papers prove themselves: what, whose and about what, and nobody's name."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from assessments.models import (
    AppraisalYear,
    HonourNominee,
    HonourSelection,
    Pledge,
    PledgeLine,
    Recognition,
    Visit,
)
from core.printing import Printed
from orgs.models import Candidate, Election, Proof, UnitChange
from staff.models import Member, Recruitment
from tests import access_objects
from tests.factories import CountyFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.proving import CHANGED, CODE, GENUINE, verdict


def nothing(user):
    """The paper has a code as it is made."""


def handed_over(user):
    items = [{"name": "公章", "note": "1 枚", "is_done": True}]
    Election.objects.update(handed_by="马得福", taken_by="白麦苗", handover=items)


def made_final(user):
    AppraisalYear.objects.update(state="final", closed_at=timezone.now(), closed_by=user)


def honoured(user):
    HonourSelection.objects.update(state="done", honoured_on=date(2026, 11, 20))


# {address: (object, how it is brought so far, the name it has to anybody, how the data change)}
PAPERS = {
    "elections:summary_print": (
        "election", nothing, "换届情况表", lambda: Candidate.objects.update(name="别人"),
    ),
    "elections:handover_print": (
        "election", handed_over, "移交清单", lambda: Election.objects.update(witness="别人"),
    ),
    "orgs:change_print": (
        "done_change", nothing, "机构变更对照表", lambda: UnitChange.objects.update(state="taken_back"),
    ),
    "pledges:pledge_print": (
        "pledge", nothing, "目标管理责任书", lambda: PledgeLine.objects.update(target=77),
    ),
    "inspections:notice": (
        "inspection_visit", nothing, "督查抽签公告", lambda: Visit.objects.update(stratum="别处"),
    ),
    "recruiting:recruitment_print": (
        "recruitment", nothing, "招聘公告", lambda: Recruitment.objects.update(place="别处"),
    ),
    "appraisals:bulletin_print": (
        "appraisal_year", made_final, "考核结果通报", lambda: Member.objects.update(name="别人"),
    ),
    "appraisals:honour_print": (
        "nominee", honoured, "优秀专职委员名单", lambda: HonourNominee.objects.update(standing="dropped"),
    ),
    "grading:recognition_print": (
        "round_and_rewards", nothing, "表彰奖励名单", lambda: Recognition.objects.update(name="别的奖"),
    ),
}  # fmt: skip
ROW_OF = {
    "inspection_visit": lambda: [Visit.objects.get().plan_id],
    "nominee": lambda: [HonourSelection.objects.get().year_id],
}


@pytest.fixture(autouse=True)
def _not_laid_out(monkeypatch):
    """Hand papers out as they are before they are laid out, which takes most of the time."""
    monkeypatch.setattr("core.documents.print_made", lambda html, media=None: Printed(html.encode(), 1))


@pytest.fixture
def manager():
    return PostingFactory(unit=CountyFactory(name="会宁县"), role=Role.COUNTY_MANAGER).user


@pytest.fixture
def village(manager):
    return VillageFactory(parent=TownshipFactory(parent=manager.home_unit))


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_proved_by_its_code_until_its_data_change(client, manager, village, name):
    kind, bring, called, change = PAPERS[name]
    made = access_objects.make(kind, village, manager)
    bring(manager)
    client.force_login(manager)

    proof = printed(client, reverse(name, args=ROW_OF.get(kind, lambda: made.args)()))

    told = verdict(client, proof)
    assert GENUINE in told
    assert called in told
    assert proof.unit.federation_name in told
    assert [one for one in names_of_people() if one in told] == []
    assert proof.files.exists()
    change()
    assert CHANGED in verdict(client, proof)


def printed(client, url):
    """Print a paper, and return its kept code; there must be exactly one."""
    (code,) = set(CODE.findall(client.get(url).content.decode()))
    return Proof.objects.get(code=code.replace("-", ""))


def names_of_people():
    """Return the names that papers of the table print."""
    found = [
        *Candidate.objects.values_list("name", flat=True),
        *Member.objects.values_list("name", flat=True),
    ]
    return [*found, "马得福", "白麦苗", "王建国"]


def test_what_is_not_decided_or_taken_back_has_no_code(client, manager, village):
    made = access_objects.make("pledge", village, manager)
    Pledge.objects.update(recalled_at=timezone.now(), recalled_by=manager)
    client.force_login(manager)

    content = client.get(reverse("pledges:pledge_print", args=made.args)).content.decode()

    assert CODE.search(content) is None
    assert not Proof.objects.exists()


def test_changed_data_give_the_paper_another_code(client, manager, village):
    made = access_objects.make("recruitment", village, manager)
    client.force_login(manager)
    url = reverse("recruiting:recruitment_print", args=made.args)
    first = printed(client, url)

    Recruitment.objects.update(place="县残联三楼")
    second = printed(client, url)

    assert first.code != second.code
    assert "已有更新的一份" in verdict(client, first)
    assert GENUINE in verdict(client, second)
