from datetime import date

import factory
from factory.django import DjangoModelFactory

from orgs.boards.defaults import KINDS
from orgs.boards.kinds import posts_as_json
from orgs.boards.models import Board, BoardRule, MemberDepartment, Seat, Term
from orgs.boards.services.terms import last_day_of
from tests.factories.orgs import CountyFactory, VillageFactory


class BoardFactory(DjangoModelFactory):
    """The association of a village, with a term from 2022; `term=None` leaves it without one."""

    class Meta:
        model = Board
        skip_postgeneration_save = True

    unit = factory.SubFactory(VillageFactory)
    kind = "village_association"
    name = factory.LazyAttribute(lambda one: KINDS[one.kind].name_at(one.unit))


class TermFactory(DjangoModelFactory):
    class Meta:
        model = Term

    board = factory.SubFactory(BoardFactory)
    number = 3
    years = 5
    starts_on = date(2022, 3, 1)
    ends_on = factory.LazyAttribute(lambda one: last_day_of(one.starts_on, one.years))
    posts = factory.LazyAttribute(lambda one: posts_as_json(KINDS[one.board.kind].posts))
    due = factory.LazyAttribute(lambda one: sum(post["number"] for post in one.posts))


class SeatFactory(DjangoModelFactory):
    class Meta:
        model = Seat

    term = factory.SubFactory(TermFactory)
    post_code, post_name = "chair", "主席"
    name = factory.Sequence(lambda n: f"在任{n}")
    sex = "male"
    birth_date = date(1980, 5, 6)
    education = "senior"
    since = factory.SelfAttribute("term.starts_on")


class MemberDepartmentFactory(DjangoModelFactory):
    class Meta:
        model = MemberDepartment

    unit = factory.SubFactory(CountyFactory)
    name = factory.Sequence(lambda n: f"第{n}局")
    duties = "做好本部门的助残工作。"
    since = date(2020, 1, 1)


class BoardRuleFactory(DjangoModelFactory):
    class Meta:
        model = BoardRule

    unit = factory.SubFactory(CountyFactory)
    kind = "village_association"
    plan = factory.LazyAttribute(lambda one: KINDS[one.kind].plan)
    since = date(2020, 1, 1)
