"""Forms with a row for each person: by number, by name, or for everybody who fits."""

from datetime import date

from accounts.roles import Role
from registry.models import Person
from reports.answers.choices import State
from reports.answers.persons import NOT_HERE
from reports.models import SnapshotList
from tests.factories import CountyFactory, PersonFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.reports.answers.forms import content_of, empty_book, grid, opened, persons_form, sheet_of

HEAD = ("姓名", "身份证号", "残疾类别", "年龄", "所在村")


def named(name):
    return Person.objects.get(name=name)


def test_persons_are_found_by_their_number_in_any_spelling(desk, world):
    Person.objects.filter(name="王芳").update(household_number="1")
    wang, zhang = named("王芳"), named("张伟")
    spaced = f"{wang.id_number[:6]} {wang.id_number[6:14]} {wang.id_number[14:]}"

    answer = desk.answer(persons_form([1, "王芳", spaced], [2, None, zhang.id_number]))

    rows = grid(opened(answer)["名单"], first=3)
    assert rows[0] == [1, "王芳", spaced, "视力", "一级", None, "南什村", None]
    assert rows[1] == [2, "张伟", zhang.id_number, "智力", "二级", None, "西关社区", None]
    assert answer.has_persons


def test_numbers_are_written_in_full_as_text_for_who_may_take_them(desk):
    wang = named("王芳")
    desk.unit.refresh_from_db()

    answer = desk.answer(persons_form([1, "王芳"]))

    cell = opened(answer)["名单"]["C3"]
    assert (cell.value, cell.data_type, cell.number_format) == (wang.id_number, "s", "@")
    assert set(answer.needs) == {"report_make", "person_export", "person_reveal"}


def test_account_numbers_are_masked_for_who_does_not_answer_for_money(desk):
    person = named("王芳")
    person.bank_account = "6217001234567890123"
    person.save()

    answer = desk.answer(persons_form(["王芳"], head=("姓名", "性别", "文化程度", "银行账号")))

    ws = opened(answer)["名单"]
    assert ws["D3"].value == "**** 0123"
    assert "号码已遮住" in ws["D2"].comment.text


def test_a_person_outside_the_scope_is_never_filled_and_not_told_from_nobody(desk, world):
    county = CountyFactory()
    elsewhere = PersonFactory(unit=VillageFactory(parent=TownshipFactory(parent=county)), name="外县人")
    archived = named("孙丽")
    form = [
        [1, None, elsewhere.id_number],
        [2, "外县人"],
        [3, None, "620422199001011232"],
        [4, None, archived.id_number],
        [5, "李四", named("王芳").id_number],
        [6, "李强"],
    ]

    answer = desk.answer(persons_form(*form))

    rows = grid(opened(answer)["名单"], first=3)
    assert [row[3] for row in rows] == [None, None, None, None, None, "视力"]
    assert rows[0][1] is None
    told = [own["message"] for own in answer.troubles if own["row"] > 2]
    assert told[:3] == [NOT_HERE] * 3
    assert "已归档（死亡）" in told[3]
    assert "不一致" in told[4]


def test_a_township_finds_only_its_own(desk, world):
    desk.user, desk.unit = PostingFactory(unit=world.huishi, role=Role.TOWNSHIP_CLERK).user, world.huishi

    answer = desk.answer(persons_form([1, None, named("赵敏").id_number], [2, None, named("王芳").id_number]))

    assert [row[1] for row in grid(opened(answer)["名单"], first=3)][:2] == [None, "王芳"]


def test_of_two_with_one_name_none_is_guessed(desk, world):
    PersonFactory(unit=world.nanshi, name="赵敏")

    answer = desk.answer(persons_form([1, "赵敏"], [2, "王芳"]))

    assert [row[3] for row in grid(opened(answer)["名单"], first=3)][:2] == [None, "视力"]
    assert "有 2 个“赵敏”" in answer.troubles[0]["message"]


def test_an_empty_list_takes_everybody_who_fits(desk):
    book = empty_book()
    sheet_of(book, "名单", HEAD, [None] * 5, ["合计"], framed=(1, 4))

    answer = desk.answer(content_of(book), all_persons=True, categories=["1", "2"], age_from=18)

    ws = opened(answer)["名单"]
    assert grid(ws, first=2) == [
        ["李强", named("李强").id_number, "视力", 76, "南什村"],
        ["王芳", named("王芳").id_number, "视力", 46, "南什村"],
        ["合计", None, None, None, None],
    ]
    assert ws["E3"].border.left.style == "thin"
    assert answer.counts["persons"] == 2


def test_the_internal_note_is_never_put_on_paper(desk):
    Person.objects.update(note="家庭矛盾，内部掌握")
    book = empty_book()
    sheet_of(book, "名单", [*HEAD, "备注"], [None] * 6)

    answer = desk.answer(content_of(book), all_persons=True)

    rows = grid(opened(answer)["名单"], first=2)
    assert rows[0][0]
    assert {row[5] for row in rows} == {None}


def test_an_empty_list_is_not_filled_unasked(desk):
    book = empty_book()
    sheet_of(book, "名单", HEAD, [None] * 5)

    answer = desk.answer(content_of(book))

    assert answer.state == State.MAPPING
    assert "一行也没有填上" in answer.message
    assert "填报范围" in answer.message
    assert not answer.result


def test_what_was_filled_is_kept_with_numbers_masked(desk):
    answer = desk.answer(persons_form([1, "王芳"]))

    frozen = SnapshotList.objects.get(snapshot=answer.snapshot)
    number = named("王芳").id_number
    assert frozen.permission == "person_view"
    assert number not in str(frozen.rows)
    assert number[-4:] in str(frozen.rows)
    assert answer.snapshot.figures["people.0"]["value"] == 1


def test_who_may_not_take_persons_out_is_refused(desk, world):
    desk.user = PostingFactory(unit=world.county, role=Role.LEADER).user

    answer = desk.upload(persons_form([1, "王芳"]))

    assert answer.state == State.REFUSED
    assert "没有导出个人信息的权限" in answer.message


def test_the_age_is_that_of_the_day(desk):
    form = persons_form(["王芳", None], head=("姓名", "年龄", "性别"))

    answer = desk.answer(form, as_of=date(2025, 12, 31))

    assert opened(answer)["名单"]["B3"].value == 45


def test_a_number_that_stands_there_is_not_covered_by_its_masked_form(desk, world):
    form = persons_form(["王芳", "6217000000000000001"], head=("姓名", "银行账号", "性别"))
    Person.objects.filter(name="王芳").update(bank_account="6217001234567890123")

    answer = desk.answer(form, overwrite=True)

    assert opened(answer)["名单"]["B3"].value == "6217000000000000001"


def test_previews_of_persons_are_masked(desk):
    answer = desk.upload(persons_form([1, "王芳"]))

    (number,) = answer.found[0]["columns"][2]["preview"]["texts"]
    assert number == named("王芳").masked_id_number
