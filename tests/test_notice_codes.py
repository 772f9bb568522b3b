"""Notices for the wall prove themselves: what, whose and since when, and nobody's name."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from registry.models import Application
from staff.models import Candidate, Member
from tests import access_objects
from tests.factories import CountyFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.proving import CHANGED, GENUINE, proved, verdict

PAPERS = {
    "applications:notice_print": ("notice", lambda: Application.objects.update(amount=77)),
    "recruiting:notice_print": ("recruitment_notice", lambda: Candidate.objects.update(sex="F", name="别人")),
    "appraisals:notice_print": ("appraisal_notice", lambda: Member.objects.update(name="别人")),
}


@pytest.mark.parametrize("name", PAPERS)
def test_a_notice_is_proved_by_its_code_until_it_is_changed(client, name):
    village = VillageFactory(parent=TownshipFactory(parent=CountyFactory(name="会宁县")))
    user = PostingFactory(unit=village.parent.parent, role=Role.COUNTY_MANAGER).user
    kind, change = PAPERS[name]
    made = access_objects.make(kind, village, user)
    client.force_login(user)

    _, proof = proved(client, reverse(name, args=made.args))

    told = verdict(client, proof)
    assert GENUINE in told
    assert proof.unit.federation_name in told
    assert "公示" in told
    change()
    assert CHANGED in verdict(client, proof)
