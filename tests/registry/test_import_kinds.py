"""One engine for all kinds of tables: who sees which, the choice of a kind, the history by kind."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from registry.imports.kinds import KINDS, batches_for, kinds_for
from registry.imports.opening import IMPORTING
from registry.models import ImportBatch
from tests.access_objects import batch as make_batch
from tests.factories import CityFactory, CountyFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.importing import Desk

LIST, NEW = reverse("registry:import_list"), reverse("registry:import_create")
COUNTY = {"roster", "units", "staff", "certificates", "benefits", "ledger", "attendance"}
BY_ROLE = {
    Role.COUNTY_MANAGER: COUNTY,
    Role.COUNTY_CLERK: COUNTY,
    Role.TOWNSHIP_CLERK: {"roster", "ledger"},
    Role.VILLAGE_MEMBER: {"ledger"},
}


@pytest.fixture
def village():
    return VillageFactory(parent=TownshipFactory(parent=CountyFactory(parent=CityFactory())))


def unit_of(role, village):
    places = {Role.TOWNSHIP_CLERK: village.parent, Role.VILLAGE_MEMBER: village}
    county = village.parent.parent
    return county.parent if role == Role.CITY_VIEWER else places.get(role, county)


def one_of_each(unit, user):
    """Make a batch of every kind and return their kinds by key."""
    made = {}
    for kind in KINDS:
        pk = make_batch(unit, user)
        word = f"{kind}:1" if kind == "ledger" else kind
        ImportBatch.objects.filter(pk=pk).update(
            kind=word, file_name=f"{kind}.xlsx", options={"start": "2026-10-01", "subject": "表4 活动记录"}
        )
        made[pk] = kind
    return made


def test_the_doors_permissions_are_those_of_the_kinds():
    assert {kind.permission for kind in KINDS.values()} == set(IMPORTING)


@pytest.mark.parametrize("role", Role)
def test_each_role_sees_the_batches_of_its_kinds(role, village):
    user = PostingFactory(unit=unit_of(role, village), role=role).user
    made = one_of_each(village, user)

    seen = {made[batch.pk] for batch in batches_for(user)}

    assert seen == BY_ROLE.get(role, set())
    assert {kind.key for kind in kinds_for(user)} == seen


def test_batches_of_another_county_are_nobodys(village):
    stranger = PostingFactory(unit=CountyFactory()).user
    one_of_each(village, stranger)

    assert not batches_for(stranger).exists()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_batch_of_a_kind_that_is_not_mine_is_not_found(client, sign_in, village, kind):
    user = sign_in(village, as_village_member=True)
    made = one_of_each(village, user)
    pk = next(pk for pk, key in made.items() if key == kind)

    status = client.get(reverse("registry:import_file", args=[pk, "original"])).status_code

    assert status == (200 if kind == "ledger" else 404)


def test_the_history_is_filtered_by_kind(client, sign_in, village):
    user = sign_in(village.parent.parent)
    one_of_each(village, user)

    page = client.get(LIST, {"kind": "ledger"}).text

    assert "ledger.xlsx" in page
    assert "表4 活动记录" in page
    assert "staff.xlsx" not in page
    assert "staff.xlsx" in client.get(LIST, {"kind": "nonsense"}).text


def test_the_history_takes_as_many_queries_for_many_batches(
    client, sign_in, village, django_assert_max_num_queries
):
    user = sign_in(village.parent.parent)
    for _ in range(4):
        one_of_each(village, user)

    client.get(LIST)
    with django_assert_max_num_queries(14):
        client.get(LIST)


@pytest.mark.parametrize("kind", sorted({*KINDS}))
def test_the_upload_page_offers_each_kind(client, sign_in, village, kind):
    sign_in(village.parent.parent)

    page = client.get(NEW, {"kind": kind}).text

    assert KINDS[kind].heading in page
    assert all(hint in page for hint in KINDS[kind].hints)


@pytest.mark.parametrize("kind", ["staff", "units", "certificates", "benefits", "no-such-kind"])
def test_a_kind_without_its_permission_cannot_be_uploaded(client, sign_in, village, kind):
    sign_in(village.parent, as_township_clerk=True)

    assert client.get(NEW, {"kind": kind}).status_code == 404
    assert client.post(NEW, {"kind": kind}).status_code == 404


@pytest.mark.parametrize("kind", ["roster", "units", "staff", "certificates", "benefits"])
def test_each_kind_has_a_template(client, sign_in, village, kind):
    sign_in(village.parent.parent)

    answer = client.get(reverse("registry:import_template"), {"kind": kind})

    assert answer.getvalue().startswith(b"PK")


def test_the_template_of_a_ledger_needs_its_book(client, sign_in, village):
    sign_in(village, as_village_member=True)

    assert client.get(reverse("registry:import_template"), {"kind": "ledger"}).status_code == 404
    asked = {"kind": "ledger", "type": "1", "start": "2026-13"}
    assert client.get(reverse("registry:import_template"), asked).status_code == 404


def test_a_file_over_the_cap_is_refused(run_jobs, settings, village):
    settings.IMPORT_MAX_ROWS = 3
    county = village.parent.parent
    desk = Desk(PostingFactory(unit=county).user, county, "units", run_jobs)

    batch = desk.upload(
        ["名称", "类型", "上级"], *[[f"第{n}村", "村", village.parent.name] for n in range(5)]
    )

    assert batch.is_refused
    assert "超过 3 行" in batch.message


def test_who_loses_the_right_cannot_take_back(run_jobs, village):
    county = village.parent.parent
    desk = Desk(PostingFactory(unit=county).user, county, "units", run_jobs)
    head, place = ["名称", "类型", "上级", "户数"], village.parent
    batch = desk.write(desk.upload(head, [village.name, "村", place.name, 120]))
    desk.user.postings.update(role="leader")

    batch = desk.undo(batch)

    assert batch.is_applied
    assert "没有撤回任何数据" in batch.message
