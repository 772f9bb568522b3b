"""A change of the tree moves what follows, leaves what stays, and loses nothing."""

from datetime import date, timedelta

import pytest

from accounts.models import Posting
from accounts.roles import Role
from assessments.models import Check
from orgs.changes import history, services
from orgs.changes.refusal import ChangeRefused, NotReconciled
from orgs.changes.services import PartFacts
from orgs.changes.undoing import take_back
from orgs.models import Unit, UnitChange, UnitPast
from orgs.scoping import UnitScope
from registry.ledgers.models import LedgerBook, LedgerRow
from registry.models import Person
from staff.models import Member, Post
from tests.factories import (
    AppointmentFactory,
    CheckFactory,
    ChecklistItemFactory,
    PersonFactory,
    PostingFactory,
    VillageFactory,
)
from tests.factories.changes import AT, DAY, Kind, SmallCounty
from tests.factories.ledgers import LedgerBookFactory, LedgerRowFactory, LedgerTypeFactory


@pytest.fixture
def small():
    return SmallCounty()


def line_of(change, label):
    return next(line for line in change.result["rows"] if line["label"] == label)


class TestRenaming:
    def test_keeps_the_unit_and_remembers_its_name(self, small):
        PersonFactory(unit=small.zhang)

        small.do(Kind.RENAME, PartFacts(small.zhang, small.zhang, name="张家庄村"))

        small.zhang.refresh_from_db()
        assert small.zhang.name == "张家庄村"
        assert small.zhang.pinyin == "zjzc"
        assert history.name_on(small.zhang, DAY - timedelta(days=1)) == "张庄村"
        assert history.name_on(small.zhang, DAY) == "张家庄村"
        assert small.zhang.persons.count() == 1

    def test_a_name_of_a_sibling_is_refused(self, small):
        with pytest.raises(ChangeRefused, match="已有“李湾村”"):
            small.draft(Kind.RENAME, PartFacts(small.zhang, small.zhang, name="李湾村"))

    def test_may_take_the_name_of_a_village_elsewhere(self, small):
        small.do(Kind.RENAME, PartFacts(small.zhang, small.zhang, name="老鸦村"))

        assert Unit.objects.current(DAY).filter(name="老鸦村").count() == 2

    def test_two_changes_of_one_unit_are_told_apart_by_day(self, small):
        unit = small.zhang
        small.do(Kind.RENAME, PartFacts(unit, unit, name="甲村"), on=date(2026, 3, 1))
        unit.refresh_from_db()
        small.do(Kind.RENAME, PartFacts(unit, unit, name="乙村"), on=date(2026, 9, 1))
        unit.refresh_from_db()

        days = (date(2026, 2, 1), date(2026, 3, 1), date(2026, 8, 31), date(2026, 9, 1))
        assert [history.name_on(unit, day) for day in days] == ["张庄村", "甲村", "甲村", "乙村"]
        with pytest.raises(ChangeRefused, match="已有变更"):
            small.draft(Kind.RENAME, PartFacts(unit, unit, name="丙村"), on=date(2026, 5, 1))


class TestUpgrading:
    def test_a_village_becomes_a_community_with_a_code_of_communities(self, small):
        change = small.do(
            Kind.UPGRADE, PartFacts(small.zhang, small.zhang, name="张庄社区", kind="community")
        )

        small.zhang.refresh_from_db()
        assert (small.zhang.level, small.zhang.code) == ("community", "620422100001")
        assert small.zhang.code_is_provisional
        assert change.result["levels_before"] == {"township": 2, "village": 3, "community": 0}
        assert change.result["levels_after"] == {"township": 2, "village": 2, "community": 1}

    def test_a_township_with_a_new_code_takes_its_villages_along(self, small):
        part = PartFacts(small.other, small.other, name="甘沟驿街道", kind="subdistrict", code="620422003")
        small.do(Kind.UPGRADE, part)

        small.far.refresh_from_db()
        assert small.far.code == "620422003201"
        assert history.as_of([small.far], date(2026, 10, 1))[small.far.pk].code == "620422103201"


class TestTransferring:
    def test_rewrites_paths_and_every_copy_of_them(self, small):
        person = PersonFactory(unit=small.zhang)
        book = LedgerBookFactory(unit=small.zhang)
        old = small.zhang.path

        small.do(Kind.TRANSFER, PartFacts(small.zhang, small.zhang, parent=small.other))

        small.zhang.refresh_from_db()
        person.refresh_from_db()
        book.refresh_from_db()
        assert small.zhang.parent == small.other
        assert small.zhang.path.startswith(small.other.path)
        assert person.unit_path == book.unit_path == small.zhang.path
        assert small.zhang.code == "620422103202"  # 201 is taken there
        assert UnitPast.objects.get(unit=small.zhang).path == old

    def test_the_old_township_no_longer_sees_its_people_and_the_new_one_does(self, small):
        PersonFactory(unit=small.zhang)

        small.do(Kind.TRANSFER, PartFacts(small.zhang, small.zhang, parent=small.other))

        seen = [
            Person.objects.within(UnitScope(paths=frozenset({town.path}))).count()
            for town in (small.town, small.other)
        ]
        assert seen == [0, 1]

    def test_a_namesake_in_the_new_township_is_refused_until_one_has_another_name(self, small):
        small.village("老鸦村", "620422100209")
        double = Unit.objects.get(code="620422100209")

        with pytest.raises(ChangeRefused, match="已有“老鸦村”"):
            small.draft(Kind.TRANSFER, PartFacts(double, double, parent=small.other))

        small.do(Kind.TRANSFER, PartFacts(double, double, name="南老鸦村", parent=small.other))
        assert small.unit("南老鸦村").parent == small.other

    def test_a_place_in_the_tree_is_never_given_twice(self, small):
        old = small.zhang.path
        small.do(Kind.TRANSFER, PartFacts(small.li, small.li, parent=small.other))
        small.zhang.refresh_from_db()
        small.do(Kind.TRANSFER, PartFacts(small.zhang, small.zhang, parent=small.other))

        back = Unit.objects.get(pk=small.li.pk)
        small.do(Kind.TRANSFER, PartFacts(back, back, parent=small.town), on=DAY + timedelta(days=1))

        back.refresh_from_db()
        assert back.path not in {old, small.li.path}


class TestMerging:
    def test_people_posts_postings_and_running_ledgers_follow_and_checks_stay(self, small):
        PersonFactory(unit=small.zhang)
        PersonFactory.create_batch(2, unit=small.li)
        item = ChecklistItemFactory(checklist__county=small.county)
        for village in (small.zhang, small.li):
            AppointmentFactory(post__unit=village)
            CheckFactory(unit=village, item=item)
        clerk = PostingFactory(unit=small.li, as_village_member=True)

        change = small.merge()

        new = small.unit("新庄村")
        assert (new.code, new.valid_from, new.parent) == ("620422100203", DAY, small.town)
        assert set(Person.objects.values_list("unit_id", "unit_path")) == {(new.pk, new.path)}
        assert sorted(new.posts.values_list("number", flat=True)) == [1, 2]
        assert Member.objects.filter(unit=new).count() == 2
        assert Posting.objects.get(pk=clerk.pk).unit == new
        assert not Check.objects.filter(unit=new).exists()
        assert line_of(change, "残疾人（含已归档）") | {"why": ""} == {
            "key": "registry.Person.unit", "label": "残疾人（含已归档）", "measure": "人",
            "before": 3, "moved": 3, "left": 0, "after": 3, "county_before": 3, "county_after": 3,
            "total_before": "", "total_after": "", "why": "",
        }  # fmt: skip
        assert line_of(change, "达标查验")["left"] == 2

    def test_the_merged_villages_are_closed_with_their_successor_named(self, small):
        small.merge()

        small.li.refresh_from_db()
        assert small.li.valid_to == DAY - timedelta(days=1)
        assert [part.after.name for part in history.successors_of(small.li)] == ["新庄村"]
        assert [part.before.name for part in history.predecessors_of(small.unit("新庄村"))] == [
            "张庄村",
            "李湾村",
        ]

    def test_on_a_past_day_the_tree_is_that_of_the_day(self, small):
        small.merge()

        before = Unit.objects.current(DAY - timedelta(days=1)).grassroots().values_list("name", flat=True)
        after = Unit.objects.current(DAY).grassroots().values_list("name", flat=True)
        assert set(before) == {"张庄村", "李湾村", "老鸦村"}
        assert set(after) == {"新庄村", "老鸦村"}

    def test_a_new_village_may_bear_the_name_and_add_up_the_figures_of_the_old_ones(self, small):
        Unit.objects.filter(pk=small.zhang.pk).update(population=900, households=200)
        Unit.objects.filter(pk=small.li.pk).update(population=600)

        small.merge("张庄村")

        new = small.unit("张庄村")
        assert (new.population, new.households) == (1500, None)
        assert new.pk != small.zhang.pk

    def test_into_one_of_them_across_townships(self, small):
        PersonFactory(unit=small.far)
        parts = [PartFacts(unit, small.zhang, name="张庄村") for unit in (small.zhang, small.far)]

        change = small.do(Kind.MERGE, *parts)

        small.far.refresh_from_db()
        assert small.far.is_closed
        assert Person.objects.get().unit == small.zhang
        assert change.result["levels_after"]["village"] == 2

    def test_draft_rows_of_this_period_are_joined_and_earlier_books_stay(self, small):
        kind = LedgerTypeFactory(county=small.county)
        old = LedgerBookFactory(unit=small.li, ledger_type=kind, start=date(2026, 10, 1))
        books = [
            LedgerBookFactory(unit=unit, ledger_type=kind, start=date(2026, 11, 1), row_count=1)
            for unit in (small.zhang, small.li)
        ]
        for book in books:
            LedgerRowFactory(book=book)

        small.merge(into=small.zhang, name="张庄村")

        assert list(LedgerRow.objects.order_by("order").values_list("book", "order")) == [
            (books[0].pk, 1),
            (books[0].pk, 2),
        ]
        assert list(LedgerBook.objects.order_by("pk").values_list("unit", "row_count")) == [
            (small.li.pk, 0),
            (small.zhang.pk, 2),
            (small.li.pk, 0),
        ]
        assert old.pk < books[0].pk

    def test_a_user_of_both_villages_keeps_one_posting(self, small):
        user = PostingFactory(unit=small.zhang, as_village_member=True).user
        second = PostingFactory(unit=small.li, user=user, as_village_member=True)

        small.merge(into=small.zhang, name="张庄村")

        second.refresh_from_db()
        assert second.until == DAY - timedelta(days=1)
        assert user.scope_of("person_view").paths == {small.zhang.path}

    def test_townships_merge_with_their_villages_and_clerks(self, small):
        PersonFactory(unit=small.far)
        clerk = PostingFactory(unit=small.other, role=Role.TOWNSHIP_CLERK)
        parts = [PartFacts(unit, small.town, name="会师镇") for unit in (small.town, small.other)]

        change = small.do(Kind.MERGE, *parts)

        small.far.refresh_from_db()
        assert (small.far.parent, small.far.code) == (small.town, "620422100203")
        assert Person.objects.get().unit_path == small.far.path
        assert Posting.objects.get(pk=clerk.pk).unit == small.town
        assert change.result["levels_after"] == {"township": 1, "village": 3, "community": 0}

    def test_townships_with_villages_of_one_name_are_refused(self, small):
        small.village("张庄村", "620422103209", parent=small.other)
        parts = [PartFacts(unit, small.town) for unit in (small.town, small.other)]

        with pytest.raises(ChangeRefused, match="会师镇和甘沟驿镇都有“张庄村”"):
            small.draft(Kind.MERGE, *parts)


class TestSplitting:
    @pytest.fixture
    def parts(self, small):
        return [
            PartFacts(small.zhang, small.li, words="三社、四社"),
            PartFacts(small.zhang, None, name="东庄村", is_main=True),
        ]

    def test_people_go_where_their_address_says_and_the_rest_to_the_main_successor(self, small, parts):
        for address in ("张庄村一社 3 号", "张庄村三社 8 号", "张庄村四社", ""):
            PersonFactory(unit=small.zhang, address=address)
        post = AppointmentFactory(post__unit=small.zhang).post

        change = small.do(Kind.SPLIT, *parts)

        east = small.unit("东庄村")
        assert Person.objects.filter(unit=small.li).count() == 2
        assert Person.objects.filter(unit=east).count() == 2
        assert Post.objects.get(pk=post.pk).unit == east
        assert change.result["divided"] == [["李湾村", 2], ["东庄村", 2]]

    def test_a_successor_without_words_is_refused(self, small):
        parts = [PartFacts(small.zhang, small.li), PartFacts(small.zhang, small.far, is_main=True)]

        with pytest.raises(ChangeRefused, match="写明哪些人去“李湾村”"):
            small.draft(Kind.SPLIT, *parts)


class TestSafety:
    def test_a_preview_tells_what_will_be_and_changes_nothing(self, small):
        PersonFactory(unit=small.li)
        parts = [PartFacts(unit, None, name="新庄村") for unit in (small.zhang, small.li)]

        change = small.draft(Kind.MERGE, *parts)

        assert line_of(change, "残疾人（含已归档）")["moved"] == 1
        assert Person.objects.get().unit == small.li
        assert not Unit.objects.filter(name="新庄村").exists()
        assert not UnitPast.objects.exists()

    def test_a_difference_takes_everything_back(self, small, monkeypatch):
        PersonFactory(unit=small.li)
        parts = [PartFacts(unit, None, name="新庄村") for unit in (small.zhang, small.li)]
        change = small.draft(Kind.MERGE, *parts)
        services.confirm_change(change, by=small.manager, at=AT)
        monkeypatch.setattr(services, "move_paths", lambda *args, **more: Person.objects.all().delete())

        with pytest.raises(NotReconciled, match="残疾人"):
            services.carry_out(change, by=small.manager, at=AT)

        assert Person.objects.get().unit == small.li
        assert UnitChange.objects.get().state == UnitChange.State.PLANNED

    def test_the_day_must_have_come(self, small):
        change = small.draft(Kind.RENAME, PartFacts(small.li, small.li, name="新名村"), on=date(2026, 12, 1))
        services.confirm_change(change, by=small.manager, at=AT)

        with pytest.raises(ChangeRefused, match="还没有到"):
            services.carry_out(change, by=small.manager, at=AT)

        services.carry_out(change, by=small.manager, at=AT + timedelta(days=12))
        assert small.unit("新名村").pk == small.li.pk

    def test_a_unit_is_in_one_planned_change_at_most(self, small):
        part = PartFacts(small.li, small.li, name="新名村")
        services.confirm_change(small.draft(Kind.RENAME, part), by=small.manager, at=AT)

        with pytest.raises(ChangeRefused, match="另一件待生效的变更"):
            small.draft(Kind.RENAME, part)

    def test_a_clerk_of_the_county_may_not(self, small):
        clerk = PostingFactory(unit=small.county).user

        with pytest.raises(ChangeRefused, match="县级管理人员"):
            services.draft_change(
                small.county, Kind.RENAME, parts=[], by=clerk, at=AT, effective_on=DAY, document="x"
            )

    def test_carrying_out_twice_is_refused(self, small):
        change = small.merge()

        with pytest.raises(ChangeRefused, match="已生效"):
            services.carry_out(change, by=small.manager, at=AT)

    def test_a_unit_of_another_county_is_refused(self, small):
        foreign = VillageFactory()

        with pytest.raises(ChangeRefused, match="不是会宁县的"):
            small.draft(Kind.RENAME, PartFacts(foreign, foreign, name="新名村"))


def snapshot():
    return {
        "units": list(Unit.objects.order_by("pk").values_list("name", "code", "path", "parent", "valid_to")),
        "people": list(Person.objects.order_by("pk").values_list("unit", "unit_path")),
        "posts": list(Post.objects.order_by("pk").values_list("unit", "number")),
        "rows": list(LedgerRow.objects.order_by("pk").values_list("book", "order")),
        "books": list(LedgerBook.objects.order_by("pk").values_list("unit", "unit_path", "row_count")),
        "postings": list(Posting.objects.order_by("pk").values_list("unit", "until")),
    }


class TestTakingBack:
    def test_puts_everything_where_it_was(self, small):
        kind = LedgerTypeFactory(county=small.county)
        user = PostingFactory(unit=small.zhang, as_village_member=True).user
        PostingFactory(unit=small.li, user=user, as_village_member=True)
        for village in (small.zhang, small.li):
            PersonFactory(unit=village)
            AppointmentFactory(post__unit=village)
            LedgerRowFactory(book=LedgerBookFactory(unit=village, ledger_type=kind, start=DAY, row_count=1))
        before = snapshot()

        for into in (None, small.zhang):
            change = small.merge(into=into, name="新庄村")
            assert snapshot() != before
            take_back(change, because="批文有误", by=small.manager, at=AT)

            assert snapshot() == before
            for unit in (small.zhang, small.li):
                unit.refresh_from_db()

    def test_puts_a_transferred_village_where_it_was(self, small):
        PersonFactory(unit=small.zhang)
        before = snapshot()
        change = small.do(Kind.TRANSFER, PartFacts(small.zhang, small.zhang, parent=small.other))

        take_back(change, because="批文有误", by=small.manager, at=AT)

        assert snapshot() == before

    def test_is_refused_once_somebody_new_is_registered_there(self, small):
        change = small.merge()
        PersonFactory(unit=small.unit("新庄村"))

        with pytest.raises(ChangeRefused, match=r"残疾人（含已归档）.*方向相反"):
            take_back(change, because="批文有误", by=small.manager, at=AT)

    def test_is_refused_after_another_change_of_the_same_units(self, small):
        change = small.merge()
        new = small.unit("新庄村")
        small.do(Kind.RENAME, PartFacts(new, new, name="新城村"), on=DAY + timedelta(days=2))

        with pytest.raises(ChangeRefused, match="又有变更"):
            take_back(change, because="批文有误", by=small.manager, at=AT)
