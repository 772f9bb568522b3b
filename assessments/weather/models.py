from django.db import models

from assessments.rounds.models import Sheet
from orgs.scoping import UnitScopedQuerySet


class WeatherDayQuerySet(UnitScopedQuerySet):
    unit_path = "sheet__unit__path"


class WeatherDay(models.Model):
    """What a unit had, and would have, as seen on one day: the course of the score through the year."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="weather", verbose_name="考核评分表")
    day = models.DateField("日期")
    so_far = models.DecimalField("目前得分", max_digits=7, decimal_places=2)
    expected = models.DecimalField("预计得分", max_digits=7, decimal_places=2)
    best = models.DecimalField("最高可得", max_digits=7, decimal_places=2)

    objects = WeatherDayQuerySet.as_manager()

    class Meta:
        verbose_name = "得分走势"
        verbose_name_plural = "得分走势"
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "day"],
                name="weather_once_a_day",
                violation_error_message="这一天的得分已经记录。",
            ),
        ]

    def __str__(self):
        return f"{self.sheet} {self.day}：{self.so_far}"

    @property
    def unit_path(self):
        return self.sheet.unit.path
