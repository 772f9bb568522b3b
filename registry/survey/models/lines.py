import json

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.encryption import EncryptedTextField
from core.masking import masked_phone
from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from registry.choices import Category, Grade, Sex
from registry.models.persons import Person
from registry.survey.choices import (
    CHANGE_TONES,
    FINISHED,
    LINE_TONES,
    UNFINISHED,
    ChangeState,
    LineState,
    LostReason,
    Mode,
)
from registry.survey.models.rounds import SurveyRound, SurveyVillage


class SurveyLineQuerySet(UnitScopedQuerySet):
    unit_path = "unit_path"

    def unfinished(self):
        return self.filter(state__in=UNFINISHED)

    def finished(self):
        return self.filter(state__in=FINISHED)

    def for_page(self):
        """Fetch with each what its own page shows."""
        return self.select_related("round__unit", "village", "unit__parent", "person__unit", "saved_by")


class SurveyLine(TimeStamped):
    """One holder on the 底册 of a round, as the register knew them when it was drawn, and what was answered.

    The line stays with the village where it was drawn, wherever the person goes. Numbers of people
    and free texts are kept apart in `private_answers`, encrypted; `answers` holds {code: text or codes}.
    """

    round = models.ForeignKey(SurveyRound, models.PROTECT, related_name="lines", verbose_name="年度调查")
    village = models.ForeignKey(
        SurveyVillage, models.PROTECT, related_name="lines", verbose_name="村（社区）调查"
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="村（社区）")
    unit_path = models.CharField(max_length=40, editable=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="survey_lines", verbose_name="残疾人")
    number = models.PositiveIntegerField("序号")
    name = models.CharField("姓名", max_length=60)
    sex = models.CharField("性别", max_length=10, choices=Sex)
    age = models.PositiveSmallIntegerField("年龄")
    category = models.CharField("残疾类别", max_length=1, choices=Category, blank=True)
    grade = models.CharField("残疾等级", max_length=1, choices=Grade, blank=True)
    address = models.CharField("住址", max_length=200, blank=True)
    phone = EncryptedTextField("联系电话", blank=True)

    state = models.CharField("状态", max_length=10, choices=LineState, default=LineState.TODO)
    mode = models.CharField("调查方式", max_length=10, choices=Mode, blank=True)
    lost_reason = models.CharField("失访原因", max_length=10, choices=LostReason, blank=True)
    happened_on = models.DateField("死亡或迁出日期", null=True, blank=True)
    visited_on = models.DateField("调查日期", null=True, blank=True)
    answers = models.JSONField("答案", default=dict, blank=True)
    private_answers = EncryptedTextField("不公开的答案", blank=True)
    versions = models.JSONField("各部分的版本", default=dict, blank=True)
    saved_at = models.DateTimeField("保存时间", null=True, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="填写人",
    )
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审核人",
    )
    return_reason = models.CharField("退回原因", max_length=300, blank=True)

    objects = SurveyLineQuerySet.as_manager()

    class Meta:
        verbose_name = "调查底册"
        verbose_name_plural = "调查底册"
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="surveyline_person_once"),
            models.UniqueConstraint(fields=["village", "number"], name="surveyline_number_once"),
            models.CheckConstraint(
                name="surveyline_lost_with_reason",
                condition=(Q(mode=Mode.LOST) & ~Q(lost_reason="")) | (~Q(mode=Mode.LOST) & Q(lost_reason="")),
                violation_error_message="失访须写明原因。",
            ),
            models.CheckConstraint(
                name="surveyline_finished_with_mode",
                condition=~Q(state__in=FINISHED) | ~Q(mode=""),
                violation_error_message="完成的须有调查方式。",
            ),
        ]
        indexes = [
            models.Index(fields=["round", "unit_path", "state", "mode"], name="surveyline_board"),
            # A name is looked for in the index alone.
            models.Index(fields=["round", "unit_path", "number", "name"], name="surveyline_search"),
        ]

    def __str__(self):
        return f"{self.round}：{self.name}"

    def get_absolute_url(self):
        return reverse("survey:line_detail", args=[self.pk])

    @property
    def code(self):
        """Return 底册号, by which a filled-in sheet finds its line: 村的编号-序号."""
        return f"{self.village_id}-{self.number:03d}"

    @property
    def masked_phone(self):
        return masked_phone(self.phone)

    @property
    def tone(self):
        return LINE_TONES[self.state]

    @property
    def is_lost(self):
        return self.mode == Mode.LOST

    @property
    def is_approved(self):
        return self.state == LineState.APPROVED

    @property
    def is_done(self):
        return self.state == LineState.DONE

    @property
    def kind(self):
        """Return category and grade in words: 肢体二级."""
        return f"{self.get_category_display()}{self.get_grade_display()}"

    @property
    def how(self):
        """Return the mode in words, with the reason where nobody was met."""
        return f"失访（{self.get_lost_reason_display()}）" if self.is_lost else self.get_mode_display()

    @property
    def all_answers(self):
        """Return public and private answers together: {code: value}."""
        return {**self.answers, **(json.loads(self.private_answers) if self.private_answers else {})}

    def put_answers(self, answers, private):
        """Take over the answers, those of the codes in `private` into the encrypted part."""
        self.answers = {code: value for code, value in answers.items() if code not in private}
        hidden = {code: value for code, value in answers.items() if code in private}
        self.private_answers = json.dumps(hidden, ensure_ascii=False) if hidden else ""


class ThroughLine(UnitScopedQuerySet):
    """Rows that hang on a line and are seen where it is."""

    unit_path = "line__unit_path"


class SurveySave(models.Model):
    """A save that has been written: the same token sent again writes nothing."""

    line = models.ForeignKey(SurveyLine, models.CASCADE, related_name="saves", verbose_name="调查底册")
    token = models.UUIDField("保存标记")
    section = models.CharField("部分", max_length=30)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="填写人")
    at = models.DateTimeField("时间")

    objects = ThroughLine.as_manager()

    class Meta:
        verbose_name = "调查保存记录"
        verbose_name_plural = "调查保存记录"
        constraints = [models.UniqueConstraint(fields=["line", "token"], name="surveysave_once")]

    def __str__(self):
        return f"{self.line}：{self.section}"


class SurveyChange(TimeStamped):
    """What the survey says differently from the register, until the township accepts or refuses it.

    `field` is a field of `Person`, or `archive` for a death or a move.
    """

    line = models.ForeignKey(SurveyLine, models.PROTECT, related_name="changes", verbose_name="调查底册")
    field = models.CharField("登记项目", max_length=30)
    old = EncryptedTextField("登记中", blank=True)
    new = EncryptedTextField("调查结果")
    state = models.CharField("状态", max_length=10, choices=ChangeState, default=ChangeState.PROPOSED)
    decided_at = models.DateTimeField("审核时间", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="审核人",
    )

    objects = ThroughLine.as_manager()

    class Meta:
        verbose_name = "调查变更"
        verbose_name_plural = "调查变更"
        constraints = [
            models.UniqueConstraint(
                fields=["line", "field"],
                condition=Q(state=ChangeState.PROPOSED),
                name="surveychange_proposed_once",
            ),
            models.CheckConstraint(
                name="surveychange_decided_at_by_together",
                condition=Q(state=ChangeState.PROPOSED, decided_at=None, decided_by=None)
                | (~Q(state=ChangeState.PROPOSED) & Q(decided_at__isnull=False, decided_by__isnull=False)),
                violation_error_message="审核须有时间和审核人。",
            ),
        ]
        indexes = [models.Index(fields=["state", "line"], name="surveychange_waiting")]

    def __str__(self):
        return f"{self.line}：{self.field}"

    @property
    def unit_path(self):
        return self.line.unit_path

    @property
    def is_proposed(self):
        return self.state == ChangeState.PROPOSED

    @property
    def tone(self):
        return CHANGE_TONES[self.state]
