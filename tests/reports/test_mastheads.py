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
    head = {"masthead": "red", "number": "会残联发[2026]014", "addressee": "市残联："}

    run_jobs(lambda: client.post(CREATE, wanted(world.county, **head)))

    document = Document.objects.get()
    preview = client.get(reverse("reports:document_preview", args=[document.pk])).text
    assert "会宁县残疾人联合会文件" in text_of(document)
    assert "会残联发〔2026〕14号" in text_of(document)
    assert "市残联：" in text_of(document)
    assert "会宁县残疾人联合会文件" in preview
    assert '<p class="addressee">市残联：</p>' in preview


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
        ({"copied_to": "县委办公室"}, "版记只用于红头文件"),
        ({"masthead": "letter", "printer": "县残联办公室"}, "版记只用于红头文件"),
    ],
)
def test_what_does_not_fit_is_explained(client, sign_in, world, given, told):
    sign_in(world.county)

    response = client.post(CREATE, wanted(world.county, **given))

    assert told in response.text
    assert not Job.objects.exists()


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
