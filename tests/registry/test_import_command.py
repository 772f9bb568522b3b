"""`manage.py import_persons` on the command line."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, User
from orgs.models import Unit
from registry.imports.undoing import take_back
from registry.models import ImportBatch, ImportRow, Person
from tests import workbooks
from tests.core.test_sheets_safety import BAD_FILES
from tests.factories import PersonFactory, PostingFactory, id_number

HEADER = ("姓名", "身份证号", "乡镇", "村")
ONE, TWO, THREE = id_number(1), id_number(3), id_number(5)
ROWS = (
    HEADER,
    ("王芳", ONE, "中川镇", "中川村"),
    ("李强", TWO, "头寨子镇", "老鸦村"),
    ("张三", "12", "中川镇", "中川村"),
)


@pytest.fixture
def roster(tmp_path):
    def go(*rows, content=None):
        path = tmp_path / "名册.xlsx"
        path.write_bytes(content if content is not None else workbooks.xlsx(*rows))
        return str(path)

    return go


def run(path, *options):
    printed = StringIO()
    call_command("import_persons", path, *options, stdout=printed)
    return printed.getvalue()


def report(path, *options):
    return json.loads(run(path, "--json", *options))


pytestmark = pytest.mark.usefixtures("county")


class TestJson:
    def test_has_the_agreed_keys(self, roster):
        told = report(roster(*ROWS))

        assert list(told) == ["rows", "new", "changed", "unchanged", "refused", "problems", "seconds"]
        assert (told["rows"], told["new"], told["refused"]) == (3, 2, 1)
        (problem,) = told["problems"]
        assert list(problem) == ["row", "column", "code", "message"]
        assert (problem["row"], problem["column"], problem["code"]) == (4, "身份证号", "id_length")

    def test_never_tells_a_number_of_the_register(self, roster):
        person = PersonFactory(name="张三", phone="13800000001", unit=Unit.objects.get(name="中川村"))
        path = roster([*HEADER, "电话"], ["张三", person.id_number[:17], "中川镇", "中川村", "13800000001"])

        assert person.id_number not in run(path, "--json")


class TestWithoutApply:
    def test_nothing_at_all_is_written(self, roster):
        report(roster(*ROWS))

        assert not Person.objects.exists()
        assert not ImportBatch.objects.exists()
        assert not User.objects.exists()
        assert not AuditEntry.objects.filter(event="import").exists()

    def test_it_is_told_in_words(self, roster):
        told = run(roster(*ROWS))

        assert "身份证号位数不对（1 行）：第 4 行" in told
        assert "3 行：可新增 2，有变化 0，无变化 0，有错误 1。只核对，没有写入。" in told


class TestApplying:
    def test_writes_the_sound_rows_as_a_batch_that_can_be_taken_back(self, roster):
        report(roster(*ROWS), "--apply")

        batch = ImportBatch.objects.get()
        assert (batch.state, batch.unit.name, batch.is_partial) == (batch.State.APPLIED, "会宁县", True)
        assert batch.file.size
        assert Person.objects.count() == 2
        taken = take_back(batch, at=batch.applied_at)
        assert (len(taken.removed), Person.objects.count()) == (2, 0)

    def test_taking_back_many_rows_asks_no_more_than_taking_back_few(self, roster):
        asked = []
        for many in (2, 12):
            rows = [("王芳", id_number(2 * n + 1), "中川镇", "中川村") for n in range(many)]
            report(roster(HEADER, *rows), "--apply")
            batch = ImportBatch.objects.latest("pk")
            with CaptureQueriesContext(connection) as queries:
                taken = take_back(batch, at=batch.applied_at)
            asked.append((len(taken.removed), len(queries)))

        (few, first), (many, second) = asked
        assert (few, many) == (2, 12)
        assert second == first

    def test_without_a_name_is_noted_under_an_account_that_nobody_can_use(self, roster):
        report(roster(*ROWS), "--apply")

        user = User.objects.get()
        assert (user.username, user.is_active, user.has_usable_password()) == ("command-line", False, False)
        assert AuditEntry.objects.get(event="import").actor == user

    def test_belongs_to_the_lowest_unit_above_everybody(self, roster):
        report(roster(HEADER, ROWS[1]), "--apply")

        assert ImportBatch.objects.get().unit.name == "中川村"

    def test_again_writes_nothing(self, roster):
        report(roster(*ROWS), "--apply")

        again = report(roster(*ROWS), "--apply")

        assert (again["new"], again["unchanged"]) == (0, 2)
        assert ImportBatch.objects.count() == 1

    def test_keeps_the_rows_with_errors(self, roster):
        report(roster(*ROWS), "--apply")

        assert ImportRow.objects.get(outcome=ImportRow.Outcome.REFUSED).codes == "id_length"


class TestInSomebodysName:
    def test_their_scope_counts(self, roster):
        clerk = PostingFactory(unit=Unit.objects.get(name="中川镇"), as_township_clerk=True).user

        told = report(roster(*ROWS), "--as", clerk.username)

        assert {problem["row"]: problem["code"] for problem in told["problems"]} == {
            3: "outside_scope",
            4: "id_length",
        }

    def test_they_are_the_uploader(self, roster):
        clerk = PostingFactory(unit=Unit.objects.get(name="会宁县")).user

        report(roster(*ROWS), "--apply", "--as", clerk.username)

        assert ImportBatch.objects.get().uploaded_by == clerk

    def test_nobody_knows_is_refused(self, roster):
        with pytest.raises(CommandError, match="没有名为“x”"):
            run(roster(*ROWS), "--as", "x")

    def test_without_the_right_is_refused(self, roster):
        leader = PostingFactory(unit=Unit.objects.get(name="会宁县"), as_leader=True).user

        with pytest.raises(CommandError, match="没有导入登记表的权限"):
            run(roster(*ROWS), "--as", leader.username)


class TestABadFile:
    @pytest.mark.parametrize(("content", "reason"), BAD_FILES.values(), ids=BAD_FILES)
    def test_ends_with_code_2_and_a_reason(self, roster, content, reason):
        with pytest.raises(CommandError, match=reason) as refusal:
            run(roster(content=content), "--apply")

        assert refusal.value.returncode == 2
        assert not ImportBatch.objects.exists()

    def test_tells_json_the_error_alone(self, roster):
        printed = StringIO()

        with pytest.raises(CommandError):
            call_command("import_persons", roster(content=b"MZ"), "--json", stdout=printed)

        assert list(json.loads(printed.getvalue())) == ["error"]

    def test_that_is_not_there_is_said(self, tmp_path):
        with pytest.raises(CommandError, match="没有这个文件") as refusal:
            run(str(tmp_path / "没有.xlsx"))

        assert refusal.value.returncode == 2

    @pytest.mark.parametrize(
        ("rows", "reason"),
        [
            ([["甲", "乙"], ["1", "2"]], "没有找到表头"),
            ([["姓名", "电话", "村"], ["王芳", "1", "甲"]], "缺少“身份证号”"),
            ([HEADER], "下面没有数据"),
            ([HEADER, ["合计", "0"]], "一行人员也没有"),
            ([], "空的"),
        ],
    )
    def test_may_be_a_good_workbook_without_a_roster(self, roster, rows, reason):
        with pytest.raises(CommandError, match=reason):
            run(roster(*rows))

    def test_may_have_too_many_rows(self, roster, settings):
        settings.IMPORT_MAX_ROWS = 2

        with pytest.raises(CommandError, match="超过 2 行"):
            run(roster(*ROWS))


def test_without_any_unit_it_is_said_what_to_do_first(roster):
    Unit.objects.grassroots().delete()

    with pytest.raises(CommandError, match="先导入机构名录"):
        run(roster(*ROWS))
