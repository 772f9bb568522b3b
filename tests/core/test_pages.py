import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from core.pages import WriteDuringRead, page
from core.permissions import Permission
from core.views import server_error
from orgs.models import Unit
from tests.factories import CountyFactory, PostingFactory


@page(Permission.UNIT_VIEW, methods=["GET", "POST"])
def view(request):
    if request.GET.get("write") or request.method == "POST":
        Unit.objects.within(request.scope).update(note="写了")
    if request.POST.get("fail"):
        raise ValueError("中途出错")
    request.after_response(lambda: Unit.objects.within(request.scope).update(address="之后写的"))
    return HttpResponse("ok")


@pytest.fixture
def ask():
    county = CountyFactory()
    user = PostingFactory(unit=county).user

    def go(method="get", **values):
        request = getattr(RequestFactory(), method)("/", values)
        request.user = user
        response = view(request)
        county.refresh_from_db()
        return response, county

    return go


class TestPage:
    def test_a_get_that_writes_is_stopped(self, ask):
        with pytest.raises(WriteDuringRead):
            ask(write="1")

    def test_what_was_noted_for_afterwards_may_write(self, ask):
        _, county = ask()

        assert county.address == "之后写的"

    def test_a_post_writes(self, ask):
        _, county = ask("post")

        assert county.note == "写了"

    def test_a_post_that_fails_writes_nothing(self, ask):
        with pytest.raises(ValueError, match="中途出错"):
            ask("post", fail="1")

        assert not Unit.objects.filter(note="写了").exists()

    def test_another_method_is_refused(self, ask):
        response, _ = ask("put")

        assert response.status_code == 405

    def test_someone_without_the_permission_is_refused(self):
        request = RequestFactory().get("/")
        request.user = PostingFactory().user
        request.user.postings.all().delete()

        with pytest.raises(PermissionDenied):
            view(request)

    def test_personal_data_stays_out_of_caches(self, ask):
        response, _ = ask()

        assert "no-store" in response["Cache-Control"]


def test_a_database_that_stays_busy_is_told_from_a_fault(rf):
    def fail(problem):
        raise problem

    def answered(problem):
        try:
            fail(problem)
        except OperationalError:
            return server_error(rf.post("/jobs/1/cancel/"))

    busy = answered(OperationalError("database is locked"))

    assert busy.status_code == 503
    assert "数据没有改动" in busy.content.decode()
    assert answered(OperationalError("no such table: x")).status_code == 500
