"""Drafts, copies, versions: what is published never changes."""

from datetime import date

import pytest

from assessments.models import Item, Scheme
from assessments.rounds.choices import Phase
from assessments.rounds.services.opening import Days, open_round
from assessments.schemes.choices import SchemeState, Subject
from assessments.schemes.differences import difference_of
from assessments.schemes.fingerprints import of_head, of_item, of_section
from assessments.schemes.selectors.tables import table_of
from assessments.schemes.services.drafting import change_head, copy_to_year, create_empty, discard, revise
from assessments.schemes.services.editing import (
    DOWN,
    UP,
    add_item,
    add_section,
    change_item,
    change_section,
    move_item,
    move_section,
    remove_item,
    remove_section,
)
from assessments.schemes.services.publishing import publish
from assessments.schemes.services.refusal import ChangedMeanwhile, SchemeRefused
from tests.assessments.schemes.conftest import item_fields
from tests.factories import UserFactory


def item_named(scheme, name):
    return Item.objects.select_related("section__scheme").get(section__scheme=scheme, name=name)


def fields_of(item, **changes):
    names = ("section", *item_fields())
    return {name: getattr(item, name) for name in names} | changes


class TestPublishing:
    def test_a_sound_draft_comes_into_force(self, scheme, who, clerk):
        published = publish(scheme, **who)

        assert (published.state, published.published_by) == (SchemeState.PUBLISHED, clerk)

    def test_points_that_do_not_add_up_are_told_where(self, scheme, who):
        item = item_named(scheme, "年初有计划")
        change_item(item, seen="", **fields_of(item, points=1), **who)

        with pytest.raises(SchemeRefused, match="基础工作：各项合计 4 分，分值 5 分，还差 1 分。"):
            publish(scheme, **who)

    def test_an_empty_draft_is_not_published(self, county, who):
        scheme = create_empty(county, 2026, Subject.GRASSROOTS, name="空", **who)

        with pytest.raises(SchemeRefused, match=r"还没有考核项目.*还没有设置等次"):
            publish(scheme, **who)

    def test_a_bonus_without_a_cap_of_the_scheme_is_told(self, scheme, who):
        section = scheme.sections.first()
        kinds = [{"key": "a", "name": "受到表彰", "each": "1"}]
        add_item(
            section,
            **item_fields(name="加分", points=0, rule="bonus", params={"kinds": kinds, "cap": "3"}),
            **who,
        )

        with pytest.raises(SchemeRefused, match="请填写全表的加分上限"):
            publish(scheme, **who)

    def test_a_published_version_refuses_every_edit_and_says_what_to_do(self, scheme, who):
        publish(scheme, **who)
        section, item = scheme.sections.first(), item_named(scheme, "按时参加会议")
        head = {name: getattr(scheme, name) for name in ("name", "basis", "full_points", "bonus_cap", "note")}

        for edit in (
            lambda: add_section(scheme, name="新", points=1, **who),
            lambda: change_section(section, name="新", points=1, seen="", **who),
            lambda: remove_section(section, **who),
            lambda: move_section(section, DOWN, **who),
            lambda: add_item(section, **item_fields(name="新"), **who),
            lambda: change_item(item, seen="", **fields_of(item, points=4), **who),
            lambda: remove_item(item, **who),
            lambda: move_item(item, UP, **who),
            lambda: change_head(scheme, seen="", **head, **who),
            lambda: discard(scheme, **who),
        ):
            with pytest.raises(SchemeRefused, match=r"方案已发布.*请点“修订”另起一版"):
                edit()


class TestVersions:
    def test_a_revision_is_a_draft_beside_the_version_in_force(self, scheme, who):
        publish(scheme, **who)

        draft = revise(scheme, **who)

        scheme.refresh_from_db()
        assert (scheme.state, draft.state, draft.version) == (SchemeState.PUBLISHED, SchemeState.DRAFT, 2)
        assert difference_of(table_of(scheme), table_of(draft)).is_empty

    def test_its_publication_supersedes_the_old_version(self, scheme, who):
        publish(scheme, **who)
        draft = revise(scheme, **who)

        publish(draft, **who)

        states = Scheme.objects.order_by("version").values_list("state", flat=True)
        assert list(states) == [SchemeState.SUPERSEDED, SchemeState.PUBLISHED]

    def test_a_year_that_runs_goes_on_by_the_new_version(self, scheme, who):
        days = Days(date(2026, 11, 1), date(2026, 11, 20), date(2026, 12, 10))
        round_ = open_round(publish(scheme, **who), days, **who)

        draft = publish(revise(scheme, **who), **who)

        round_.refresh_from_db()
        assert round_.scheme == draft

    def test_a_final_year_takes_no_other_version(self, scheme, who, clerk):
        days = Days(date(2026, 11, 1), date(2026, 11, 20), date(2026, 12, 10))
        round_ = open_round(publish(scheme, **who), days, **who)
        draft = revise(scheme, **who)
        round_.phase, round_.final_at, round_.final_by = Phase.FINAL, who["at"], clerk
        round_.save()

        with pytest.raises(SchemeRefused, match="本年度考核已定稿"):
            publish(draft, **who)

        draft.refresh_from_db()
        assert draft.is_draft

    def test_a_superseded_version_says_that_it_is_only_to_be_read(self, scheme, who):
        publish(scheme, **who)
        publish(revise(scheme, **who), **who)

        with pytest.raises(SchemeRefused, match="已被新版代替"):
            add_section(scheme, name="新", points=1, **who)

    def test_only_one_draft_at_a_time(self, scheme, who, county):
        with pytest.raises(SchemeRefused, match="已有一份在起草（刘敏 起草）"):
            create_empty(county, 2026, Subject.TOWNSHIP, name="另一份", **who)

    def test_a_draft_cannot_be_revised(self, scheme, who):
        with pytest.raises(SchemeRefused, match="只有现行的方案可以修订"):
            revise(scheme, **who)

    def test_a_year_with_a_published_scheme_is_revised_not_begun_again(self, scheme, who, county):
        publish(scheme, **who)

        with pytest.raises(SchemeRefused, match="点“修订”另起一版"):
            create_empty(county, 2026, Subject.TOWNSHIP, name="另一份", **who)

    def test_a_discarded_draft_leaves_the_published_version(self, scheme, who):
        publish(scheme, **who)
        discard(revise(scheme, **who), **who)

        assert list(Scheme.objects.all()) == [scheme]


class TestCopies:
    def test_the_copy_of_last_year_keeps_lineages_and_takes_the_new_year(self, scheme, who):
        publish(scheme, **who)

        copy = copy_to_year(scheme, 2027, **who)

        assert (copy.year, copy.version, copy.name) == (2027, 1, "2027 年度乡镇残联考核方案")
        assert copy.copied_from == scheme
        assert {one.row.lineage for one in table_of(copy).items} == {
            one.row.lineage for one in table_of(scheme).items
        }
        assert copy.bands.count() == 2

    def test_a_draft_is_not_copied(self, scheme, who):
        with pytest.raises(SchemeRefused, match="发布后才能复制"):
            copy_to_year(scheme, 2027, **who)

    def test_the_difference_tells_what_was_added_removed_and_changed(self, scheme, who):
        publish(scheme, **who)
        copy = copy_to_year(scheme, 2027, **who)
        meeting = item_named(copy, "按时参加会议")
        params = meeting.params | {"each": "0.5"}
        change_item(meeting, seen="", **fields_of(meeting, points=4, params=params, due_month=6), **who)
        remove_item(item_named(copy, "年初有计划"), **who)
        add_item(meeting.section, **item_fields(name="报送信息", points=1), **who)

        found = difference_of(table_of(scheme), table_of(copy))

        assert [item.row.name for item, _section in found.added] == ["报送信息"]
        assert [item.row.name for item, _section in found.removed] == ["年初有计划"]
        changes = {change.label: (change.before, change.after) for change in found.changed[0].changes}
        assert changes == {
            "分值": ("5", "4"),
            "计分规则": (
                "缺漏扣分：缺 1 人次扣 1 分，扣完为止。",
                "缺漏扣分：缺 1 人次扣 0.5 分，扣完为止。",
            ),
            "完成月份": ("", "6 月"),
        }
        assert found.same_count == 1
        assert [change.label for change in found.head] == ["名称"]


class TestEditing:
    def test_a_rule_that_is_not_sound_is_refused_and_nothing_is_lost(self, scheme, who):
        item = item_named(scheme, "按时参加会议")

        with pytest.raises(SchemeRefused, match="每缺一次的扣分 9 分，超过本项分值 5 分"):
            change_item(item, seen="", **fields_of(item, params=item.params | {"each": "9"}), **who)

        assert item_named(scheme, "按时参加会议").params["each"] == "1"

    @pytest.mark.parametrize(
        ("bindings", "words"),
        [
            ({"missed": "posts_filled"}, "系统判定“专职委员配备率”不能回答“缺（人次）”"),
            ({"missed": "moon"}, "系统判定“moon”已不存在"),
            ({"moon": "posts_filled"}, "系统判定“专职委员配备率”没有对应的填报项"),
        ],
    )
    def test_a_fact_that_does_not_answer_is_refused(self, scheme, who, bindings, words):
        item = item_named(scheme, "按时参加会议")

        with pytest.raises(SchemeRefused, match=words):
            change_item(item, seen="", **fields_of(item, bindings=bindings), **who)

    def test_people_are_not_scored_by_facts(self, county, who):
        scheme = create_empty(county, 2026, Subject.VILLAGE_MEMBER, name="专职委员", **who)
        section = add_section(scheme, name="日常", points=5, **who)

        with pytest.raises(SchemeRefused, match="专职委员由人评分"):
            add_item(section, **item_fields(bindings={"missed": "ledger_months_late"}), **who)

    def test_an_item_moves_within_its_section_and_to_another(self, scheme, who):
        plan, summary = item_named(scheme, "年初有计划"), item_named(scheme, "年终有总结")

        move_item(summary, UP, **who)
        move_item(summary, UP, **who)
        change_item(plan, seen="", **fields_of(plan, section=scheme.sections.first()), **who)

        names = [[item.row.name for item in section.items] for section in table_of(scheme).sections]
        assert names == [["按时参加会议", "年初有计划"], ["年终有总结"]]

    def test_a_section_moves_with_its_items(self, scheme, who):
        move_section(scheme.sections.get(name="基础工作"), UP, **who)

        assert [section.row.name for section in table_of(scheme).sections] == ["基础工作", "政令畅通"]

    def test_an_item_is_not_moved_into_another_scheme(self, scheme, who, county):
        other = create_empty(county, 2026, Subject.GRASSROOTS, name="村", **who)
        foreign = add_section(other, name="六有", points=1, **who)
        item = item_named(scheme, "年初有计划")

        with pytest.raises(SchemeRefused, match="不在这份方案中"):
            change_item(item, seen="", **fields_of(item, section=foreign), **who)

    def test_names_are_not_used_twice(self, scheme, who):
        section = scheme.sections.first()

        with pytest.raises(SchemeRefused, match="已有“年初有计划”"):
            add_item(section, **item_fields(name="年初有计划"), **who)
        with pytest.raises(SchemeRefused, match="已有考核项目“基础工作”"):
            add_section(scheme, name="基础工作", points=1, **who)


class TestTwoEditors:
    def test_the_second_is_told_who_was_first(self, scheme, who):
        item = item_named(scheme, "按时参加会议")
        seen, first = of_item(item), UserFactory(full_name="王芳")
        change_item(item, seen=seen, **fields_of(item, criterion="甲"), **who | {"by": first})

        with pytest.raises(ChangedMeanwhile, match="这一项已由王芳修改"):
            change_item(item, seen=seen, **fields_of(item, criterion="乙"), **who)

        assert item_named(scheme, "按时参加会议").criterion == "甲"

    def test_two_items_of_one_scheme_do_not_get_in_each_others_way(self, scheme, who):
        one, two = item_named(scheme, "年初有计划"), item_named(scheme, "年终有总结")
        seen = of_item(two)
        change_item(one, seen=of_item(one), **fields_of(one, criterion="甲"), **who)

        change_item(two, seen=seen, **fields_of(two, criterion="乙"), **who)

        assert item_named(scheme, "年终有总结").criterion == "乙"

    def test_heads_and_sections_notice_it_too(self, scheme, who):
        section = scheme.sections.first()
        seen = of_section(section)
        change_section(section, name="政令", points=5, seen=seen, **who)
        with pytest.raises(ChangedMeanwhile):
            change_section(section, name="号令", points=5, seen=seen, **who)
        head = {name: getattr(scheme, name) for name in ("name", "basis", "full_points", "bonus_cap", "note")}
        seen = of_head(scheme)
        change_head(scheme, seen=seen, **head | {"basis": "县残字〔2026〕1 号"}, **who)
        with pytest.raises(ChangedMeanwhile):
            change_head(scheme, seen=seen, **head, **who)


def test_a_table_takes_the_same_queries_whatever_its_size(scheme, who, django_assert_num_queries):
    for number in range(5):
        add_item(scheme.sections.first(), **item_fields(name=f"项{number}"), **who)

    with django_assert_num_queries(3):
        [item.words for item in table_of(scheme).items]
