"""The leak matrix: what exists in another county changes nothing on any page, count, choice or export."""

import io
import re
import zipfile
from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from accounts import audit
from accounts.roles import Role
from tests import access_objects
from tests.access_addresses import ADDRESSES
from tests.factories import (
    CertificateFactory,
    CityFactory,
    CommunityFactory,
    CountyFactory,
    PersonFactory,
    TownshipFactory,
    VillageFactory,
)

LISTS = sorted(name for name, address in ADDRESSES.items() if address.method == "get")
# What differs from one answer to the next by nature: tokens, numbers of requests, moments.
VOLATILE = re.compile(
    r'csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken": "[^"]+"|"[A-Za-z0-9]{64}"'  # tokens
    r"|请求编号 \w+|\d\d:\d\d(:\d\d)?"
    r"|.*/account/audit/export/.*\s*"  # the log of having exported the log
)


@pytest.fixture
def here():
    county = CountyFactory(parent=CityFactory(), name="本县")
    township = TownshipFactory(parent=county, name="本镇")
    village = VillageFactory(parent=township, name="本村")
    CertificateFactory(person=PersonFactory(unit=village, name="本村人"))
    return {"city": county.parent, "county": county, "township": township, "village": village}


def fill_another_county():
    """Make one of everything in a county of another city."""
    county = CountyFactory(parent=CityFactory(name="外市"), name="外县")
    township = TownshipFactory(parent=county, name="外镇")
    CommunityFactory(parent=township, name="外社区")
    village = VillageFactory(parent=township, name="外村")
    CertificateFactory(person=PersonFactory(unit=village, name="外村人"), expires_on=date(2023, 1, 1))
    user = access_objects.stranger(county)
    for kind in access_objects.MAKERS:
        access_objects.make(kind, village, user)
    audit.record(audit.Event.VIEW, by=user, about=village)


def content_of(response):
    """Return what the answer says, without what differs by nature; workbooks by their parts."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            return {name: book.read(name) for name in book.namelist() if "core.xml" not in name}
    return VOLATILE.sub("", body.decode("utf-8", errors="replace"))


def unit_of(role, here):
    levels = {Role.TOWNSHIP_CLERK: "township", Role.VILLAGE_MEMBER: "village", Role.CITY_VIEWER: "city"}
    return here[levels.get(role, "county")]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", LISTS)
def test_another_county_changes_nothing(client, sign_in, here, name, role):
    address = ADDRESSES[name]
    if role not in address.roles:
        pytest.skip("this role may not open it")
    user = sign_in(unit_of(role, here), role=role)
    url = reverse(name, args=address.arguments(here["village"], user))
    client.get(url)  # the first look may itself be something to show

    before = content_of(client.get(url))
    fill_another_county()
    cache.clear()

    assert content_of(client.get(url)) == before
