import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from assessments.appraisals.models.ballots import AppraisalMeeting
from assessments.appraisals.models.people import AppraisalReport
from core.kept_files import KeptFile
from orgs.scoping import UnitScopedQuerySet


class AppraisalFileQuerySet(UnitScopedQuerySet):
    unit_path = "belongs_to"

    def within(self, scope):
        """Keep the files of reports and meetings of the scope."""
        report = "report__appraisal__appointment__post__unit__path"
        where = Coalesce(report, "meeting__unit__path")
        return self.annotate(belongs_to=where).filter(scope.as_q(self.unit_path))

    def standing(self):
        """Leave out what was withdrawn."""
        return self.filter(withdrawn_at=None)


def stored_under(kept, name):
    """Return a storage name that says nothing about the file."""
    return f"appraisals/{uuid.uuid4().hex}"


class AppraisalFile(KeptFile):
    """A report as it was read out, or the counted papers and the tally of a meeting as they were signed."""

    report = models.ForeignKey(
        AppraisalReport, models.CASCADE, null=True, blank=True, related_name="files", verbose_name="述职报告"
    )
    meeting = models.ForeignKey(
        AppraisalMeeting, models.CASCADE, null=True, blank=True, related_name="files", verbose_name="测评会"
    )
    file = models.FileField("文件", upload_to=stored_under, max_length=200)

    objects = AppraisalFileQuerySet.as_manager()

    class Meta:
        verbose_name = "考核附件"
        verbose_name_plural = "考核附件"
        constraints = [
            *KeptFile.Meta.constraints,
            models.CheckConstraint(
                name="appraisalfile_of_one_thing",
                condition=Q(report__isnull=False, meeting=None) | Q(report=None, meeting__isnull=False),
                violation_error_message="附件须属于述职报告或测评会之一。",
            ),
        ]

    @property
    def unit(self):
        return self.report.unit if self.report_id else self.meeting.unit

    @property
    def unit_path(self):
        return self.unit.path
