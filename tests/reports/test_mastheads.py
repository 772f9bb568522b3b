"""A summary that goes out as a red-headed document or a letter."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from core.models import Job
from registry.models import Person
from reports.models import Document
from reports.periods import NotPossible
from reports.services import Head, make_document
from tests.reports.conftest import TODAY

CREATE = reverse("reports:document_create")


def wanted(unit, **other):
    return {"kind": "year_summary", "unit": unit.pk, "year": 2026, "quarter": ""} | other


def text_of(document, page=0):
    with document.file.open("rb") as file:
        return PdfReader(io.BytesIO(file.read())).pages[page].extract_text()


def test_the_head_number_and_addressee_stand_on_the_paper_and_in_the_preview(
    client, sign_in, world, run_jobs
):
    sign_in(world.county)
    head = {
        "masthead": "red",
        "number": "会残联发[2026]014",
        "addressee": "各乡镇残联：",
        "direction": "down",
    }

    run_jobs(lambda: client.post(CREATE, wanted(world.county, **head)))

    document = Document.objects.get()
    preview = client.get(reverse("reports:document_preview", args=[document.pk])).text
    assert "会宁县残疾人联合会文件" in text_of(document)
    assert "会残联发〔2026〕14号" in text_of(document)
    assert "各乡镇残联：" in text_of(document)
    assert "会宁县残疾人联合会文件" in preview
    assert '<p class="addressee">各乡镇残联：</p>' in preview


def test_a_red_head_may_have_an_imprint_with_the_day_of_its_making(client, sign_in, world, run_jobs):
    sign_in(world.county)
    head = {"masthead": "red", "copied_to": "抄送：县委办公室，县政府办公室。"}

    run_jobs(lambda: client.post(CREATE, wanted(world.huishi, **head)))

    document = Document.objects.get()
    assert "抄送：县委办公室，县政府办公室。" in text_of(document, -1)
    assert "2026年11月22日印发" in text_of(document, -1)
    assert document.pages % 2 == 0
    assert document.imprint.printer == "会师镇残疾人联合会"


def test_a_letter_has_the_styles_of_a_letter_on_the_screen_as_well(client, sign_in, world):
    document = make_document(
        "year_summary", world.huishi, year=2026, by=world.clerk, at=TODAY, head=Head("letter")
    )
    sign_in(world.county)

    preview = client.get(reverse("reports:document_preview", args=[document.pk])).text

    assert "print/letter.css" in preview
    assert "会师镇残疾人联合会</p>" in preview


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"masthead": "red", "number": "14"}, "应写成“会残联发〔2026〕14号”"),
        ({"masthead": "blue"}, "blue"),
        ({"kind": "jiuyou_sheet", "masthead": "red"}, "是表格，不加版头"),
        ({"number": "会残联发〔2026〕14号"}, "请选红头文件或信函"),
        ({"copied_to": "县委办公室"}, "填了抄送机关，请选红头文件或信函"),
        ({"urgency": "特急", "note": "此件公开发布"}, "填了紧急程度、附注，请选"),
        ({"masthead": "letter", "printer": "县残联办公室"}, "印发机关只印在红头文件的版记里"),
        ({"masthead": "red", "addressee": "市残联"}, "请选这份文件是报上级，还是发给下级、平级"),
        ({"masthead": "red", "addressee": "市残联", "direction": "up"}, "要标注签发人"),
        ({"masthead": "red", "direction": "up", "signers": "王强"}, "要写主送的上级机关"),
        ({"masthead": "letter", "addressee": "市残联", "direction": "up", "signers": "王强"}, "不用信函"),
        ({"masthead": "red", "addressee": "各乡镇", "direction": "down", "signers": "王强"}, "请清空签发人"),
        ({"masthead": "red", "signers": "A"}, "“A”不像姓名"),
        ({"masthead": "red", "copy_number": "0"}, "份号是 1 到 6 位的顺序号"),
        ({"masthead": "red", "urgency": "机密"}, "机密"),
        ({"masthead": "red", "note": "机密★1年"}, "本系统不是涉密信息系统"),
    ],
)
def test_what_does_not_fit_is_explained(client, sign_in, world, given, told):
    sign_in(world.county)

    response = client.post(CREATE, wanted(world.county, **given))

    assert told in response.text
    assert not Job.objects.exists()


UPWARD = {
    "masthead": "red", "number": "会残联发〔2026〕14号", "addressee": "市残联", "direction": "up",
    "signers": "王建国、李 芳", "urgency": "加急", "copy_number": "1",
    "note": "（联系人：李芳，电话：3221234）",
}  # fmt: skip


def test_a_paper_that_goes_upward_names_who_signed_it_on_paper_and_in_the_preview(
    client, sign_in, world, run_jobs
):
    sign_in(world.county)

    run_jobs(lambda: client.post(CREATE, wanted(world.county, **UPWARD)))

    document = Document.objects.get()
    preview = client.get(reverse("reports:document_preview", args=[document.pk])).text
    first, whole = text_of(document), "".join(text_of(document, page) for page in range(document.pages))
    assert document.is_upward
    assert document.letterhead.signers == ("王建国", "李芳")
    assert "签发人：王建国李芳" in "".join(first.split())
    assert "000001" in first
    assert "加急" in first
    assert "（联系人：李芳，电话：3221234）" in whole.replace("\n", "")
    assert "签发人：" in preview
    assert '<p class="remark">（联系人：李芳，电话：3221234）</p>' in preview


def test_a_letter_may_name_copies(client, sign_in, world, run_jobs):
    sign_in(world.county)

    run_jobs(lambda: client.post(CREATE, wanted(world.county, masthead="letter", copied_to="县委办公室")))

    document = Document.objects.get()
    assert "抄送：县委办公室。" in text_of(document, -1)
    assert "印发" not in text_of(document, -1)


class TestTheForm:
    def test_folds_what_is_seldom_needed_and_says_why_there_is_no_classification(
        self, client, sign_in, world
    ):
        sign_in(world.county)

        text = client.get(CREATE).text
        folded = text[text.index('<details class="section folded">') :]

        assert "紧急程度" in folded
        assert "本系统不是涉密信息系统" in folded
        assert 'name="signers"' not in folded
        assert 'name="classification"' not in text

    def test_remembers_the_head_of_the_last_paper_of_the_same_kind_and_unit(
        self, client, sign_in, world, run_jobs
    ):
        sign_in(world.county)
        run_jobs(lambda: client.post(CREATE, wanted(world.county, **UPWARD)))

        text = client.get(CREATE, {"kind": "year_summary", "unit": world.county.pk}).text
        other = client.get(CREATE, {"kind": "work_report", "unit": world.county.pk}).text

        assert 'value="王建国、李芳"' in text
        assert '<option value="up" selected>' in text
        assert "上次是 会残联发〔2026〕14号；新发的文件编新号" in text
        assert 'value="会残联发〔2026〕14号"' not in text
        assert "000001" not in text.replace("印成 000001", "")
        assert '<details class="section folded" open>' in text  # its note is there
        assert "王建国" not in other

    @pytest.mark.parametrize("given", [{"unit": "x"}, {"unit": "9" * 30}, {"kind": "none", "unit": "1"}])
    def test_takes_nonsense_in_its_address(self, client, sign_in, world, given):
        sign_in(world.county)

        assert client.get(CREATE, given).status_code == 200

    def test_shows_nothing_of_a_unit_out_of_reach(self, client, sign_in, world):
        make_document(
            "year_summary", world.county, year=2026, by=world.clerk, at=TODAY,
            head=Head("red", "会残联发〔2026〕14号", "市残联", is_upward=True, signers="王建国"),
        )  # fmt: skip
        sign_in(world.huishi, as_township_clerk=True)

        assert "王建国" not in client.get(CREATE, {"kind": "year_summary", "unit": world.county.pk}).text


def test_a_table_has_no_head(world):
    with pytest.raises(NotPossible, match="表格"):
        make_document("jiuyou_sheet", world.county, year=2026, by=world.clerk, at=TODAY, head=Head("red"))


def test_without_a_head_nothing_stands_over_the_title(world):
    document = make_document("year_summary", world.county, year=2026, by=world.clerk, at=TODAY)

    assert document.letterhead is None
    assert "文件" not in text_of(document).split("年终总结")[0]


def test_a_name_without_a_shape_is_told_to_the_maker(client, sign_in, world, run_jobs):
    sign_in(world.county)
    world.nanshi.name = "\U0003fffd村"
    world.nanshi.save()
    Person.objects.all().update(card_expires_on="2020-01-01")

    run_jobs(lambda: client.post(CREATE, wanted(world.huishi)))

    job = Job.objects.get()
    assert job.state == Job.State.DONE
    assert "1 个字（\U0003fffd）这台服务器的字体里没有" in job.message
    assert "〔U+3FFFD〕村" in "".join(text_of(Document.objects.get(), page) for page in range(5))
