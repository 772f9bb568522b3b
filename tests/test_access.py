"""Every address of the product, and who may open it. A view missing here fails the build."""

import pytest
from django.db import transaction
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
NONSENSE = ("page=9999", "page=x&size=0", "sort=--", "q=%00", "q=' OR 1=1", "year=0", "x=1")


def first_role(name):
    return sorted(ADDRESSES[name].roles)[0]


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


def test_every_view_is_guarded_or_declared_open():
    assert [name for name, view in VIEWS.items() if not hasattr(view, "page")] == []
    assert {name for name, view in VIEWS.items() if view.page.permission} == set(ADDRESSES)


def answers(client, names, village, user):
    """Return the status of each address; what one of them changes is taken back before the next."""
    kinds = {ADDRESSES[name].kind for name in names if ADDRESSES[name].kind}
    made = {kind: access_objects.make(kind, village, user).args for kind in sorted(kinds)}
    urls = {
        name: reverse(name, args=[*made.get(ADDRESSES[name].kind, []), *ADDRESSES[name].more])
        for name in names
    }
    return {name: _answer(client, ADDRESSES[name].method, url) for name, url in urls.items()}


def _answer(client, method, url):
    with transaction.atomic():
        response = getattr(client, method)(url)
        transaction.set_rollback(True)
    signed_out = response.status_code == 302 and response.url.startswith(reverse("accounts:sign_in"))
    return "sign in" if signed_out else response.status_code


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_its_addresses_and_no_others(client, sign_in, place, role):
    user = sign_in(unit_of(role, place), role=role)

    status = answers(client, sorted(ADDRESSES), place["village"], user)

    assert [name for name in status if status[name] == "sign in" or status[name] >= 500] == []
    opened = {name for name in status if status[name] != 403}
    assert opened == {name for name in status if role in ADDRESSES[name].roles}


@pytest.mark.parametrize("role", sorted({first_role(name) for name in WITH_OBJECT}))
def test_rows_of_another_county_do_not_exist(client, sign_in, place, role):
    user = sign_in(unit_of(role, place), role=role)
    names = [name for name in WITH_OBJECT if first_role(name) == role]

    status = answers(client, names, VillageFactory(), user)

    assert {name: found for name, found in status.items() if found != 404} == {}


def test_another_users_job_does_not_exist(client, sign_in):
    job = Job.objects.create(kind="x", label="别人的任务", requested_by=PostingFactory().user)
    sign_in(CountyFactory())

    assert client.get(job.get_absolute_url()).status_code == 404


def test_strangers_are_sent_to_the_sign_in_page(client):
    status = answers(client, sorted(ADDRESSES), VillageFactory(), PostingFactory().user)
    status |= {name: _answer(client, "post", reverse(name)) for name in sorted(OPEN)}

    assert {name for name in status if status[name] != "sign in"} == set()


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
    "name",
    sorted(name for name, address in ADDRESSES.items() if address.method == "get" and not address.kind),
)
def test_nonsense_in_the_query_is_ignored(client, sign_in, place, name):
    role = first_role(name)
    sign_in(unit_of(role, place), role=role)

    url = reverse(name, args=ADDRESSES[name].more)
    status = {query: client.get(f"{url}?{query}").status_code for query in NONSENSE}

    assert {query: found for query, found in status.items() if found not in (200, 302, 400, 404)} == {}
