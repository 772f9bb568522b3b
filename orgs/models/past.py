"""What units were before they changed."""

from django.db import models

from orgs.models.units import Unit
from orgs.scoping import UnitScopedQuerySet


class UnitPast(models.Model):
    """What a unit was called and where it stood until the day `until`; before that an earlier row speaks.

    The present is the `Unit` itself, so that a unit which never changed needs no row. `path` is kept so that
    no other unit ever takes it: the audit log goes on naming it.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="past", verbose_name="单位")
    name = models.CharField("名称", max_length=60)
    code = models.CharField("代码", max_length=12)
    code_is_provisional = models.BooleanField("代码为暂编", default=False)
    level = models.CharField("层级", max_length=10, choices=Unit.Level)
    kind = models.CharField("类型", max_length=20, choices=Unit.Kind)
    parent = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上级单位"
    )
    path = models.CharField("路径", max_length=40, db_index=True, editable=False)
    until = models.DateField("截止日期")
    change = models.ForeignKey(
        "orgs.UnitChange",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="past",
        verbose_name="机构变更",
    )  # empty: by an import of the directory

    objects = UnitScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "单位沿革"
        verbose_name_plural = "单位沿革"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "until"],
                name="unitpast_once_a_day",
                violation_error_message="该单位在这一天已有一次变更。",
            )
        ]

    def __str__(self):
        return f"{self.name}（至 {self.until:%Y-%m-%d}）"

    @property
    def place_name(self):
        """Return the name as it stood then, with the township before a village."""
        grassroots = self.level in Unit.GRASSROOTS and self.parent
        return f"{self.parent.name} {self.name}" if grassroots else self.name
