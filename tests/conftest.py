import pytest
from django.core.cache import cache
from django.db import connection
from django.http import FileResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from factory.django import DjangoModelFactory

from core import freshness
from tests.databases import empty_only_what_is_filled, give_migrated_database
from tests.factories import PostingFactory


def pytest_collection_modifyitems(items):
    """Begin with what takes longest, so that no process has it to itself at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """Make the test database of this process as a copy of a migrated one."""
    with django_db_blocker.unblock():
        give_migrated_database(connection)
        empty_only_what_is_filled(connection)
        made = setup_databases(verbosity=0, interactive=False, keepdb=connection.vendor == "sqlite")
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


class AppClient(Client):
    """The test client, with `htmx()` and with checks every page must pass."""

    INLINE_SCRIPT = ("<script>", " onclick=", " onchange=", " onsubmit=", " style=")
    BROKEN_TEMPLATE = ("{{", "{%", "{#")

    def request(self, **request):
        response = super().request(**request)
        if response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            for mark in (*self.INLINE_SCRIPT, *self.BROKEN_TEMPLATE):
                assert mark not in response.text, f"{mark!r} in {request['PATH_INFO']}"
        if isinstance(response, FileResponse):
            content = b"".join(response.streaming_content)  # which closes it
            response.streaming_content = [content]
        return response

    def htmx(self, method, *args, **kwargs):
        return getattr(self, method)(*args, headers={"HX-Request": "true"}, **kwargs)


@pytest.fixture
def client():
    return AppClient()


@pytest.fixture
def sign_in(client):
    """Sign in someone posted to `unit` and return them."""

    def go(unit, **posting):
        user = PostingFactory(unit=unit, **posting).user
        client.force_login(user)
        return user

    return go


@pytest.fixture
def run_jobs(django_capture_on_commit_callbacks):
    """Run `action` (usually a POST), then everything it put into the queue, with the real worker.

    Only the worker's loop is left out: between two tasks it drops the connection that the test's
    transaction lives on.
    """
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="test",
        excluded_queue_names=[],
    )

    def go(action):
        with django_capture_on_commit_callbacks(execute=True):
            outcome = action()
        while task := DBTaskResult.objects.ready().first():
            task.claim(worker.worker_id)
            with django_capture_on_commit_callbacks(execute=True):
                worker.run_task(task)
        return outcome

    return go


@pytest.fixture
def assert_flat_queries(client):
    """Assert that a page costs the same number of queries after `add_rows` as before it."""

    def count(url):
        client.get(url)  # content types and the like are fetched once
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    def check(url, add_rows):
        before = count(url)
        add_rows()
        assert count(url) == before

    return check


@pytest.fixture(autouse=True)
def _fresh_cache():
    cache.clear()
    freshness.forget()


@pytest.fixture(autouse=True)
def _invented_numbers_start_anew():
    """A test meets the same names and numbers whichever tests ran before it."""
    for made in _below(DjangoModelFactory):
        made.reset_sequence(0, force=True)


def _below(kind):
    for lower in kind.__subclasses__():
        yield lower
        yield from _below(lower)


@pytest.fixture(autouse=True)
def _everything_may_use_the_database(db):
    pass
