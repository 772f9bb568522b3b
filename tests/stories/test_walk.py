"""A walk through the whole house with a small demo county: every role, every entry, a page of each kind.

On each page: no error, nothing cut off on a narrow screen, and a picture in `var/screenshots/walk` for people
to look at. Axe examines a page that has an element of a make which it has not yet seen on pages of its kind.
"""

from collections import defaultdict
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.urls import Resolver404, resolve, reverse

from accounts.demo import CAST

PASSWORD = "Canguan-2026-quan"
PERSONS = 800
DESKTOP = {"width": 1366, "height": 768}
NARROW = {"width": 320, "height": 640}
NOT_PAGES = {"accounts:sign_in", "accounts:sign_out"}
DEEPEST = 3  # clicks from the menu
# Everything that axe judges by, but the words: each make of element, with what it stands in.
MAKES = """() => {
    const make = element => [element.tagName, ...Array.from(element.attributes,
        ({name, value}) => /^(class|role|type|aria-(?!label|describedby|controls|labelledby).*)$/.test(name)
            ? `${name}=${value}` : name).sort()].join(" ");
    const all = Array.from(document.body.querySelectorAll("*"));
    return Array.from(new Set(all.map(element => `${make(element.parentElement)} > ${make(element)}`)));
}"""
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"

pytestmark = [pytest.mark.once, pytest.mark.slow, pytest.mark.xdist_group("walk")]


@pytest.fixture
def demo(transactional_db, settings, tmp_path):
    """A demo county whose accounts all have one password and need not change it."""
    settings.VAR_DIR, settings.DEMO_PASSWORD = tmp_path, PASSWORD
    call_command("demo", persons=PERSONS, verbosity=0)


@pytest.fixture
def walker(demo, page, shot, assert_accessible):
    return Walker(page, shot, assert_accessible)


HELD_BACK = "申请导出"
# The link of a picture has its address within an object.
HREFS = "links => links.map(own => new URL(own.href.baseVal ?? own.href, document.baseURI).href)"


class Walker:
    """Someone who signs in, opens pages and notes what is wrong with them."""

    def __init__(self, page, shot, assert_accessible):
        self.page = page
        self.troubles = []
        self.kinds = set()  # view names that somebody has seen
        self._examined = defaultdict(set)  # view name → makes of elements that axe has seen there
        self._shot = shot
        self._assert_accessible = assert_accessible

    def enter(self, username):
        """Sign in through the front door."""
        self._username = username
        self.page.context.clear_cookies()
        self.page.goto(reverse("accounts:sign_in"))
        self.page.get_by_label("用户名").fill(username)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url("**" + reverse("reports:workbench"))

    def menu(self):
        """Return the addresses of the menu."""
        return self._addresses("nav[aria-label='主导航'] a")

    def open(self, address):
        """Open a page, look at it from all sides, and return the addresses that its content leads to."""
        kind = resolve(urlsplit(address).path).view_name
        self.kinds.add(kind)
        response = self.page.goto(address)
        if response.status != 200 and not self._is_held_back():
            self._note(f"{response.status} {address}")
            return []
        self._examine(kind)
        self._narrow(kind, address)
        return self._addresses("#main a")

    def _is_held_back(self):
        """True if the page asks for an application instead of giving a list of many people."""
        return self.page.get_by_role("heading", name=HELD_BACK).is_visible()

    def explore(self, addresses, depth):
        """Open one page of each kind that nobody has seen, then what lies behind it."""
        for address in addresses:
            kind = self._new_kind(address)
            if kind and self._is_page(address, kind):
                behind = self.open(address)
                if depth < DEEPEST:
                    self.explore(behind, depth + 1)

    def _examine(self, kind):
        makes = set(self.page.evaluate(MAKES))
        if makes <= self._examined[kind]:
            return
        self._examined[kind] |= makes
        self._shot(self.page, f"walk/{self._username}-{kind.replace(':', '-')}")
        try:
            self._assert_accessible(self.page)
        except AssertionError as problem:
            self._note(str(problem))

    def _narrow(self, kind, address):
        self.page.set_viewport_size(NARROW)
        if self.page.evaluate(TOO_WIDE):
            self._note(f"wider than 320 px: {address}")
            self._shot(self.page, f"walk/{self._username}-{kind.replace(':', '-')}-narrow")
        self.page.set_viewport_size(DESKTOP)

    def _new_kind(self, address):
        try:
            kind = resolve(urlsplit(address).path).view_name
        except Resolver404:
            self._note(f"leads nowhere: {address}")
            return None
        return None if kind in self.kinds | NOT_PAGES else kind

    def _is_page(self, address, kind):
        """Fetch the address; a file is only seen to arrive."""
        response = self.page.request.get(address)
        if response.headers.get("content-type", "").startswith("text/html"):
            return True
        self.kinds.add(kind)
        if response.status != 200:
            self._note(f"{response.status} {address}")
        return False

    def _addresses(self, selector):
        links = self.page.locator(selector).evaluate_all(HREFS)
        here = urlsplit(self.page.url)
        parts = [urlsplit(link) for link in links]
        own = [part for part in parts if part.netloc == here.netloc]
        return [f"{part.path}?{part.query}" if part.query else part.path for part in own]

    def _note(self, trouble):
        self.troubles.append(f"{self._username}: {trouble}")


def test_every_role_finds_every_page_in_order(walker):
    one_of_each = {role: username for username, _, role, _ in reversed(CAST)}
    for username in reversed(one_of_each.values()):
        walker.enter(username)
        entries = [reverse("reports:workbench"), *walker.menu()]
        content = [address for entry in entries for address in walker.open(entry)]
        walker.explore(content, depth=1)

    assert not walker.troubles, "\n".join(walker.troubles)
    assert {"orgs:unit_detail", "registry:person_detail", "accounts:user_detail"} <= walker.kinds
