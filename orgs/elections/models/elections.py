import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from core.kept_files import KeptFile
from core.models import TimeStamped
from orgs.boards.models import Board, Term
from orgs.dated import DatedRule, dated_constraints
from orgs.elections.choices import State
from orgs.elections.plan import Plan
from orgs.models.units import Unit
from orgs.scoping import UnitScopedQuerySet


class ElectionRule(DatedRule):
    """The rules by which the elections of one county are held from a day on."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="election_rules", verbose_name="县（区）")
    plan = models.JSONField("换届规定")

    class Meta:
        verbose_name = "换届规定"
        verbose_name_plural = "换届规定"
        constraints = dated_constraints(
            fields=["unit"], one_open="electionrule_one_open", one_a_day="electionrule_one_a_day",
            ends="electionrule_ends_after_it_begins", what="本县（区）", noun="换届规定",
        )  # fmt: skip

    def __str__(self):
        return f"{self.unit.name}，{self.since:%Y-%m-%d}起"

    @property
    def unit_path(self):
        return self.unit.path


class ElectionQuerySet(UnitScopedQuerySet):
    unit_path = "board__unit__path"

    def open(self):
        return self.filter(state=State.OPEN)

    def running(self):
        """Keep those under way at units that have not been closed."""
        today, there = timezone.localdate(), "board__unit__valid_to"
        return self.open().filter(Q(**{there: None}) | Q(**{f"{there}__gte": today}))

    def with_board(self):
        """Fetch the board, its unit and the unit above."""
        return self.select_related("board__unit__parent")


class Election(TimeStamped):
    """The renewal of a board (换届): the step it has come to, and what its steps have found.

    `plan` and `posts` are the rules and the seats with which it began.
    """

    board = models.ForeignKey(Board, models.PROTECT, related_name="elections", verbose_name="班子")
    started_on = models.DateField("启动日期")
    method = models.CharField("选举方式", max_length=20)
    plan = models.JSONField("换届规定")
    posts = models.JSONField("席位设置")
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    step_number = models.PositiveSmallIntegerField("环节序号", default=0)
    due_on = models.DateField("当前环节期限", null=True, blank=True)
    responsible = models.CharField("责任人", max_length=60, blank=True)

    committee = models.JSONField("选举委员会", default=list, blank=True)
    electors = models.PositiveIntegerField("登记人数", null=True, blank=True)
    electors_posted_on = models.DateField("名单张榜日期", null=True, blank=True)
    notice_from = models.DateField("公示起始日期", null=True, blank=True)
    notice_days = models.PositiveSmallIntegerField("公示天数", null=True, blank=True)
    contests = models.JSONField("待选席位", default=list, blank=True)
    left_vacant = models.CharField("席位暂缺的原因", max_length=200, blank=True)
    file_number = models.CharField("备案文号", max_length=100, blank=True)
    term = models.OneToOneField(
        Term, models.PROTECT, null=True, blank=True, related_name="election", verbose_name="产生的班子"
    )
    handover = models.JSONField("移交事项", default=list, blank=True)
    handed_by = models.CharField("移交人", max_length=30, blank=True)
    taken_by = models.CharField("接收人", max_length=30, blank=True)
    witness = models.CharField("监交人", max_length=30, blank=True)
    closed_on = models.DateField("结束日期", null=True, blank=True)
    outcome = models.TextField("中止的原因", blank=True)

    objects = ElectionQuerySet.as_manager()

    class Meta:
        verbose_name = "换届"
        verbose_name_plural = "换届"
        constraints = [
            models.UniqueConstraint(
                fields=["board"],
                condition=Q(state=State.OPEN),
                name="election_one_open",
                violation_error_message="该班子已有正在进行的换届。",
            ),
            models.CheckConstraint(
                name="election_due_while_open",
                condition=Q(state=State.OPEN, due_on__isnull=False, closed_on=None)
                | (Q(due_on=None, closed_on__isnull=False) & ~Q(state=State.OPEN)),
                violation_error_message="进行中的须有期限，结束的须有日期。",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], name="election_due")]

    def __str__(self):
        return f"{self.board.name}换届"

    def get_absolute_url(self):
        return reverse("elections:election_detail", args=[self.pk])

    @property
    def unit(self):
        return self.board.unit

    @property
    def unit_path(self):
        return self.board.unit.path

    @cached_property
    def rules(self):
        """Return the Plan with which this election began."""
        return Plan.from_json(self.plan)

    @property
    def step(self):
        """Return the StepRule of the present step."""
        return self.rules.steps[self.step_number]

    @property
    def way(self):
        """Return the `Method` of voting."""
        return self.rules.method(self.method)

    @property
    def is_open(self):
        return self.state == State.OPEN

    @property
    def how_far(self):
        """Return the present step in words; once it is over, what came of it."""
        return self.step.name if self.is_open else self.get_state_display()

    @property
    def seats(self):
        """Return how many seats are to be filled."""
        return sum(post["number"] for post in self.posts)

    def due_in_words(self, today):
        """Return (text, tone) for the present deadline on the day `today`; None once it is over."""
        if self.due_on is None:
            return None
        left = (self.due_on - today).days
        if left < 0:
            return f"已超期 {-left} 天", "bad"
        return ("今天到期" if left == 0 else f"还剩 {left} 天"), "warn" if left <= 3 else "none"


class ThroughElection(UnitScopedQuerySet):
    unit_path = "election__board__unit__path"


class ElectionStep(TimeStamped):
    """A step of an election: when it is due, when it was done, by whom, and the words about it."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="steps", verbose_name="换届")
    number = models.PositiveSmallIntegerField("序号")
    code = models.CharField("环节", max_length=20)
    name = models.CharField("环节", max_length=30)
    due_on = models.DateField("期限")
    done_on = models.DateField("完成日期", null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="经办人",
    )  # fmt: skip
    responsible = models.CharField("责任人", max_length=60, blank=True)
    text = models.TextField("办理情况", blank=True)

    objects = ThroughElection.as_manager()

    class Meta:
        verbose_name = "换届环节"
        verbose_name_plural = "换届环节"
        ordering = ["election", "number"]
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="electionstep_once"),
            models.CheckConstraint(
                name="electionstep_done_by_somebody",
                condition=Q(done_on=None, done_by=None) | Q(done_on__isnull=False, done_by__isnull=False),
                violation_error_message="完成日期和经办人必须同时填写。",
            ),
        ]

    def __str__(self):
        return f"{self.election}：{self.name}"

    @property
    def unit_path(self):
        return self.election.board.unit.path


def stored_under(file, name):
    """Return a storage name that says nothing about the file and keeps none of what the uploader typed."""
    return f"elections/{file.election.started_on.year}/{uuid.uuid4().hex}"


class ElectionFile(KeptFile, TimeStamped):
    """A paper of a step: the plan, the roll, a photo of the notice, the signed list of the hand-over."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="files", verbose_name="换届")
    file = models.FileField("文件", upload_to=stored_under, max_length=200)
    step_code = models.CharField("环节", max_length=20)
    step_name = models.CharField("环节", max_length=30)

    objects = ThroughElection.as_manager()

    class Meta:
        verbose_name = "换届材料"
        verbose_name_plural = "换届材料"
        constraints = [
            *KeptFile.Meta.constraints,
            models.UniqueConstraint(
                fields=["election", "sha256"],
                condition=Q(withdrawn_at=None),
                name="electionfile_once",
                violation_error_message="这份材料已经上传过。",
            ),
        ]

    @property
    def unit_path(self):
        return self.election.board.unit.path
