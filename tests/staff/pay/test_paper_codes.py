"""Papers of a run prove themselves once the roll is locked; the statement of a member does at once."""

import pytest
from django.urls import reverse

from orgs.models import Proof
from staff.choices import Payer
from staff.models import StipendLine, StipendMonth
from staff.pay.proving import OF_RUN, STATEMENT
from staff.pay.services.making import make_run
from tests import paying
from tests.proving import CHANGED, GENUINE, codes_in, proved, text_of, verdict
from tests.staff.conftest import NOON


def paper(run, what):
    return reverse("staff:run_paper", args=[run.pk, what, "pdf"])


@pytest.fixture
def run(held, county, cast):
    return paying.locked(county, paying.FIRST, **cast)


@pytest.mark.parametrize("what", ["roll", "notice", "summary"])
def test_a_paper_of_a_locked_run_says_what_it_is_and_names_nobody(client, sign_in, county, run, what):
    sign_in(county)

    content, proof = proved(client, paper(run, what))

    told = verdict(client, proof)
    assert (proof.kind, proof.unit, proof.about) == (OF_RUN[what].code, county, f"run:{run.pk}")
    assert GENUINE in told
    assert county.federation_name in told
    assert run.period in told
    assert OF_RUN[what].name in told
    assert "赵红霞" not in told
    assert proof.files.get().pages == 1
    if what != "summary":
        assert "赵红霞" in text_of(content)


def test_it_keeps_its_code_whoever_prints_it(client, sign_in, county, run):
    sign_in(county)
    _, first = proved(client, paper(run, "summary"))
    sign_in(county, as_manager=True)
    _, second = proved(client, paper(run, "summary"))

    assert first == second


def test_a_changed_line_is_told(client, sign_in, county, run):
    sign_in(county)
    _, proof = proved(client, paper(run, "notice"))

    StipendLine.objects.filter(run=run).update(name="赵红")

    assert CHANGED in verdict(client, proof)


def test_a_draft_has_no_code(client, sign_in, county, held, clerk):
    draft = make_run(county, paying.FIRST, by=clerk, at=NOON)
    sign_in(county)

    assert codes_in(client.get(paper(draft, "summary")).content) == []
    assert not Proof.objects.exists()


def test_the_statement_of_a_member_proves_itself_without_saying_whose(
    client, sign_in, county, first_half, held
):
    sign_in(county)
    _, proof = proved(client, reverse("staff:member_statement", args=[held.member.pk, "pdf"]))

    told = verdict(client, proof)
    assert (proof.kind, proof.about) == (STATEMENT.code, f"member:{held.member.pk}")
    assert GENUINE in told
    assert held.member.name not in told

    StipendMonth.objects.filter(member=held.member).update(payer=Payer.VILLAGE_FUND)
    assert CHANGED in verdict(client, proof)
