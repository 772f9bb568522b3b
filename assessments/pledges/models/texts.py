from django.db import models

from assessments.pledges.wording import Wording
from assessments.schemes.choices import Subject
from orgs.dated import DatedRule, dated_constraints
from orgs.models import Unit


class PledgeText(DatedRule):
    """A county's own wording of the pledge from `since` on; without a row `wording.DEFAULTS` holds."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="pledge_texts", verbose_name="县（区）")
    subject = models.CharField("签订单位", max_length=20, choices=Subject)
    title = models.CharField("标题", max_length=60)
    body = models.TextField("正文")

    class Meta:
        verbose_name = "责任书文本"
        verbose_name_plural = "责任书文本"
        constraints = dated_constraints(
            fields=["unit", "subject"],
            one_open="pledgetext_one_open",
            one_a_day="pledgetext_one_a_day",
            ends="pledgetext_ends_after_it_begins",
            what="该县（区）",
            noun="责任书文本",
        )

    def __str__(self):
        return f"{self.title}，{self.since:%Y-%m-%d} 起"

    @property
    def wording(self):
        """Return the `Wording` that this row keeps."""
        return Wording(self.title, self.body)
