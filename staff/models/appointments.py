from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.models import TimeStamped
from orgs.scoping import UnitScopedQuerySet
from staff.choices import MEMBER_POSTS, EndReason
from staff.models.members import Member
from staff.models.posts import Post

CONTRACT_WARNING_DAYS = 60


class AppointmentQuerySet(UnitScopedQuerySet):
    unit_path = "post__unit__path"

    def in_force(self, on):
        """Keep those who hold their post on the day `on`."""
        return self.filter(Q(until=None) | Q(until__gte=on), since__lte=on)

    def touching(self, first, last):
        """Keep those in force on at least one day from `first` to `last`; `last` None means without end."""
        touching = self.filter(Q(until=None) | Q(until__gte=first))
        return touching if last is None else touching.filter(since__lte=last)

    def of_members(self):
        """Keep the appointments of 专职委员 proper, leaving out 理事长."""
        return self.filter(post__post_type__in=MEMBER_POSTS)

    def newest_first(self):
        return self.order_by("-since", "-pk")


class Appointment(TimeStamped):
    """Somebody holds a post from `since` to `until`, both days included (聘任)."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="appointments", verbose_name="专职委员")
    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments", verbose_name="岗位")
    since = models.DateField("到岗日期")
    until = models.DateField("离岗日期", null=True, blank=True)
    contract_number = models.CharField("聘用合同号", max_length=60, blank=True)
    contract_until = models.DateField("合同期至", null=True, blank=True)
    work_permit_number = models.CharField("上岗证号", max_length=60, blank=True)
    end_reason = models.CharField("离岗原因", max_length=20, choices=EndReason, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "聘任"
        verbose_name_plural = "聘任"
        constraints = [
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(until=None),
                name="appointment_one_open_per_post",
                violation_error_message="该岗位已有人在岗。",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(until=None),
                name="appointment_one_open_per_member",
                violation_error_message="此人已在另一岗位任职，不能同时担任两个岗位。",
            ),
            models.CheckConstraint(
                name="appointment_ends_after_it_begins",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message="离岗日期不能早于到岗日期。",
            ),
            models.CheckConstraint(
                name="appointment_until_and_reason_together",
                condition=Q(until=None, end_reason="") | (Q(until__isnull=False) & ~Q(end_reason="")),
                violation_error_message="离岗日期和离岗原因必须同时填写。",
            ),
        ]
        indexes = [models.Index(fields=["post", "since"], name="appointment_post_since")]

    def __str__(self):
        return f"{self.member.name}：{self.post}"

    @property
    def unit(self):
        return self.post.unit

    @property
    def contract_badge(self):
        """Return (text, tone) when the contract has ended or ends soon, None otherwise."""
        if self.contract_until is None:
            return None
        days = (self.contract_until - timezone.localdate()).days
        if days < 0:
            return "已到期", "bad"
        return (f"{days} 天后到期", "warn") if days <= CONTRACT_WARNING_DAYS else None

    @property
    def is_over(self):
        return self.until is not None and self.until < timezone.localdate()
