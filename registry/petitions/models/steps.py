import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.kept_files import KeptFile
from core.models import TimeStamped
from orgs.models import Unit
from registry.petitions.choices import Step
from registry.petitions.models.cases import Petition, ThroughPetition


class PetitionStep(models.Model):
    """One thing that was done about a petition: the entries of its timeline, never changed."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="steps", verbose_name="信访件")
    kind = models.CharField("环节", max_length=10, choices=Step)
    on = models.DateField("日期")
    at = models.DateTimeField("登记时间")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="经办人")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="办理单位")
    to_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="转往单位"
    )
    text = models.TextField("内容", blank=True)

    objects = ThroughPetition.as_manager()

    class Meta:
        verbose_name = "信访办理记录"
        verbose_name_plural = "信访办理记录"
        indexes = [models.Index(fields=["petition", "id"], name="petitionstep_timeline")]

    def __str__(self):
        return f"{self.petition}：{self.get_kind_display()}"

    @property
    def unit_path(self):
        return self.petition.unit.path


def stored_under(file, name):
    """Return a storage name that says nothing about the file and keeps none of what the uploader typed."""
    return f"petitions/{file.petition.year}/{uuid.uuid4().hex}"


class PetitionFile(KeptFile, TimeStamped):
    """A letter, a picture or a paper that belongs to a petition. Its type is read from its content."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="files", verbose_name="信访件")
    file = models.FileField("文件", upload_to=stored_under, max_length=200)

    objects = ThroughPetition.as_manager()

    class Meta:
        verbose_name = "信访材料"
        verbose_name_plural = "信访材料"
        constraints = [
            *KeptFile.Meta.constraints,
            models.UniqueConstraint(
                fields=["petition", "sha256"],
                condition=Q(withdrawn_at=None),
                name="petitionfile_once",
                violation_error_message="这份材料已经上传过。",
            ),
        ]

    @property
    def unit_path(self):
        return self.petition.unit.path
