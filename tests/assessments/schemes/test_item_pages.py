"""The forms of items, sections and bands: they adapt to the rule, check, and lose nothing."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from accounts.roles import Role
from assessments.models import Item
from assessments.schemes.choices import BandKind, Subject
from assessments.schemes.forms.layouts import LAYOUTS
from assessments.schemes.presets import presets
from assessments.schemes.selectors.tables import table_of
from assessments.schemes.services.drafting import install_template
from assessments.scoring import RULES
from tests.assessments.scoring import tables as t


def address(name, *args):
    return reverse(f"schemes:{name}", args=args)


@pytest.fixture(autouse=True)
def _signed_in(sign_in, county):
    sign_in(county, role=Role.COUNTY_CLERK)


@pytest.fixture
def item(scheme):
    return Item.objects.select_related("section__scheme").get(section__scheme=scheme, name="按时参加会议")


class Posted(HTMLParser):
    """What a browser would post of the item's form as it stands."""

    def __init__(self):
        super().__init__()
        self.values, self.select, self.textarea, self.inside = {}, None, None, False

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.inside = self.inside or attrs.get("id") == "item-form"
        if not self.inside:
            return
        if tag == "select":
            self.select = attrs["name"]
        elif tag == "option" and ("selected" in attrs or self.select not in self.values):
            self.values[self.select] = attrs["value"]
        elif tag == "textarea":
            self.textarea, self.values[attrs["name"]] = attrs["name"], ""
        elif tag == "input" and (attrs.get("type") != "checkbox" or "checked" in attrs):
            self.values[attrs["name"]] = attrs.get("value", "on" if "checked" in attrs else "")

    def handle_data(self, data):
        if self.textarea:
            self.values[self.textarea] += data.lstrip("\n")

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.textarea = None
        if tag == "form":
            self.inside = False


def shown_values(page):
    """Return what a browser would post of the item's form as it stands."""
    parser = Posted()
    parser.feed(page)
    return parser.values


def test_every_rule_type_has_a_form():
    assert set(LAYOUTS) == set(RULES)


@pytest.mark.parametrize("rule", sorted(RULES))
def test_choosing_a_rule_shows_its_fields_and_keeps_what_was_typed(client, item, rule):
    posted = shown_values(client.get(address("item_edit", item.pk)).content.decode())
    posted |= {"name": "换了说法", "points": "4", "rule": rule, "action": "switch"}

    answer = client.htmx("post", address("item_edit", item.pk), posted).content.decode()

    assert all(f'name="p_{name}"' in answer for name in LAYOUTS[rule].fields)
    assert ('name="r_0_' in answer) == (LAYOUTS[rule].rows is not None)
    assert "换了说法" in answer
    assert "有内容需要改正" not in answer
    item.refresh_from_db()
    assert item.rule == "per_miss"


def test_another_rule_keeps_the_names_of_rows_but_not_their_points(client, scheme):
    posted = _new(scheme, rule="list_gap", r_0_name="残疾儿童名册", r_0_points="3", action="switch")

    shown = client.post(address("item_create", scheme.sections.first().pk), posted).content.decode()
    steps = client.post(address("item_create", scheme.sections.first().pk), posted | {"rule": "rate"})

    assert 'value="残疾儿童名册"' in shown
    assert "r_0_points" in steps.content.decode()
    assert shown_values(steps.content.decode())["r_0_points"] == ""


ROUND_TRIPS = [key for key in sorted(presets()) if key != ("members_district", "village_member")]


@pytest.mark.parametrize(("code", "subject"), ROUND_TRIPS)
def test_saving_the_form_of_a_shipped_item_unchanged_changes_nothing(client, county, who, code, subject):
    scheme = install_template(county, 2026, Subject(subject), code, **who)

    for one in table_of(scheme).items:
        before = (one.row.rule, one.rule_words, one.row.points, one.row.bindings, one.row.due_month)
        posted = shown_values(client.get(address("item_edit", one.row.pk)).content.decode())
        answer = client.post(address("item_edit", one.row.pk), posted | {"action": "save"})

        assert answer.status_code == 302, (one.row.name, posted, answer.content.decode()[-3000:])
        after = next(x for x in table_of(scheme).items if x.row.pk == one.row.pk)
        assert before == (
            after.row.rule, after.rule_words, after.row.points, after.row.bindings, after.row.due_month
        )  # fmt: skip


def _new(scheme, **changes):
    return {
        "section": scheme.sections.first().pk, "name": "残联机构健全", "points": "3", "rule": "components",
        "rows": "3", "action": "save", "due_month": "",
    } | changes  # fmt: skip


def test_a_new_item_gets_parts_with_keys_and_facts(client, scheme):
    section = scheme.sections.first()

    client.post(
        address("item_create", section.pk),
        _new(
            scheme, r_0_name="理事长在任", r_0_points="2", r_0_fact="head_with_document",
            r_1_name="有牌子", r_1_points="1", evidence_needed="on", due_month="6",
        ),
    )  # fmt: skip

    made = Item.objects.get(name="残联机构健全")
    assert made.params == {
        "parts": [
            {"key": "k1", "name": "理事长在任", "points": "2"},
            {"key": "k2", "name": "有牌子", "points": "1"},
        ]
    }
    assert made.bindings == {"k1": "head_with_document"}
    assert (made.evidence_needed, made.due_month) == (True, 6)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"r_0_name": "甲", "r_0_points": "2"}, "各分项合计 2 分，与本项分值 3 分不符。"),
        ({}, "至少要有一条分项。"),
        ({"r_0_name": "甲", "r_0_points": "三"}, "请填数字，最多六位小数。"),
        ({"r_0_name": "甲", "r_0_points": "3", "name": ""}, "这个字段是必填项。"),
        ({"r_0_name": "甲", "r_0_points": "3", "is_pledged": "on"}, "可以逐单位下达指标"),
        ({"rule": "proportional", "p_unit": "例"}, "没有任务数或目标值。"),
        ({"rule": "per_miss", "p_unit": "次", "p_each": "-1"}, "每缺一次的扣分应填大于 0 的分数。"),
        (
            {"rule": "per_miss", "p_unit": "次", "p_each": "1", "p_late": "2"},
            "迟报扣 2 分，多于缺漏扣的 1 分",
        ),
        (
            {"rule": "rate", "p_line": "120", "p_below": "none", "p_ask": "percent"},
            "达标线应大于 0、不超过 100",
        ),
        (
            {"rule": "bonus", "p_cap": "5", "r_0_name": "表彰", "r_0_each": "1"},
            "加分不占百分制分值，分值应为 0。",
        ),
        ({"rule": "moon"}, "moon 不在可用的选项中"),
    ],
)
def test_nonsense_is_refused_with_the_reason_and_kept(client, scheme, changes, words):
    section = scheme.sections.first()

    answer = client.post(address("item_create", section.pk), _new(scheme, **changes))

    shown = answer.content.decode()
    assert answer.status_code == 200
    assert words in shown
    assert all(f'value="{value}"' in shown for key, value in changes.items() if key.startswith("r_"))
    assert not Item.objects.filter(name="残联机构健全").exists()


def test_more_rows_are_given_without_judging(client, scheme):
    answer = client.post(
        address("item_create", scheme.sections.first().pk), _new(scheme, action="more", r_0_name="甲")
    ).content.decode()

    assert 'name="r_5_name"' in answer
    assert 'value="甲"' in answer
    assert "有内容需要改正" not in answer


def test_the_sums_are_told_while_typing(client, item):
    posted = shown_values(client.get(address("item_edit", item.pk)).content.decode())
    posted |= {"points": "3", "rule": "components", "r_0_points": "2", "action": "check"}

    answer = client.htmx("post", address("item_edit", item.pk), posted).content.decode()

    assert "“政令畅通”分值 5 分：其他各项 0 分，本项 3 分，还差 2 分。" in answer
    assert "各分项合计 2 分，本项 3 分，还差 1 分。" in answer
    assert "<form" not in answer


def test_two_editors_of_one_item_notice_each_other(client, item):
    page = client.get(address("item_edit", item.pk)).content.decode()
    posted = shown_values(page) | {"action": "save"}
    client.post(address("item_edit", item.pk), posted | {"p_each": "0.5"})

    answer = client.post(address("item_edit", item.pk), posted | {"p_each": "2"}).content.decode()
    again = shown_values(answer) | {"action": "save"}
    client.post(address("item_edit", item.pk), again)

    assert "这一项已由" in answer
    assert 'value="2"' in answer
    item.refresh_from_db()
    assert item.params["each"] == "2"


def test_items_and_sections_are_moved_and_removed(client, scheme, item):
    section = scheme.sections.get(name="基础工作")
    client.post(address("section_move", section.pk), {"where": "up"})
    client.post(address("item_remove", item.pk))
    last = section.items.last()
    client.post(address("item_move", last.pk), {"where": "up"})

    shown = [(one.row.name, [i.row.name for i in one.items]) for one in table_of(scheme).sections]
    assert shown == [("基础工作", ["年终有总结", "年初有计划"]), ("政令畅通", [])]
    assert client.post(address("section_move", section.pk), {"where": "away"}).status_code == 404


def test_sections_are_added_changed_and_removed(client, scheme):
    client.post(address("section_create", scheme.pk), {"name": "康复", "points": "12"})
    section = scheme.sections.get(name="康复")
    client.post(address("section_edit", section.pk), {"name": "康复工作", "points": "10"})
    refused = client.post(address("section_edit", section.pk), {"name": "基础工作", "points": "10"})

    assert "方案中已有考核项目“基础工作”" in refused.content.decode()
    section.refresh_from_db()
    assert (section.name, section.points) == ("康复工作", 10)
    client.post(address("section_remove", section.pk))
    assert not scheme.sections.filter(name="康复工作").exists()


class TestBands:
    def test_bands_are_written(self, client, scheme):
        client.post(
            address("bands_edit", scheme.pk, "star"),
            {
                "rows": "3",
                "b_0_name": "五星",
                "b_0_from": "9",
                "b_1_name": "一星",
                "b_1_from": "0",
                "b_1_below": "9",
            },
        )

        assert [band.name for band in table_of(scheme).bands_of(BandKind.STAR)] == ["五星", "一星"]

    def test_overlaps_are_refused_and_kept(self, client, scheme):
        posted = {
            "rows": "2",
            "b_0_name": "优秀",
            "b_0_from": "8",
            "b_1_name": "良好",
            "b_1_from": "0",
            "b_1_below": "9",
        }

        shown = client.post(address("bands_edit", scheme.pk, "grade"), posted).content.decode()

        assert "“良好”到 9 分为止，与从 8 分开始的“优秀”重叠。" in shown
        assert 'value="良好"' in shown
        assert scheme.bands.count() == 2

    def test_a_half_filled_row_is_told(self, client, scheme):
        shown = client.post(
            address("bands_edit", scheme.pk, "grade"), {"rows": "1", "b_0_name": "优秀"}
        ).content.decode()

        assert "第 1 行的名称和起始分都要填。" in shown

    def test_the_form_shows_where_each_band_ends(self, client, scheme):
        shown = client.get(address("bands_edit", scheme.pk, "grade")).content.decode()

        assert re.search(r'name="b_1_below" value="8"', shown)
        assert client.get(address("bands_edit", scheme.pk, "moon")).status_code == 404


def test_rules_in_the_engine_and_in_forms_name_the_same_rows():
    for rule, _points, params in t.EVERY:
        rows = LAYOUTS[rule].rows
        lists = {name for name, value in params.items() if isinstance(value, list)}
        assert lists <= ({rows.name} if rows else set()), rule
