from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from core.models import TimeStamped
from orgs.boards.defaults import KINDS, WARN_DAYS
from orgs.boards.kinds import posts_from_json
from orgs.boards.models.people import PersonFacts
from orgs.boards.models.rules import MemberDepartment
from orgs.models.units import Unit
from orgs.scoping import UnitScopedQuerySet, below


def time_left(ends_on, today):
    """Return (text, tone) for how long a term that runs out on the day `ends_on` still runs."""
    left = (ends_on - today).days
    if left < 0:
        return f"已届满 {-left} 天", "bad"
    if left <= max(WARN_DAYS):
        return ("今天届满" if left == 0 else f"{left} 天后届满"), "warn"
    return "任期内", "good"


class BoardQuerySet(UnitScopedQuerySet):
    def standing(self):
        """Keep the bodies that have not been dissolved, nor their units closed."""
        today = timezone.localdate()
        return self.filter(Q(unit__valid_to=None) | Q(unit__valid_to__gte=today), closed_on=None)


class Board(TimeStamped):
    """A body of one unit, through all its terms: the presidium of a county, the association of a village."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="boards", verbose_name="单位")
    kind = models.CharField("班子类型", max_length=40, choices=[(k.code, k.name) for k in KINDS.values()])
    name = models.CharField("名称", max_length=100)
    closed_on = models.DateField("撤销日期", null=True, blank=True)

    objects = BoardQuerySet.as_manager()

    class Meta:
        verbose_name = "班子"
        verbose_name_plural = "班子"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind"],
                name="board_once",
                violation_error_message="该单位已有这个班子。",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("boards:board_detail", args=[self.pk])

    @property
    def unit_path(self):
        return self.unit.path

    @property
    def short(self):
        return KINDS[self.kind].short


class TermQuerySet(UnitScopedQuerySet):
    unit_path = "board__unit__path"

    def open(self):
        """Keep the terms that have not ended: the boards in office, in time or past it."""
        return self.filter(ended_on=None)

    def standing(self):
        """Keep the terms of bodies that have not been dissolved, nor their units closed."""
        today, there = timezone.localdate(), "board__unit__valid_to"
        is_there = Q(**{there: None}) | Q(**{f"{there}__gte": today})
        return self.filter(is_there, board__closed_on=None)

    def below(self, unit):
        """Keep the terms of the unit's boards and of all below it."""
        return self.filter(below(unit.path, "board__unit__path"))


class Term(TimeStamped):
    """A term (届) of a board. `posts` are its seats as they were planned when it began.

    `ends_on` is the day on which it runs out; `ended_on` the day before the next one took office.
    """

    board = models.ForeignKey(Board, models.PROTECT, related_name="terms", verbose_name="班子")
    number = models.PositiveSmallIntegerField("届次")
    years = models.PositiveSmallIntegerField("任期（年）")
    starts_on = models.DateField("起始日期")
    ends_on = models.DateField("届满日期")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    posts = models.JSONField("席位设置")
    due = models.PositiveSmallIntegerField("应设席位")
    basis = models.CharField("文号或依据", max_length=100, blank=True)
    note = models.TextField("备注", blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        verbose_name = "届"
        verbose_name_plural = "届"
        constraints = [
            models.UniqueConstraint(
                fields=["board"],
                condition=Q(ended_on=None),
                name="term_one_open",
                violation_error_message="该班子已有一届正在任期内。",
            ),
            models.UniqueConstraint(
                fields=["board", "number"],
                name="term_number_once",
                violation_error_message="该班子已有这一届。",
            ),
            models.CheckConstraint(
                name="term_ends_after_it_starts",
                condition=Q(ends_on__gt=F("starts_on"))
                & (Q(ended_on=None) | Q(ended_on__gte=F("starts_on"))),
                violation_error_message="届满和结束日期不能早于起始日期。",
            ),
        ]
        indexes = [
            models.Index(fields=["ends_on"], condition=Q(ended_on=None), name="term_running_out"),
        ]

    def __str__(self):
        return f"{self.board.name}第{self.number}届"

    @property
    def unit_path(self):
        return self.board.unit.path

    @property
    def plan(self):
        """Return the `Post`s of this term in their order."""
        return posts_from_json(self.posts)

    def post(self, code):
        """Return the `Post` with this code, or None."""
        return next((post for post in self.plan if post.code == code), None)

    def left_in_words(self, today):
        """Return (text, tone) for how long the term still runs on the day `today`."""
        if self.ended_on is not None:
            return "已换届", "none"
        return time_left(self.ends_on, today)


class SeatQuerySet(UnitScopedQuerySet):
    unit_path = "term__board__unit__path"

    def held(self):
        """Keep the seats that somebody holds now."""
        return self.filter(until=None)

    def held_on(self, day):
        """Keep the seats that somebody held on the day."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)


class Seat(PersonFacts, TimeStamped):
    """Somebody in an office of a term, from a day until another."""

    term = models.ForeignKey(Term, models.PROTECT, related_name="seats", verbose_name="届")
    post_code = models.CharField("职务", max_length=40)
    post_name = models.CharField("职务", max_length=60)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    department = models.ForeignKey(
        MemberDepartment, models.PROTECT, null=True, blank=True, related_name="seats",
        verbose_name="成员单位",
    )  # fmt: skip
    document = models.CharField("任职文号", max_length=100, blank=True)
    since = models.DateField("任职日期")
    until = models.DateField("免职日期", null=True, blank=True)
    reason = models.CharField("免职原因", max_length=100, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = "班子成员"
        verbose_name_plural = "班子成员"
        constraints = [
            models.UniqueConstraint(
                fields=["term", "id_digest"],
                condition=Q(until=None) & ~Q(id_digest=""),
                name="seat_nobody_twice",
                violation_error_message="此人已在这个班子任职。",
            ),
            models.UniqueConstraint(
                fields=["term", "name", "birth_date"],
                condition=Q(until=None),
                name="seat_nobody_twice_by_name",
                violation_error_message="同名同生日的人已在这个班子任职。",
            ),
            models.UniqueConstraint(
                fields=["term", "department"],
                condition=Q(until=None, department__isnull=False),
                name="seat_one_for_a_department",
                violation_error_message="该成员单位已有委员。",
            ),
            models.CheckConstraint(
                name="seat_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message="免职日期不能早于任职日期。",
            ),
        ]
        indexes = [
            models.Index(fields=["id_digest"], name="seat_by_id"),
            models.Index(fields=["card_digest"], name="seat_by_card"),
        ]

    @property
    def unit_path(self):
        return self.term.board.unit.path
