"""Files that are kept with a row: what is known of each, and that it is taken down rather than deleted."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.db.models import Q

from core.attachments import AttachmentRefused, is_picture, is_shown_inline, read_attachment


class KeptFile(models.Model):
    """An uploaded file. Its type is read from its content, never from its name.

    A subclass adds `file`, stored under a name that says nothing, and the row that it belongs to.
    """

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

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_withdrawn_at_and_by_together",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                violation_error_message="撤下时间和撤下人必须同时填写。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def is_picture(self):
        return is_picture(self.content_type)

    @property
    def is_shown_inline(self):
        """True if the browser may show it in place; everything else is a download."""
        return is_shown_inline(self.content_type)

    def keep(self, attachment, *, by, at):
        """Take over a `core.attachments.Attachment`, store its content and save the row."""
        self.name, self.sha256 = attachment.name, attachment.sha256
        self.content_type, self.size = attachment.content_type, attachment.size
        self.uploaded_by, self.uploaded_at = by, at
        self.file.save("file", ContentFile(attachment.content), save=False)
        self.save()
        return self

    def keep_upload(self, upload, *, among, by, at, nameless="佐证材料"):
        """Read an uploaded file, keep it and return the row.

        :param among: the files of the same thing; what stands there is not kept twice.
        :raises AttachmentRefused: empty, too large, of a type not accepted, or there already.
        """
        read = read_attachment(upload, nameless=nameless)
        if among.filter(sha256=read.sha256, withdrawn_at=None).exists():
            raise AttachmentRefused(f"“{read.name}”已经上传过，不必重复上传。")
        return self.keep(read, by=by, at=at)

    def withdraw(self, *, by, at):
        """Take the file down; it stays in store with who took it down and when."""
        self.withdrawn_by, self.withdrawn_at = by, at
        self.save()
        return self
