import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.attachments import is_picture, is_shown_inline
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


class PetitionFile(TimeStamped):
    """A letter, a picture or a paper that belongs to a petition. Its type is read from its content."""

    petition = models.ForeignKey(Petition, models.CASCADE, related_name="files", verbose_name="信访件")
    file = models.FileField("文件", upload_to=stored_under, max_length=200)
    name = models.CharField("文件名", max_length=150)
    sha256 = models.CharField("校验值", max_length=64)
    content_type = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("大小")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人"
    )
    uploaded_at = models.DateTimeField("上传时间")
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="撤下人",
    )
    withdrawn_at = models.DateTimeField("撤下时间", null=True, blank=True)

    objects = ThroughPetition.as_manager()

    class Meta:
        verbose_name = "信访材料"
        verbose_name_plural = "信访材料"
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "sha256"],
                condition=Q(withdrawn_at=None),
                name="petitionfile_once",
                violation_error_message="这份材料已经上传过。",
            ),
            models.CheckConstraint(
                name="petitionfile_withdrawn_at_and_by_together",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                violation_error_message="撤下时间和撤下人必须同时填写。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def unit_path(self):
        return self.petition.unit.path

    @property
    def is_picture(self):
        return is_picture(self.content_type)

    @property
    def is_shown_inline(self):
        """True if the browser may show it in place; everything else is a download."""
        return is_shown_inline(self.content_type)
