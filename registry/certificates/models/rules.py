from django.db import models
from django.db.models import Q

from orgs.dated import DatedRule, dated_constraints
from orgs.models import Unit


class CertificateRule(DatedRule):
    """Years, days of each step and stages of reminding for the certificates of a county, from `since` on.

    Without a row the figures of `rules.toml` hold. Days are working days; a case follows the row that is in
    force on the day of its application.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="certificate_rules", verbose_name="县（区）")
    valid_years = models.PositiveSmallIntegerField("有效期（年）")
    assess_days = models.PositiveSmallIntegerField("评定期限（工作日）")
    notice_days = models.PositiveSmallIntegerField("公示期限（工作日）")
    review_days = models.PositiveSmallIntegerField("审核期限（工作日）")
    issue_days = models.PositiveSmallIntegerField("制发期限（工作日）")
    expiry_days = models.CharField("到期提醒（到期前多少天）", max_length=40, default="30,60,90")
    source = models.CharField("依据", max_length=200)

    class Meta:
        verbose_name = "证件办理规定"
        verbose_name_plural = "证件办理规定"
        constraints = [
            *dated_constraints(
                fields=["unit"],
                one_open="certificaterule_one_open",
                one_a_day="certificaterule_one_a_day",
                ends="certificaterule_ends_after_it_begins",
                what="该县",
                noun="规定",
            ),
            models.CheckConstraint(
                name="certificaterule_has_days",
                condition=Q(
                    valid_years__gte=1, assess_days__gte=1, notice_days__gte=1, review_days__gte=1,
                    issue_days__gte=1,
                ),
                violation_error_message="年数和天数至少为 1。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"有效期 {self.valid_years} 年，公示 {self.notice_days} 天，审核 {self.review_days} 天"
