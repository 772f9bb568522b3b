"""The quick reading of a plain row says exactly what the thorough one says, and leaves to it what is odd."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.sheets import Layout, Sheet, SheetRow
from orgs.models import Unit
from orgs.scoping import EVERYWHERE
from registry.imports.columns import COLUMNS, TITLES
from registry.imports.quick import QuickReader
from registry.imports.reader import RowReader
from registry.imports.villages import VillageFinder
from tests.factories import id_number

TODAY = date(2026, 11, 26)
KEYS = [column.key for column in COLUMNS]
MAN, WOMAN = id_number(1), id_number(2)
BLANKS = [None, "", " ", "-", "无", "不详"]
ODD = [
    True,
    1,
    1.0,
    0,
    44000.0,
    6.2e17,
    float("nan"),
    "\u200b",
    "＝1",
    "=1+1",
    "*",
    "ＡＢ",
    "王\ue000",
    date(2020, 2, 3),
]
NUMBERS = [
    MAN,
    WOMAN,
    WOMAN.lower(),
    f" {MAN}",
    f"{MAN[:6]}********{MAN[14:]}",
    MAN[:17],
    f"{MAN[:17]}x",
    f"{MAN}44",
]
DAYS = [
    "2020-01-01",
    "2020年1月1日",
    date(2019, 5, 6),
    date(2029, 5, 6),
    "2030-01-01",
    43831.0,
    "1970-01-01",
    "1970.1",
]
PHONES = [
    "13800000001",
    13800000001.0,
    "0943-7821234",
    "138 0000 0001",
    "123",
    "1380****001",
    "１３８００００００００",
]
WORDS = {
    "name": ["王芳", "李强", "王 芳", "阿卜杜拉·买买提", "Anna Li", "王芳2", "王" * 61, "没有"],
    "sex": ["男", "女", "男性", "F", "未知"],
    "id_number": NUMBERS,
    "card_number": [f"{MAN}44", f"{MAN}44B1", f"{MAN}44b1", f"{WOMAN}11", f"{MAN}99", f"{MAN} 44", MAN],
    "category": ["肢体", "4", "视力", "肢体残疾", "别的"],
    "grade": ["四级", "4", "一级", "Ⅳ", "五级"],
    "components": ["视力一级、肢体三级", "长" * 61],
    "card_state": ["正常", "冻结", "丢了"],
    "township": ["中川镇", "中川", "头寨子镇", "没有的镇"],
    "village": ["中川村", "老鸦村", "中川", "没有的村", 3.0],
    "residence": ["老鸦村", "没有的村", "中川镇中川村"],
    "subsistence": ["低保", "特困", "无", "怪话"],
    "is_dibao": ["是", "否", "Y", "一类", True],
    "is_tekun": ["是", "否", "五保"],
    "hukou": ["农业", "非农业", "城镇", "火星"],
    "relation": ["户主", "本人", "配偶", "邻居"],
    "ethnicity": ["汉", "汉族", "回族", "穿青人", "火星族"],
    "address": ["中川镇一社", "中川镇  一社", "长" * 201],
    "bank_account": ["6222000000000001", "6222 0000 0000 0001", "12", 622200000000001.0, 6222000000000001.0],
    "phone": PHONES,
    "guardian_phone": PHONES,
    "birth_date": DAYS,
    "issued_on": DAYS,
    "expires_on": DAYS,
}
SOUND = {"name": "王芳", "id_number": MAN, "township": "中川镇", "village": "中川村"}
FIXED = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def cell_of(key):
    """Give mostly what the field writes, and now and then anything at all."""
    usual = WORDS.get(key, ["二社", "小学"])
    return st.one_of(st.sampled_from(usual), st.sampled_from(usual[:2]), st.sampled_from([*BLANKS, *ODD]))


@st.composite
def tables(draw):
    """Give the columns of a table, some of them unknown, and rows that may end early."""
    keys = ["name", "id_number", *draw(st.lists(st.sampled_from([*KEYS[2:], "x", "y"]), unique=True))]
    keys = draw(st.permutations(list(dict.fromkeys(keys))))
    rows = []
    for _ in range(draw(st.integers(1, 6))):
        odd = draw(st.sets(st.sampled_from(keys), max_size=4))
        row = [
            draw(cell_of(key)) if key in odd else SOUND.get(key, draw(st.sampled_from(BLANKS)))
            for key in keys
        ]
        rows.append(row[: draw(st.integers(len(row) - 2, len(row)))])
    return keys, rows


@pytest.fixture
def finder(county):
    return VillageFinder(list(Unit.objects.select_related("parent")), EVERYWHERE)


def reader_of(keys, rows, finder):
    """Return what reads the rows, and the rows as a sheet holds them."""
    numbered = [SheetRow(number, cells) for number, cells in enumerate(rows, start=2)]
    titles = {place: TITLES.get(key, key) for place, key in enumerate(keys)}
    places = {key: place for place, key in enumerate(keys) if key in TITLES}
    return RowReader(Layout(Sheet("", "xlsx", numbered), 1, 0, places, titles), finder, TODAY), numbered


@FIXED
@given(table=tables())
def test_both_ways_of_reading_agree_on_every_row(finder, table):
    reader, rows = reader_of(*table, finder)
    quick = QuickReader(reader)

    for row in rows:
        thorough, found = reader.read_thoroughly(row), quick.read(row)
        if found is not None:
            assert (found, list(found.facts), list(found.card)) == (
                thorough, list(thorough.facts), list(thorough.card),
            )  # fmt: skip
            assert list(map(type, found.content)) == list(map(type, thorough.content))


def test_a_row_as_the_field_writes_it_is_read_quickly(finder):
    said = {
        "sex": "男",
        "card_number": f"{MAN}44",
        "category": "肢体",
        "grade": "四级",
        "phone": "13800000001",
    }
    said |= SOUND | {
        "hukou": "农业",
        "is_dibao": "否",
        "issued_on": date(2020, 1, 1),
        "serial": 1.0,
        "note": None,
    }
    reader, rows = reader_of([*said], [[*said.values()]], finder)

    entry = QuickReader(reader).read(rows[0])

    assert (entry.facts["unit"].name, entry.card["number"]) == ("中川村", f"{MAN}44")
    assert not entry.problems


@pytest.mark.parametrize(
    ("key", "cell"),
    [
        ("name", "王芳2"), ("id_number", MAN[:17]), ("sex", "女"), ("birth_date", "1971-01-01"),
        ("village", "无此村"),
        ("card_number", f"{WOMAN}44"), ("category", "视力"), ("issued_on", "2030-01-01"), ("phone", "12"),
        ("bank_account", "12"), ("hukou", "火星"), ("note", "长" * 1001),
    ],
)  # fmt: skip
def test_a_row_with_something_wrong_is_read_thoroughly(finder, key, cell):
    said = SOUND | {"card_number": f"{MAN}44", key: cell}
    reader, rows = reader_of([*said], [[*said.values()]], finder)

    assert QuickReader(reader).read(rows[0]) is None
    assert reader.read(rows[0]).problems


def test_a_column_that_the_quick_way_does_not_know_is_left_to_the_thorough_one(finder):
    reader, rows = reader_of([*SOUND], [[*SOUND.values(), "新"]], finder)
    reader.layout.places["a_new_column"] = len(SOUND)

    assert QuickReader(reader).read(rows[0]) is None
