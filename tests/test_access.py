"""Every address of the product, and who may open it. A view missing here fails the build."""

import pytest
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.roles import Role
from core.models import Job
from tests import access_objects
from tests.access_addresses import ADDRESSES, OPEN, PUBLIC
from tests.factories import CityFactory, CountyFactory, PostingFactory, TownshipFactory, VillageFactory


def walk(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, f"{namespace}{pattern.namespace or ''}:".lstrip(":"))
        else:
            yield f"{namespace}{pattern.name}", pattern.callback


VIEWS = dict(walk(get_resolver().url_patterns))
WITH_OBJECT = [name for name, address in ADDRESSES.items() if address.kind not in (None, "job")]


@pytest.fixture
def place():
    """A city with one county, one township and one village, as the roles need them."""
    county = CountyFactory(parent=CityFactory())
    township = TownshipFactory(parent=county)
    return {
        "city": county.parent,
        "county": county,
        "township": township,
        "village": VillageFactory(parent=township),
    }


def unit_of(role, place):
    levels = {
        Role.TOWNSHIP_CLERK: "township",
        Role.VILLAGE_MEMBER: "village",
        Role.CITY_VIEWER: "city",
    }
    return place[levels.get(role, "county")]


def test_every_address_is_listed():
    assert set(VIEWS) == set(ADDRESSES) | OPEN | PUBLIC


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_every_view_is_guarded_or_declared_open(name):
    assert hasattr(VIEWS[name], "page"), f"{name} lacks @page"
    assert bool(VIEWS[name].page.permission) is (name in ADDRESSES)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_roles(client, sign_in, place, name, role):
    address = ADDRESSES[name]
    user = sign_in(unit_of(role, place), role=role)
    args = address.arguments(place["village"], user)

    status = getattr(client, address.method)(reverse(name, args=args)).status_code

    assert status < 500
    assert (status != 403) is (role in address.roles)


@pytest.mark.parametrize("name", sorted(WITH_OBJECT))
def test_rows_of_another_county_do_not_exist(client, sign_in, name):
    address = ADDRESSES[name]
    role = sorted(address.roles)[0]
    home = CountyFactory(parent=CityFactory())
    township = TownshipFactory(parent=home)
    mine = {
        "city": home.parent,
        "county": home,
        "township": township,
        "village": VillageFactory(parent=township),
    }
    user = sign_in(unit_of(role, mine), role=role)

    response = getattr(client, address.method)(reverse(name, args=address.arguments(VillageFactory(), user)))

    assert response.status_code == 404


def test_another_users_job_does_not_exist(client, sign_in):
    job = Job.objects.create(kind="x", label="别人的任务", requested_by=PostingFactory().user)
    sign_in(CountyFactory())

    assert client.get(job.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) | OPEN))
def test_strangers_are_sent_to_the_sign_in_page(client, name):
    address = ADDRESSES.get(name)
    args = address.arguments(VillageFactory(), PostingFactory().user) if address else []
    method = address.method if address else "post"

    response = getattr(client, method)(reverse(name, args=args))

    assert response.url.startswith(reverse("accounts:sign_in"))


def test_an_expired_session_moves_the_browser_not_the_fragment(client):
    response = client.htmx("get", reverse("registry:person_list"))

    assert response["HX-Redirect"].startswith(reverse("accounts:sign_in"))


def test_a_role_counts_only_where_it_is_held(client, sign_in):
    here, there = TownshipFactory(), TownshipFactory()
    user = sign_in(here, as_township_clerk=True)
    PostingFactory(user=user, unit=there.parent, as_leader=True)
    person = access_objects.make("person", VillageFactory(parent=there), user).args[0]

    assert client.get(reverse("registry:person_detail", args=[person])).status_code == 200
    assert client.get(reverse("registry:person_edit", args=[person])).status_code == 404


def test_a_posting_that_has_ended_gives_nothing(client, sign_in):
    county = CountyFactory()
    yesterday = timezone.localdate() - timezone.timedelta(days=1)
    sign_in(county, since=yesterday, until=yesterday)

    assert client.get(reverse("registry:person_list")).status_code == 403


@pytest.mark.parametrize(
    "query", ["page=9999", "page=x&size=0", "sort=--", "q=%00", "q=' OR 1=1", "year=0", "x=1"]
)
@pytest.mark.parametrize(
    "name",
    sorted(name for name, address in ADDRESSES.items() if address.method == "get" and not address.kind),
)
def test_nonsense_in_the_query_is_ignored(client, sign_in, name, query):
    role = sorted(ADDRESSES[name].roles)[0]
    county = CountyFactory(parent=CityFactory())
    township = TownshipFactory(parent=county)
    place = {
        "city": county.parent,
        "county": county,
        "township": township,
        "village": VillageFactory(parent=township),
    }
    sign_in(unit_of(role, place), role=role)

    assert client.get(f"{reverse(name)}?{query}").status_code in {200, 302, 400, 404}
