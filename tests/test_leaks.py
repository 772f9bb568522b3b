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
from core import freshness, printing
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
# Pages that tell which pages somebody opened: with the others they would differ at every look.
TELLING_OF_LOOKS = {name for name in LISTS if name.startswith("accounts:audit_")} | {
    "reports:workbench",  # counts the entries of today
    "reports:catalogue",  # says when a list was last taken
}
# What differs from one answer to the next by nature: tokens, numbers of requests, moments.
VOLATILE = re.compile(
    r'csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken": "[^"]+"|"[A-Za-z0-9]{64}"'  # tokens
    r'|name="token" value="[^"]+"'  # the mark of a save in the survey
    r"|请求编号 \w+|\d\d:\d\d(:\d\d)?"
    r"|.*/account/audit/export/.*\s*"  # the log of having exported the log
)


class Markup:
    """Stands for a typeset document: of a PDF, what went into it is compared, and thrice as quickly."""

    pages = ("",)

    def __init__(self, string, **_):
        self.string = string

    def render(self, **_):
        return self

    def write_pdf(self, **_):
        return self.string.encode()


@pytest.fixture(autouse=True)
def _documents_are_not_typeset(monkeypatch):
    monkeypatch.setattr(printing.weasyprint, "HTML", Markup)


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


def look(client, urls):
    """Return what each address answers, by name."""
    return {name: content_of(client.get(url)) for name, url in urls.items()}


def unit_of(role, here):
    levels = {Role.TOWNSHIP_CLERK: "township", Role.VILLAGE_MEMBER: "village", Role.CITY_VIEWER: "city"}
    return here[levels.get(role, "county")]


@pytest.mark.parametrize("role", Role)
def test_another_county_changes_nothing(client, sign_in, here, role):
    user = sign_in(unit_of(role, here), role=role)
    mine = {name: ADDRESSES[name] for name in LISTS if role in ADDRESSES[name].roles}
    made = {
        kind: access_objects.make(kind, here["village"], user).args if kind else []
        for kind in {address.kind for address in mine.values()}
    }
    urls = {
        name: reverse(name, args=[*made[address.kind], *address.more])
        for name, address in mine.items()
        if name not in TELLING_OF_LOOKS
    }
    look(client, urls)  # the first look may itself be something to show

    before = look(client, urls)
    fill_another_county()
    cache.clear()
    freshness.forget()
    after = look(client, urls)

    assert [name for name in urls if after[name] != before[name]] == []


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", sorted(TELLING_OF_LOOKS))
def test_another_county_changes_nothing_of_what_the_log_tells(client, sign_in, here, name, role):
    if role not in ADDRESSES[name].roles:
        pytest.skip("this role may not open it")
    user = sign_in(unit_of(role, here), role=role)
    urls = {name: reverse(name, args=ADDRESSES[name].arguments(here["village"], user))}
    look(client, urls)

    before = look(client, urls)
    fill_another_county()

    assert look(client, urls) == before
