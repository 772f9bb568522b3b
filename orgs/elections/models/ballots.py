from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.models import TimeStamped
from orgs.elections.majority import Count
from orgs.elections.models.elections import Election, ThroughElection


class Ballot(TimeStamped):
    """One vote of an election: the ballots in pieces, each candidate's votes, and what came of it.

    `races` keeps for each office how many seats were open, in which kind of vote, the votes by candidate,
    and the result in words.
    """

    election = models.ForeignKey(Election, models.CASCADE, related_name="ballots", verbose_name="换届")
    number = models.PositiveSmallIntegerField("第几次投票")
    held_on = models.DateField("投票日期")
    electors = models.PositiveIntegerField("应参加人数")
    issued = models.PositiveIntegerField("发出票数")
    recovered = models.PositiveIntegerField("收回票数")
    valid = models.PositiveIntegerField("有效票数")
    invalid = models.PositiveIntegerField("无效票数")
    is_valid = models.BooleanField("选举有效")
    words = models.CharField("说明", max_length=200)
    races = models.JSONField("各职务得票和结果")
    before = models.JSONField("登记前的情况")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )

    objects = ThroughElection.as_manager()

    class Meta:
        verbose_name = "投票"
        verbose_name_plural = "投票"
        ordering = ["election", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "number"],
                name="ballot_once",
                violation_error_message="这次投票已经登记。",
            ),
            models.CheckConstraint(
                name="ballot_adds_up",
                condition=Q(
                    issued__lte=F("electors"), recovered__lte=F("issued"),
                    recovered=F("valid") + F("invalid"),
                ),
                violation_error_message="票数不符。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.election}第{self.number}次投票"

    @property
    def unit_path(self):
        return self.election.board.unit.path

    @property
    def count(self):
        return Count(self.electors, self.issued, self.recovered, self.valid, self.invalid)
