"""What leaves the house with many people in it: held back, applied for, approved, marked, counted."""

import hashlib
import io
import re
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.exports import services
from accounts.exports.choices import State
from accounts.models import AuditEntry, ExportDownload, ExportRequest, ExportRule, Posting
from core.models import Job
from core.printing import print_html
from core.sheets.writing import Column, workbook
from orgs.proofs.selectors import proof_of_file
from tests.factories import PersonFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.factories.reports import DocumentFactory, ProofFactory

EXPORT = reverse("registry:person_export")
NEW, LIST = reverse("exports:request_create"), reverse("exports:request_list")
ANSWER = {"purpose": "check", "reason": "按县民政局通知核对低保对象", "recipient": "县民政局社会救助股"}


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def token_in(response):
    return re.search(r'name="token" value="([^"]+)"', response.text)[1]


@pytest.fixture
def apply_for(client):
    """Open an address, apply for what is held back there, and return the application."""

    def go(address, **answer):
        held = client.get(address)
        assert held.status_code == 403
        client.post(NEW, ANSWER | answer | {"token": token_in(held)})
        return ExportRequest.objects.latest("pk")

    return go


@pytest.fixture
def query_count(client):
    def count(address):
        client.get(address)  # what is remembered until something changes is asked for once
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    return count


@pytest.fixture
def approved(apply_for, clerk, manager):
    """Return an approved application for an address."""

    def go(address=f"{EXPORT}?as=xlsx"):
        return services.decide(apply_for(address), True, by=manager, at=timezone.now())

    return go


class TestWhatIsHeldBack:
    def test_a_list_within_the_limit_passes_as_ever(self, client, clerk, village):
        answer = client.get(EXPORT, {"q": "王芳"})

        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert "王芳" in body(answer).decode()

    def test_beyond_it_a_page_asks_what_for(self, client, clerk, manager):
        answer = client.get(EXPORT, {"q": "", "as": "xlsx"})

        assert answer.status_code == 403
        assert "超过免审批的 2 人" in answer.text
        assert "审批人：马国栋" in answer.text
        assert "姓名、身份证号" in answer.text
        assert not AuditEntry.objects.filter(event=AuditEntry.Event.EXPORT).exists()

    def test_an_editable_table_is_held_back_too(self, client, clerk):
        assert client.get(reverse("registry:person_workbook")).status_code == 403

    def test_where_nobody_has_set_a_limit_the_default_holds(self, client, clerk):
        ExportRule.objects.all().delete()

        assert client.get(EXPORT).status_code == 200

    def test_the_gate_costs_the_same_however_long_the_list(self, client, clerk, village, query_count):
        before = query_count(EXPORT)
        for _ in range(5):
            PersonFactory(unit=village)

        assert query_count(EXPORT) == before


class TestApplying:
    @pytest.mark.parametrize(
        "answer", [{"reason": "工作需要"}, {"reason": ""}, {"purpose": ""}, {"recipient": ""}]
    )
    def test_purpose_reason_and_recipient_are_needed(self, client, clerk, answer):
        token = token_in(client.get(EXPORT))

        again = client.post(NEW, ANSWER | {"token": token} | answer)

        assert "申请导出" in again.text
        assert not ExportRequest.objects.exists()

    def test_it_says_in_words_what_is_wanted(self, client, apply_for, clerk, manager):
        made = apply_for(f"{EXPORT}?state=active&q=")
        made.refresh_from_db()
        assert (made.persons, made.state, made.what[:5]) == (3, State.WAITING, "残疾人登记")
        assert ["状态", "在册"] in made.filters

        client.force_login(manager)
        assert "状态：在册" in client.get(made.get_absolute_url()).text

    def test_a_name_in_the_filter_stays_with_who_typed_it(self, client, apply_for, clerk, village, manager):
        for _ in range(3):
            PersonFactory(unit=village, name="赵敏敏")

        made = apply_for(f"{EXPORT}?q=赵敏敏")
        client.force_login(manager)
        shown = client.get(made.get_absolute_url()).text + client.get(LIST).text

        assert "姓名或证号：已填写（内容不在此显示）" in shown
        assert "赵敏敏" not in shown
        told = AuditEntry.objects.get_for_object(made)
        assert told
        assert not any("赵敏敏" in str(entry.changes) for entry in told)

    def test_a_second_click_finds_the_first(self, client, clerk):
        token = token_in(client.get(EXPORT))

        client.post(NEW, ANSWER | {"token": token})
        client.post(NEW, ANSWER | {"token": token})

        assert ExportRequest.objects.count() == 1

    def test_nobody_else_can_use_the_page_that_one_was_given(self, client, clerk, sign_in, county):
        token = token_in(client.get(EXPORT))
        sign_in(county)

        client.post(NEW, ANSWER | {"token": token})

        assert not ExportRequest.objects.exists()

    def test_while_it_waits_the_address_says_so(self, client, apply_for, clerk, manager):
        made = apply_for(EXPORT)

        assert f"{made.number}</a> 正在等待审批（马国栋）" in client.get(EXPORT).text


class TestFetching:
    def test_the_very_same_address_gives_the_file_with_its_mark(self, client, approved, clerk):
        made = approved()

        sheet = openpyxl.load_workbook(io.BytesIO(body(client.get(EXPORT, {"as": "xlsx"})))).active

        line, today = sheet["A1"].value, timezone.localdate()
        assert line.startswith(f"仅供核对使用 · {clerk} · 会宁县残疾人联合会 · {today:%Y-%m-%d}")
        assert line.endswith(f"申请编号 {made.number}")
        assert line in sheet.oddFooter.center.text
        assert sheet["A2"].value == "姓名"
        assert sheet.max_row == 5

    def test_what_was_asked_for_as_csv_comes_as_a_workbook_once_it_has_a_mark(self, client, approved):
        approved(EXPORT)

        assert "spreadsheetml" in client.get(EXPORT)["Content-Type"]

    def test_sorting_is_no_other_list_but_a_filter_is(self, client, approved, village):
        approved(f"{EXPORT}?as=xlsx&state=active")

        assert client.get(EXPORT, {"state": "active", "sort": "name"}).status_code == 200
        assert client.get(EXPORT, {"state": "all"}).status_code == 403

    def test_it_is_counted_and_logged_with_its_reason(self, client, approved, clerk):
        made = approved()

        client.get(EXPORT, {"as": "xlsx"})

        made.refresh_from_db()
        fetched, entry = ExportDownload.objects.get(), AuditEntry.objects.get(event=AuditEntry.Event.EXPORT)
        assert (made.used, fetched.number, fetched.persons, fetched.remote_addr) == (1, 1, 3, "127.0.0.1")
        assert (entry.actor, entry.reason) == (clerk, ANSWER["reason"])
        assert entry.additional_data == {"what": "残疾人登记", "rows": 3, "approval": made.number}

    def test_looking_at_the_head_costs_nothing(self, client, approved):
        made = approved()

        assert client.head(f"{EXPORT}?as=xlsx").status_code == 200
        made.refresh_from_db()
        assert made.used == 0

    def test_after_the_last_download_it_is_used_up(self, client, approved):
        approved()

        answers = [client.get(EXPORT, {"as": "xlsx"}) for _ in range(4)]

        assert [answer.status_code for answer in answers] == [200, 200, 200, 403]
        assert "次数已用完" in answers[-1].text

    def test_two_at_once_do_not_share_the_last_download(self, client, approved, monkeypatch):
        made = approved()
        ExportRequest.objects.update(used=2)
        found = ExportRequest.objects.get()
        services.count_download(found, persons=3, at=timezone.now())

        monkeypatch.setattr("accounts.exports.gate.newest_for", lambda user, address: [found])  # read before
        answer = client.get(EXPORT, {"as": "xlsx"})

        assert answer.status_code == 403
        assert ExportDownload.objects.count() == 1
        assert not AuditEntry.objects.filter(event=AuditEntry.Event.EXPORT).exists()
        assert made.pk == found.pk

    def test_it_runs_out(self, client, approved):
        approved()

        with time_machine.travel(timezone.now() + timedelta(days=8)):
            client.force_login(ExportRequest.objects.get().asked_by)
            answer = client.get(EXPORT, {"as": "xlsx"})

        assert answer.status_code == 403
        assert "已过期" in answer.text

    def test_a_revoked_one_gives_nothing(self, client, approved, manager):
        services.revoke(approved(), by=manager, at=timezone.now(), word="名单已经更新，请重新申请")

        answer = client.get(EXPORT, {"as": "xlsx"})

        assert answer.status_code == 403
        assert "已收回" in answer.text

    def test_a_list_may_grow_a_little(self, client, approved, village):
        approved()  # three, and half as many more at most
        PersonFactory(unit=village)
        assert client.get(EXPORT, {"as": "xlsx"}).status_code == 200

        PersonFactory(unit=village)
        answer = client.get(EXPORT, {"as": "xlsx"})

        assert answer.status_code == 403
        assert "最多 4 人，现在名单上有 5 人" in answer.text

    def test_who_sees_less_than_before_fetches_what_is_left(self, client, approved, clerk, village):
        approved()
        township = village.parent
        for _ in range(3):
            PersonFactory(unit=VillageFactory(parent=TownshipFactory(parent=township.parent)))
        Posting.objects.filter(user=clerk).delete()
        PostingFactory(user=clerk, unit=township, as_township_clerk=True)

        sheet = openpyxl.load_workbook(io.BytesIO(body(client.get(EXPORT, {"as": "xlsx"})))).active

        assert {row[0] for row in sheet.iter_rows(min_row=3, values_only=True)} == {"王芳", "李强", "张伟"}

    def test_who_sees_more_than_before_has_to_apply_anew(self, client, approved, clerk, county):
        approved()
        Posting.objects.filter(user=clerk).delete()
        PostingFactory(user=clerk, unit=VillageFactory().parent.parent)
        PostingFactory(user=clerk, unit=county)

        answer = client.get(EXPORT, {"as": "xlsx"})

        assert answer.status_code == 403

    def test_a_right_that_is_gone_is_gone(self, client, approved, clerk):
        approved()
        Posting.objects.filter(user=clerk).delete()

        assert client.get(EXPORT, {"as": "xlsx"}).status_code == 403
        assert ExportRequest.objects.get().used == 0


def test_applications_of_small_lists_are_granted_at_once_and_need_no_mark(client, apply_for, clerk, village):
    ExportRule.objects.update(small_needs_reason=True, free_rows=3)

    made = apply_for(f"{EXPORT}?as=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(body(client.get(EXPORT, {"as": "xlsx"})))).active

    assert (made.state, made.decided_by) == (State.GRANTED, None)
    assert sheet["A1"].value == "姓名"

    ExportRule.objects.update(free_rows=2)  # what nobody has looked at does not serve beyond the limit
    assert client.get(EXPORT, {"as": "xlsx"}).status_code == 403


def test_one_persons_paper_is_never_held_back(client, clerk, village):
    ExportRule.objects.update(small_needs_reason=True)
    PersonFactory(unit=village, name="独一人")

    assert client.get(EXPORT, {"q": "独一人"}).status_code == 200


def test_a_result_of_a_job_is_held_back_where_it_is_fetched(client, clerk, county, manager):
    job = Job.objects.create(
        kind="test", label="比对结果", requested_by=clerk, state=Job.State.DONE, result_persons=3,
        result_name="比对结果.xlsx",
    )  # fmt: skip
    job.result.save(
        "r.xlsx", ContentFile(workbook("比对结果", [Column("姓名", str), Column("备注", str)], ["王芳"]))
    )
    address = reverse("core:job_file", args=[job.pk, "result"])

    held = client.get(address)
    client.post(NEW, ANSWER | {"token": token_in(held)})
    services.decide(ExportRequest.objects.get(), True, by=manager, at=timezone.now())
    sheet = openpyxl.load_workbook(io.BytesIO(body(client.get(address)))).active

    assert held.status_code == 403
    assert "仅供核对使用" in sheet["A1"].value
    with job.result.open("rb") as kept:
        assert openpyxl.load_workbook(kept).active["A1"].value == "比对结果"


def test_a_marked_copy_of_a_report_is_known_to_who_verifies_it(client, clerk, county, manager, monkeypatch):
    document = DocumentFactory(unit=county, proof=ProofFactory(unit=county))
    document.file.save("r.pdf", ContentFile(print_html("<html lang='zh-CN'><p>名册</p></html>", {}).content))
    monkeypatch.setattr("reports.views.documents.persons_in", lambda document: 3)
    address = reverse("reports:document_file", args=[document.pk])
    client.post(NEW, ANSWER | {"token": token_in(client.get(address))})
    services.decide(ExportRequest.objects.get(), True, by=manager, at=timezone.now())

    copy = body(client.get(address))

    with document.file.open("rb") as kept:
        assert copy != kept.read()
    assert proof_of_file(hashlib.sha256(copy).hexdigest()) == document.proof
