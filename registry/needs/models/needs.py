from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from core.models import TimeStamped
from orgs.scoping import STEP, UnitScopedQuerySet
from registry.models.persons import Person
from registry.needs.choices import NeedState, Result, Satisfaction, Source, Step
from registry.needs.defaults import split_item

COUNTY_DEPTH = 2  # steps of the path: city, county
SOON_DAYS = 7  # before its deadline an open need is shown as about to be late


def _is_narrow(scope):
    return not scope.everywhere and all(len(path) > COUNTY_DEPTH * STEP for path in scope.paths)


class NeedQuerySet(UnitScopedQuerySet):
    """Needs lie where their person is registered, wherever the person moves.

    What is asked of the person is asked need by need. Joined, SQLite would rather walk through all people of
    a county and, for each of them, through all needs that are overdue: seven seconds with 40,900 persons.
    """

    unit_path = "person__unit_path"

    def within(self, scope):
        """Keep the needs of people in the scope: person by person up to a township, need by need above."""
        if scope.everywhere:
            return self
        if _is_narrow(scope):  # their units lead an index to them
            return self.filter(person__in=Person.objects.filter(scope.as_q("unit__path")))
        return self.of_people(Person.objects.within(scope))

    def of_register(self, scope):
        """Keep the needs of people in the scope who are still on the register: one look at each person."""
        people = Person.objects.active().within(scope)
        return self.filter(person__in=people) if _is_narrow(scope) else self.of_people(people)

    def open(self):
        """Keep needs without a result, of people who are still on the register."""
        return self.filter(closed_on=None).of_people(Person.objects.active())

    def of_people(self, people):
        """Keep the needs of these people, a queryset."""
        return self.filter(Exists(people.filter(pk=OuterRef("person"))))

    def closed(self):
        return self.filter(closed_on__isnull=False)

    def overdue(self, on):
        """Keep open needs whose deadline lies before the day `on`."""
        return self.open().filter(due_on__lt=on)

    def meeting(self, keys):
        """Keep the needs named by keys such as `aids:轮椅`; `aids:` stands for the whole kind."""
        wanted = Q(pk__in=[])
        for kind, item in map(split_item, keys):
            wanted |= Q(kind=kind, item=item) if item else Q(kind=kind)
        return self.filter(wanted)

    def for_list(self):
        """Fetch everything one row of the list shows."""
        return self.select_related("person", "person__unit", "person__unit__parent")


class Need(TimeStamped):
    """Something that a disabled person needs, from its registration to the result (domain.md §5 表3).

    `kind_name` is what its kind was called on the day of registration.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="needs", verbose_name="残疾人")
    kind = models.CharField("需求类别代码", max_length=20)
    kind_name = models.CharField("需求类别", max_length=20)
    item = models.CharField("具体需求", max_length=40)
    detail = models.TextField("情况说明", max_length=500, blank=True)
    source = models.CharField("来源", max_length=10, choices=Source, default=Source.VISIT)
    registered_on = models.DateField("登记日期")
    due_on = models.DateField("办理期限")
    state = models.CharField("状态", max_length=12, choices=NeedState, default=NeedState.REGISTERED)
    referred_to = models.CharField("转介单位", max_length=60, blank=True)
    result = models.CharField("办理结果", max_length=12, choices=Result, blank=True)
    closed_on = models.DateField("办结日期", null=True, blank=True)
    satisfaction = models.CharField("满意度", max_length=12, choices=Satisfaction, blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = "需求"
        verbose_name_plural = "需求"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "item"],
                condition=Q(closed_on=None),
                name="need_open_once",
                violation_error_message="此人的这项需求已登记，还没有办结。",
            ),
            models.CheckConstraint(
                name="need_result_and_day_together",
                condition=(Q(closed_on=None, result="") & ~Q(state=NeedState.CLOSED))
                | (Q(closed_on__isnull=False, state=NeedState.CLOSED) & ~Q(result="")),
                violation_error_message="办理结果和办结日期必须同时填写。",
            ),
            models.CheckConstraint(
                name="need_satisfaction_after_result",
                condition=Q(satisfaction="") | ~Q(result=""),
                violation_error_message="办结以后才能登记满意度。",
            ),
        ]
        indexes = [
            models.Index(fields=["closed_on", "due_on", "id"], name="need_open_by_deadline"),
            models.Index(fields=["kind", "item", "closed_on"], name="need_kind"),
            models.Index(fields=["registered_on"], name="need_registered"),
        ]

    def __str__(self):
        return f"{self.person.name}：{self.kind_name}（{self.item}）"

    def get_absolute_url(self):
        return reverse("needs:need_detail", args=[self.pk])

    @property
    def unit(self):
        return self.person.unit

    @property
    def key(self):
        return f"{self.kind}:{self.item}"

    @property
    def is_open(self):
        return self.closed_on is None

    @property
    def age_days(self):
        """Return how many days the need has been, or was, open."""
        return ((self.closed_on or timezone.localdate()) - self.registered_on).days

    @property
    def badge(self):
        """Return (text, tone) for the list: the result, or how the deadline stands."""
        if not self.is_open:
            tones = {Result.SOLVED: "good", Result.PARTLY: "warn", Result.UNSOLVED: "bad"}
            return self.get_result_display(), tones.get(self.result, "none")
        late = (timezone.localdate() - self.due_on).days
        if late > 0:
            return f"{self.get_state_display()}，超期 {late} 天", "bad"
        if late >= -SOON_DAYS:
            return f"{self.get_state_display()}，{-late} 天后到期" if late else "今天到期", "warn"
        return self.get_state_display(), "info"

    def follow(self, kind):
        """Take over the kind as it holds on the day of registration: code, name and deadline."""
        self.kind, self.kind_name = kind.code, kind.name
        self.due_on = self.registered_on + timedelta(days=kind.days)


class NeedStepQuerySet(UnitScopedQuerySet):
    unit_path = "need__person__unit_path"


class NeedStep(models.Model):
    """One thing that happened to a need: when, by whom, with what; never changed afterwards."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="steps", verbose_name="需求")
    step = models.CharField("步骤", max_length=12, choices=Step)
    on = models.DateField("日期")
    organisation = models.CharField("单位", max_length=60, blank=True)
    contact = models.CharField("联系人", max_length=60, blank=True)
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    value = models.CharField("结果", max_length=12, blank=True)
    note = models.TextField("说明", blank=True)
    completion = models.ForeignKey(
        "registry.Completion",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="steps",
        verbose_name="项目",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人")
    at = models.DateTimeField("时间")

    objects = NeedStepQuerySet.as_manager()

    class Meta:
        verbose_name = "办理记录"
        verbose_name_plural = "办理记录"
        indexes = [models.Index(fields=["step", "on"], name="need_step_day")]

    def __str__(self):
        return f"{self.get_step_display()} {self.on}"

    @property
    def value_name(self):
        """Return the result or the satisfaction in words."""
        labels = dict(Result.choices) | dict(Satisfaction.choices)
        return labels.get(self.value, "")
