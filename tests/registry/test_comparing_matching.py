"""A list beside the register: what comes of each row, what has to be confirmed, what is kept."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.roles import Role
from registry.choices import ArchiveReason, Subsistence
from registry.comparing.choices import Kind, State
from registry.comparing.rescuing import corrected
from registry.comparing.services.refusal import ComparisonRefused
from registry.comparing.services.uploading import compare_again, start_comparison
from registry.models import Comparison, ComparisonRow, Person
from tests.factories import CertificateFactory, CountyFactory, PersonFactory, PostingFactory, VillageFactory
from tests.factories.registry import id_number

AT = timezone.now()
NOWHERE = {"units": [], "categories": [], "grades": [], "living": ""}


@pytest.fixture
def village():
    return VillageFactory(name="南什村")


@pytest.fixture
def county(village):
    return village.parent.parent


@pytest.fixture
def clerk(county):
    return PostingFactory(unit=county, role=Role.COUNTY_CLERK).user


def book(*rows, merge=None):
    """Return an xlsx of these rows as an upload."""
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    if merge:
        workbook.active.merge_cells(merge)
    content = BytesIO()
    workbook.save(content)
    return SimpleUploadedFile("名单.xlsx", content.getvalue())


@pytest.fixture
def compare(run_jobs, clerk, county):
    """Upload rows as a list and let the worker compare them; return the comparison."""

    def go(*rows, profile="general", unit=None, by=None, **more):
        facts = {"title": "十月名单", "sender": "县民政局", "fields": [], "part": NOWHERE} | more
        file = facts.pop("file", None) or book(*rows)
        made = run_jobs(
            lambda: start_comparison(
                file, by=by or clerk, at=AT, unit=unit or county, profile=profile, **facts
            )
        )
        made.refresh_from_db()
        return made

    return go


def kinds(comparison):
    """Return (kind, name) of every row in order."""
    rows = ComparisonRow.objects.filter(comparison=comparison).select_related("person")
    return sorted((row.kind, row.name) for row in rows)


HEAD = ("姓名", "身份证号", "联系电话")


def test_four_kinds_come_of_a_plain_list(compare, village):
    same = PersonFactory(unit=village, name="甲同", phone="13800000001")
    other = PersonFactory(unit=village, name="乙异", phone="13800000002")
    PersonFactory(unit=village, name="丙在册")

    made = compare(
        HEAD,
        ("甲同", same.id_number, "13800000001"),
        ("乙异", other.id_number, "13900000002"),
        ("丁名单", id_number(900), ""),
    )

    assert made.state == State.READY
    assert kinds(made) == [
        (Kind.DIFFERING, "乙异"),
        (Kind.ONLY_HERE, "丙在册"),
        (Kind.ONLY_THERE, "丁名单"),
        (Kind.SAME, "甲同"),
    ]
    row = ComparisonRow.objects.get(kind=Kind.DIFFERING)
    assert (row.keys, row.said["ours"]) == (["phone"], {"phone": "13800000002"})


def test_of_those_who_agree_nothing_of_the_list_is_kept(compare, village):
    person = PersonFactory(unit=village, name="甲同")

    compare(HEAD, ("甲同", person.id_number, ""))

    assert ComparisonRow.objects.get().content is None


def test_the_cells_of_the_list_are_encrypted_in_the_database(compare, village):
    made = compare(HEAD, ("丁名单", id_number(900), "13999999999"))

    stored = (
        ComparisonRow.objects.filter(comparison=made)
        .extra(select={"raw": "content"})
        .values_list("raw")[0][0]
    )
    assert stored.startswith("1:")
    assert "丁名单" not in stored


def test_a_certificate_number_matches_whom_the_id_does_not(compare, village):
    person = PersonFactory(unit=village, name="甲证")
    card = CertificateFactory(person=person)
    Person.objects.filter(pk=person.pk).update(card_digest=card.number_digest)

    made = compare(("姓名", "残疾人证号"), ("甲证", card.number), fields=["name"])

    assert kinds(made) == [(Kind.SAME, "甲证")]


def test_a_certificate_number_contains_the_id_number(compare, village):
    person = PersonFactory(unit=village, name="甲证")

    made = compare(("姓名", "残疾人证号"), ("甲证", f"{person.id_number}42B1"), fields=["name"])

    assert kinds(made) == [(Kind.SAME, "甲证")]


def test_the_same_number_under_another_name_differs(compare, village):
    person = PersonFactory(unit=village, name="王芳")

    made = compare(HEAD, ("王方", person.id_number, ""))

    row = ComparisonRow.objects.get(comparison=made)
    assert (row.kind, row.keys) == (Kind.DIFFERING, ["name"])


def test_a_name_that_is_a_formula_is_not_compared(compare, village):
    person = PersonFactory(unit=village, name="王芳")

    made = compare(file=SimpleUploadedFile("a.csv", f'姓名,身份证号\n"=1+1",{person.id_number}\n'.encode()))

    row = ComparisonRow.objects.get(comparison=made)
    assert row.kind == Kind.SAME
    assert "公式" in row.remark


@pytest.mark.parametrize(
    "spoil",
    [
        lambda number: number.replace("0", "O", 1),
        lambda number: number[:6] + number[8:17],
        lambda number: number[:-1] + ("1" if number[-1] != "1" else "2"),
    ],
    ids=["letter O", "15 digits", "check digit"],
)
def test_an_unsound_number_is_proposed_never_matched(compare, village, spoil):
    person = PersonFactory(unit=village, name="赵小红")

    made = compare(("姓名", "身份证号"), ("赵小红", spoil(person.id_number)))

    row = ComparisonRow.objects.get(comparison=made)
    assert (row.kind, row.person) == (Kind.POSSIBLE, person)
    assert row.remark


def test_another_number_of_the_same_name_birth_and_township_is_proposed(compare, village):
    person = PersonFactory(unit=village, name="赵小红", birth_date=date(1970, 1, 1), id_number=id_number(5))

    made = compare(
        ("姓名", "身份证号", "乡镇", "村"), ("赵小红", id_number(8), village.parent.name, "南什村")
    )

    row = ComparisonRow.objects.get(comparison=made)
    assert (row.kind, row.person) == (Kind.POSSIBLE, person)


def test_a_repeated_row_is_compared_once(compare, village):
    person = PersonFactory(unit=village, name="甲同")

    made = compare(HEAD, ("甲同", person.id_number, ""), ("甲同", person.id_number, ""))

    assert [kind for kind, _ in kinds(made)] == [Kind.SAME, Kind.UNREADABLE]
    assert "第 2 行重复" in ComparisonRow.objects.get(kind=Kind.UNREADABLE).remark


def test_a_low_income_list_says_what_everybody_on_it_receives(compare, village):
    listed = PersonFactory(unit=village, name="甲低保", subsistence=Subsistence.DIBAO)
    unknown = PersonFactory(unit=village, name="乙未登", subsistence=Subsistence.NONE)
    PersonFactory(unit=village, name="丙已退", subsistence=Subsistence.DIBAO)
    PersonFactory(unit=village, name="丁无关", subsistence=Subsistence.NONE)

    made = compare(
        ("姓名", "身份证号"), ("甲低保", listed.id_number), ("乙未登", unknown.id_number), profile="dibao"
    )

    assert kinds(made) == [(Kind.DIFFERING, "乙未登"), (Kind.ONLY_HERE, "丙已退"), (Kind.SAME, "甲低保")]


def test_a_list_of_deaths_shows_who_is_still_registered_and_keeps_no_stranger(compare, village, clerk):
    alive = PersonFactory(unit=village, name="甲在册")
    gone = PersonFactory(unit=village, name="乙已归档")
    Person.objects.filter(pk=gone.pk).update(
        archived_at=AT, archived_by=clerk, archive_reason=ArchiveReason.DEATH, archive_date=date(2026, 5, 1)
    )
    PersonFactory(unit=village, name="丙无关")

    made = compare(
        ("姓名", "身份证号", "死亡日期"),
        ("甲在册", alive.id_number, "2026-10-03"),
        ("乙已归档", gone.id_number, "2026-05-01"),
        ("路人", id_number(901), "2026-10-04"),
        profile="deaths",
    )

    assert kinds(made) == [(Kind.DIFFERING, "甲在册"), (Kind.SAME, "乙已归档")]
    assert made.counts["not_kept"] == 1
    row = ComparisonRow.objects.get(kind=Kind.DIFFERING)
    assert (row.keys, row.said["event"], row.proposes_archiving) == (["standing"], "2026-10-03", True)


def test_whoever_is_paid_after_being_archived_differs(compare, village, clerk):
    gone = PersonFactory(unit=village, name="乙已归档")
    Person.objects.filter(pk=gone.pk).update(archived_at=AT, archived_by=clerk, archive_reason="death")

    made = compare(("姓名", "身份证号"), ("乙已归档", gone.id_number), profile="payment")

    assert ComparisonRow.objects.get(comparison=made).keys == ["archived"]


def test_only_the_chosen_part_of_the_register_is_missed(compare, village):
    PersonFactory(unit=village, name="一级", grade="1")
    PersonFactory(unit=village, name="四级", grade="4")
    paid = PersonFactory(unit=village, name="四级领取", grade="4")

    made = compare(
        ("姓名", "身份证号"),
        ("四级领取", paid.id_number),
        profile="payment",
        part=NOWHERE | {"grades": ["1"]},
    )

    assert kinds(made) == [(Kind.ONLY_HERE, "一级"), (Kind.ONLY_THERE, "四级领取")]
    assert "不在所选的比对范围" in ComparisonRow.objects.get(kind=Kind.ONLY_THERE).remark


def test_a_township_learns_nothing_of_whom_it_does_not_see(compare, village, county):
    township = village.parent
    clerk = PostingFactory(unit=township, role=Role.TOWNSHIP_CLERK).user
    elsewhere = PersonFactory(unit=VillageFactory(parent__parent=county), name="邻镇人")
    stranger_number = id_number(950)

    made = compare(
        ("姓名", "身份证号"),
        ("邻镇人", elsewhere.id_number),
        ("陌生人", stranger_number),
        unit=township,
        by=clerk,
    )

    rows = ComparisonRow.objects.filter(comparison=made).order_by("row")
    assert [(row.kind, row.person, row.remark) for row in rows] == [(Kind.ONLY_THERE, None, "")] * 2


def test_comparing_again_gives_the_same_rows(compare, run_jobs, village, clerk):
    person = PersonFactory(unit=village, name="乙异", phone="13800000002")
    PersonFactory(unit=village, name="丙在册")
    made = compare(HEAD, ("乙异", person.id_number, "13900000002"))
    before = kinds(made)

    run_jobs(lambda: compare_again(made, by=clerk, at=AT))

    assert kinds(made) == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空"),
        ("姓名,身份证号\n".encode(), "没有数据"),
        (b"%PDF-1.4", "PDF"),
    ],
    ids=["empty", "no rows", "a picture of a table"],
)
def test_a_file_that_is_no_list_is_refused_in_words(compare, content, said):
    made = compare(file=SimpleUploadedFile("名单.xlsx", content))

    assert made.state == State.REFUSED
    assert said in made.message


def test_too_many_rows_are_refused_early(compare, settings):
    settings.IMPORT_MAX_ROWS = 5

    made = compare(("姓名", "身份证号"), *(("某人", id_number(n)) for n in range(6)))

    assert (made.state, ComparisonRow.objects.count()) == (State.REFUSED, 0)
    assert "超过 5 行" in made.message


def test_blank_trailing_rows_and_merged_cells_do_no_harm(compare, village):
    person = PersonFactory(unit=village, name="甲同")
    rows = [("某县低保名单", None), ("姓名", "身份证号"), ("甲同", person.id_number)]

    made = compare(file=book(*rows, *([None, " "] for _ in range(5000)), merge="A1:B1"))

    assert kinds(made) == [(Kind.SAME, "甲同")]


def test_a_header_nobody_understands_waits_for_somebody(compare):
    made = compare(("甲", "乙"), ("王芳", id_number(1)))

    assert made.state == State.MAPPING
    assert made.sample


def test_a_list_of_names_alone_waits_for_a_column_to_tell_them_by(compare):
    made = compare(("姓名", "性别"), ("王芳", "女"))

    assert made.state == State.MAPPING
    assert "认不出名单上的人是谁" in made.message


def test_the_same_file_twice_is_told(compare, clerk, county):
    file = book(("姓名", "身份证号"), ("王芳", id_number(1)))
    compare(file=file)
    file.seek(0)

    with pytest.raises(ComparisonRefused, match="上传过，见“十月名单”"):
        compare(file=file)
    assert Comparison.objects.count() == 1


def test_who_lost_the_right_meanwhile_gets_no_result(clerk, county, village, run_jobs):
    PersonFactory(unit=village)

    def upload_and_leave():
        made = start_comparison(
            book(("姓名", "身份证号"), ("王芳", id_number(1))),
            by=clerk, at=AT, unit=county, title="名单", sender="民政局",
            profile="general", fields=[], part=NOWHERE,
        )  # fmt: skip
        clerk.postings.all().delete()
        return made

    made = run_jobs(upload_and_leave)

    made.refresh_from_db()
    assert (made.state, ComparisonRow.objects.count()) == (State.REFUSED, 0)
    assert "没有比对权限" in made.message


def test_nobody_compares_for_a_unit_of_others(clerk):
    with pytest.raises(ComparisonRefused, match="不是您的单位"):
        start_comparison(
            book(("姓名",)), by=clerk, at=AT, unit=CountyFactory(), title="名单", sender="民政局",
            profile="general", fields=[], part=NOWHERE,
        )  # fmt: skip


@given(st.text(max_size=20))
def test_whatever_is_corrected_is_sound_or_nothing(text):
    number, reason = corrected(text, today=date(2026, 11, 22))

    assert bool(number) is bool(reason)
    assert number == "" or len(number) == 18


@given(st.integers(0, 999), st.dates(date(1930, 1, 1), date(1999, 12, 31)))
def test_an_old_number_of_fifteen_digits_becomes_the_one_of_eighteen(sequence, birth):
    number = id_number(sequence, birth)

    assert corrected(number[:6] + number[8:17], today=date(2026, 11, 22))[0] == number
