import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core.kept_files import KeptFile
from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import UnitScopedQuerySet
from registry.models.persons import Person
from registry.needs.models.needs import Need
from registry.needs.models.projects import Project


class CompletionQuerySet(UnitScopedQuerySet):
    def for_list(self):
        """Fetch everything one row of the list shows."""
        return self.select_related("person", "unit", "unit__parent", "need")


class Completion(TimeStamped):
    """One person served by a project. It counts for the village where the person was registered then."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="completions", verbose_name="项目")
    person = models.ForeignKey(Person, models.PROTECT, related_name="completions", verbose_name="残疾人")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="completions", verbose_name="村（社区）")
    need = models.ForeignKey(
        Need, models.SET_NULL, null=True, blank=True, related_name="completions", verbose_name="对应需求"
    )
    done_on = models.DateField("完成日期")
    amount = models.DecimalField("补助金额（元）", max_digits=10, decimal_places=2, default=0)
    note = models.CharField("备注", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")

    objects = CompletionQuerySet.as_manager()

    class Meta:
        verbose_name = "项目完成情况"
        verbose_name_plural = "项目完成情况"
        constraints = [
            models.UniqueConstraint(
                fields=["project", "person"],
                name="completion_once",
                violation_error_message="此人已在本项目的完成名单中。",
            ),
            models.CheckConstraint(
                name="completion_amount_not_negative",
                condition=Q(amount__gte=0),
                violation_error_message="补助金额不能为负数。",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "unit", "amount"], name="completion_tally"),
            models.Index(fields=["project", "done_on"], name="completion_day"),
        ]

    def __str__(self):
        return f"{self.project}：{self.person.name}"

    def get_absolute_url(self):
        return reverse("needs:completion_detail", args=[self.pk])


class CompletionEvidenceQuerySet(UnitScopedQuerySet):
    unit_path = "completion__unit__path"

    def standing(self):
        """Leave out what was withdrawn."""
        return self.filter(withdrawn_at=None)


def stored_under(evidence, name):
    """Return a storage name that says nothing about the file and keeps none of what the uploader typed."""
    return f"services/{evidence.completion.project.year}/{uuid.uuid4().hex}"


class CompletionEvidence(KeptFile):
    """A file that proves a completion. Its type is read from its content, never from its name."""

    completion = models.ForeignKey(
        Completion, models.CASCADE, related_name="evidence", verbose_name="完成登记"
    )
    file = models.FileField("文件", upload_to=stored_under, max_length=200)

    objects = CompletionEvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = "项目佐证材料"
        verbose_name_plural = "项目佐证材料"
        constraints = [
            *KeptFile.Meta.constraints,
            models.UniqueConstraint(
                fields=["completion", "sha256"],
                condition=Q(withdrawn_at=None),
                name="completion_evidence_once",
                violation_error_message="这份材料已经上传过。",
            ),
        ]

    @property
    def unit_path(self):
        return self.completion.unit.path
