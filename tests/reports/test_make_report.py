import io

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from accounts.roles import Role
from reports.kinds import KINDS
from reports.models import Document
from tests.factories import PostingFactory


@pytest.fixture
def out(tmp_path):
    return tmp_path / "总结.pdf"


def make(*words, **options):
    said = io.StringIO()
    call_command("make_report", *map(str, words), stdout=said, **options)
    return said.getvalue()


class TestList:
    def test_names_every_kind_with_the_levels_it_is_for(self):
        listed = make("--list").splitlines()

        assert len(listed) == len(KINDS)
        assert {
            "year_summary\t年终总结\t适用：市、县（区）、乡镇（街道）",
            "liuyou_sheet\t六有检查表\t适用：县（区）、乡镇（街道）、村、社区",
            "person_form\t残疾人基本状况个人登记表\t适用：村、社区",
        } <= set(listed)


class TestMake:
    def test_writes_the_file_and_keeps_it_in_the_system(self, world, out):
        said = make("year_summary", "--unit", "620422", "--year", 2026, "--out", out)

        document = Document.objects.get()
        assert PdfReader(out).metadata.title == "会宁县残疾人联合会2026年年终总结"
        assert (document.unit, document.made_by) == (world.county, None)
        assert f"已生成《会宁县残疾人联合会2026年年终总结》，共 {document.pages} 页" in said
        assert document.snapshot.short_digest in said

    def test_makes_a_sheet_of_an_earlier_quarter(self, world, out):
        make("jiuyou_sheet", "--unit", "620422100", "--year", 2026, "--quarter", 2, "--out", out)

        assert Document.objects.get().quarter == 2

    def test_makes_it_in_the_name_of_a_user(self, world, out):
        user = PostingFactory(unit=world.huishi, role=Role.TOWNSHIP_CLERK).user

        make("year_summary", "--unit", "620422100", "--year", 2026, "--out", out, "--as", user.username)

        assert Document.objects.get().made_by == user


class TestRefusals:
    @pytest.mark.parametrize(
        ("words", "reason"),
        [
            (["no_such"], "没有“no_such”这种报表，可选：year_summary、work_report、half_year_bulletin、"),
            (["year_summary", "--year", "2031"], "年度应在 2000 到 2026 之间，不能是 2031。"),
            (["year_summary", "--unit", "999"], "没有代码为 999 的单位。"),
            (["year_summary", "--unit", "620422100201"], "南什村是村，不能生成"),
            (["year_summary", "--as", "nobody"], "没有用户“nobody”。"),
        ],
    )
    def test_say_what_is_wrong(self, world, out, words, reason):
        words = [*words, *(["--unit", "620422"] if "--unit" not in words else [])]
        words = [*words, *(["--year", "2026"] if "--year" not in words else [])]

        with pytest.raises(CommandError, match=reason):
            make(*words, "--out", out)

        assert not out.exists()
        assert not Document.objects.exists()

    def test_name_every_missing_option(self):
        with pytest.raises(CommandError, match="缺少参数：--unit、--year、--out。"):
            make("year_summary")

    def test_a_folder_that_does_not_exist(self, world, tmp_path):
        with pytest.raises(CommandError, match="不存在"):
            make("year_summary", "--unit", "620422", "--year", 2026, "--out", tmp_path / "none" / "a.pdf")

    def test_a_user_outside_their_scope(self, world, out):
        user = PostingFactory(unit=world.huishi, role=Role.TOWNSHIP_CLERK).user

        with pytest.raises(CommandError, match="或不在该用户的管辖范围内"):
            make("year_summary", "--unit", "620422101", "--year", 2026, "--out", out, "--as", user.username)
