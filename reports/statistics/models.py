from django.db import models

from orgs.dated import DatedRule, dated_constraints
from orgs.models import Unit


class StatisticalHead(DatedRule):
    """What stands at the upper right of a statistical form of one county, from a day on (domain.md §2.2).

    A form without a row says of each line that it is still to be filled in; a line left empty in a row is one
    that the form does not have.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="statistical_heads", verbose_name="县（区）")
    form = models.CharField("统计表", max_length=30)
    form_number = models.CharField("表号", max_length=40, blank=True)
    issued_by = models.CharField("制定机关", max_length=60, blank=True)
    approved_by = models.CharField("批准机关", max_length=60, blank=True)
    approval_number = models.CharField("批准文号", max_length=60, blank=True)
    valid_until = models.CharField("有效期至", max_length=20, blank=True)

    class Meta:
        app_label = "reports"
        verbose_name = "统计表表头"
        verbose_name_plural = "统计表表头"
        constraints = dated_constraints(
            fields=["unit", "form"], one_open="statisticalhead_one_open",
            one_a_day="statisticalhead_one_a_day", ends="statisticalhead_ends_after_it_begins",
            what="该统计表", noun="表头",
        )  # fmt: skip

    def __str__(self):
        return f"{self.unit.name}：{self.form_number or self.form}，{self.since:%Y-%m-%d}起"

    @property
    def unit_path(self):
        return self.unit.path
