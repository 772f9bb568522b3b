from django.conf import settings
from django.db import models
from django.db.models import Q

from core.models import TimeStamped
from orgs.boards.models.people import PersonFacts
from orgs.elections.choices import OUTCOME_TONES, VERDICT_TONES, Nomination, Outcome, Verdict
from orgs.elections.models.elections import Election, ThroughElection


class Candidate(PersonFacts, TimeStamped):
    """Somebody who stands for an office: their conditions, the word of the review, and their votes."""

    election = models.ForeignKey(Election, models.CASCADE, related_name="candidates", verbose_name="换届")
    post_code = models.CharField("职务", max_length=40)
    post_name = models.CharField("职务", max_length=60)
    order = models.PositiveSmallIntegerField("顺序", default=0)
    nomination = models.CharField("提名方式", max_length=20, choices=Nomination)
    answers = models.JSONField("负面清单核实", default=dict, blank=True)
    relatives = models.JSONField("亲属关系", default=list, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人"
    )

    verdict = models.CharField(
        "联审结论", max_length=10, choices=Verdict, default=Verdict.WAITING, blank=True
    )
    agreed = models.JSONField("已同意的部门", default=list, blank=True)
    review_text = models.TextField("联审意见", blank=True)
    reviewed_on = models.DateField("联审日期", null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="审查人",
    )  # fmt: skip

    outcome = models.CharField("结果", max_length=10, choices=Outcome, default=Outcome.STANDING)
    votes = models.PositiveIntegerField("得票", null=True, blank=True)
    words = models.CharField("说明", max_length=200, blank=True)

    objects = ThroughElection.as_manager()

    class Meta:
        verbose_name = "候选人"
        verbose_name_plural = "候选人"
        constraints = [
            models.UniqueConstraint(
                fields=["election", "name", "birth_date"],
                condition=~Q(outcome=Outcome.WITHDRAWN),
                name="candidate_stands_once",
                violation_error_message="此人已是本次换届的候选人。",
            ),
            models.UniqueConstraint(
                fields=["election", "id_digest"],
                condition=~Q(outcome=Outcome.WITHDRAWN) & ~Q(id_digest=""),
                name="candidate_stands_once_by_number",
                violation_error_message="身份证号相同的人已是本次换届的候选人。",
            ),
        ]
        indexes = [
            models.Index(fields=["id_digest"], name="candidate_by_id"),
        ]

    @property
    def unit_path(self):
        return self.election.board.unit.path

    @property
    def is_standing(self):
        return self.outcome != Outcome.WITHDRAWN

    @property
    def is_elected(self):
        return self.outcome == Outcome.ELECTED

    @property
    def badge(self):
        """Return (text, tone) for what came of the candidacy; before the vote, of the review."""
        if self.outcome != Outcome.STANDING:
            return self.get_outcome_display(), OUTCOME_TONES[self.outcome]
        return f"联审{self.get_verdict_display()}", VERDICT_TONES[self.verdict]
