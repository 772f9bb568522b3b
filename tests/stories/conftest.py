"""Journeys in a real browser against a real server, with a real worker and a database of their own.

The server, the worker and the test each have their own connection, so these tests commit, and are cleaned
up by emptying the tables. `UPDATE_PICTURES=1` lets a story write the pictures that the documents show.
"""

import os
import shutil
import threading
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connections
from django.test import Client
from django_tasks_db.management.commands.db_worker import Worker

from tests.factories import PostingFactory

# Playwright's loop runs in this thread; Django would take its own synchronous queries for asynchronous ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
]
SCREENSHOTS = settings.BASE_DIR / "var" / "screenshots"
PICTURES = settings.BASE_DIR / "docs" / "img"
OLD_DESKTOP = {"width": 1366, "height": 768}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.story)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Start the system's Chromium, which `script/test` installs, and keep it from calling home."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "没有找到 Chromium，请先运行 script/setup --tests。"
    return {**browser_type_launch_args, "executable_path": found, "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    return {
        **browser_context_args,
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
        "viewport": OLD_DESKTOP,
        "accept_downloads": True,
        "reduced_motion": "reduce",
    }


@pytest.fixture
def page(page, live_server):
    """A page whose relative addresses are the live server's, and which may not raise an error of its own."""
    troubles = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if _is_trouble(message) else None)
    page.set_default_timeout(15_000)
    yield page
    assert not troubles, troubles


def _is_trouble(message):
    return message.type == "error" and "Failed to load resource" not in message.text


@pytest.fixture
def context(new_context, live_server):
    return new_context(base_url=live_server.url)


@pytest.fixture
def worker(live_server):
    """Carry out queued jobs as `manage.py work` does, in a thread with a connection of its own."""
    runner = Worker(
        queue_names=["default"],
        interval=0.1,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="story",
        excluded_queue_names=[],
    )

    def run():
        try:
            runner.run()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run, name="story-worker")
    thread.start()
    yield runner
    runner.running = False
    thread.join(timeout=60)
    assert not thread.is_alive(), "后台任务 60 秒内没有结束。"


@pytest.fixture
def sign_in_page(live_server):
    """Sign a browser page in as someone with `role` at `unit`, and return that user."""

    def go(page, role, unit, **user):
        facts = {f"user__{name}": value for name, value in user.items()}
        someone = PostingFactory(role=role, unit=unit, **facts).user
        client = Client()
        client.force_login(someone)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        return someone

    return go


@pytest.fixture
def assert_accessible():
    """Assert that axe finds nothing to object to on the page as it stands."""

    def check(page, **options):
        report = Axe().run(page, options={"runOnly": WCAG, "resultTypes": ["violations"], **options})
        assert report.violations_count == 0, f"{page.url}\n{report.generate_report()}"

    return check


@pytest.fixture
def shot():
    """Keep a picture of the page under `var/screenshots`, to be looked at by people."""

    def take(page, name, *, full_page=True):
        path = SCREENSHOTS / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path, full_page=full_page, animations="disabled")
        return path

    return take


@pytest.fixture
def picture(shot):
    """Take a picture that the documents show; it replaces the one in `docs/img` only on request."""

    def take(page, name):
        path = shot(page, name, full_page=False)
        if os.environ.get("UPDATE_PICTURES"):
            PICTURES.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, Path(PICTURES, path.name))

    return take
