from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.models import TimeStamped
from orgs.models import Unit
from orgs.scoping import HandedDownQuerySet, UnitScopedQuerySet
from staff.choices import MEMBER_POSTS, PostType, SmallVillages

REMIND_AFTER_DAYS = 30  # a suggestion: no document names a number of days


class AllocationRule(TimeStamped):
    """How many posts a county gives its units from `since` on, until a newer rule replaces it.

    The defaults are those of 甘肃 2024-12-06 (domain.md §4.1): one per village, two above 100 holders of a
    certificate; a village with fewer than three has none of its own: one at the township serves them all.
    西安 counts at the townships and the communities too, and its small villages have none at all.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="allocation_rules", verbose_name="县（区）")
    since = models.DateField("起始日期")
    township_heads = models.PositiveSmallIntegerField("每乡镇理事长", default=1)
    township_members = models.PositiveSmallIntegerField("每乡镇专职委员", default=1)
    community_members = models.PositiveSmallIntegerField("每社区专职委员", default=1)
    village_members = models.PositiveSmallIntegerField("每村专职委员", default=1)
    second_above = models.PositiveIntegerField(
        "村持证人数超过多少增设 1 名", null=True, blank=True, default=100, help_text="留空表示不增设。"
    )
    pooled_below = models.PositiveIntegerField(
        "村持证人数不足多少不单独设岗", default=3, help_text="填 0 表示每村都设。"
    )
    small_villages = models.CharField(
        "不足的村", max_length=10, choices=SmallVillages, default=SmallVillages.POOLED
    )
    community_least = models.PositiveIntegerField(
        "社区持证人数至少多少才设岗", default=0, help_text="填 0 表示每个社区都设。"
    )
    township_second_above = models.PositiveIntegerField(
        "乡镇（街道）持证人数超过多少增设 1 名", null=True, blank=True, help_text="留空表示不增设。"
    )
    remind_after = models.PositiveSmallIntegerField(
        "空缺超过多少天提醒", default=REMIND_AFTER_DAYS, help_text="建议 30 天，没有上级规定。"
    )
    source = models.CharField("依据", max_length=200, blank=True)

    objects = HandedDownQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位配备规则"
        verbose_name_plural = "岗位配备规则"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "since"],
                name="allocationrule_one_a_day",
                violation_error_message="同一天起已有一条配备规则。",
            ),
        ]

    def __str__(self):
        return f"{self.unit.name} {self.since:%Y-%m-%d} 起"

    @property
    def counts_holders(self):
        """True if the number of posts depends on how many hold a certificate."""
        limits = (self.second_above, self.township_second_above)
        return any(limit is not None for limit in limits) or bool(self.pooled_below or self.community_least)

    def members_at_township(self, holders):
        """Return how many 专职委员 a township gets itself that has so many holders with all its villages."""
        return self.township_members + _is_above(holders, self.township_second_above)

    def members_at_community(self, holders):
        """Return how many 专职委员 a community with so many holders gets."""
        return self.community_members if holders >= self.community_least else 0

    def members_at_village(self, holders):
        """Return how many 专职委员 a village with so many holders gets of its own."""
        if holders < self.pooled_below:
            return 0
        return self.village_members + _is_above(holders, self.second_above)

    def is_pooled(self, holders):
        """True if a village with so many holders is served by the post that its township gets for such."""
        pools = self.small_villages == SmallVillages.POOLED and self.village_members > 0
        return pools and holders < self.pooled_below

    @property
    def in_words(self):
        """Return the rule as one sentence."""
        parts = [f"每乡镇理事长 {self.township_heads} 名、专职委员 {self.township_members} 名"]
        if self.township_second_above is not None:
            parts.append(f"持证残疾人超过 {self.township_second_above} 人的乡镇增设 1 名")
        parts.append(f"每社区 {self.community_members} 名")
        if self.community_least:
            parts.append(f"不足 {self.community_least} 人的社区不设")
        parts.append(f"每村 {self.village_members} 名")
        if self.second_above is not None:
            parts.append(f"持证残疾人超过 {self.second_above} 人的村增设 1 名")
        if self.pooled_below:
            small = "由乡镇统设" if self.small_villages == SmallVillages.POOLED else "不设"
            parts.append(f"不足 {self.pooled_below} 人的村{small}")
        return "，".join([*parts, f"空缺超过 {self.remind_after} 天提醒"])


def _is_above(holders, limit):
    return limit is not None and holders > limit


class PostQuerySet(UnitScopedQuerySet):
    def existing(self, on):
        """Keep the posts that exist on the day `on`."""
        return self.filter(Q(abolished_on=None) | Q(abolished_on__gt=on), established_on__lte=on)

    def for_members(self):
        """Keep the posts of 专职委员 proper, leaving out 理事长."""
        return self.filter(post_type__in=MEMBER_POSTS)


class Post(TimeStamped):
    """A place on the establishment (定岗不定人): it stays while its holders come and go."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name="单位")
    post_type = models.CharField("岗位类型", max_length=20, choices=PostType)
    number = models.PositiveSmallIntegerField("序号", default=1)
    established_on = models.DateField("设岗日期")
    abolished_on = models.DateField("撤岗日期", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位"
        verbose_name_plural = "岗位"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "post_type", "number"],
                condition=Q(abolished_on=None),
                name="post_number_once",
                violation_error_message="该单位已有同类型、同序号的岗位。",
            ),
            models.CheckConstraint(
                name="post_ends_after_it_begins",
                condition=Q(abolished_on=None) | Q(abolished_on__gt=F("established_on")),
                violation_error_message="撤岗日期须晚于设岗日期。",
            ),
        ]

    def __str__(self):
        return f"{self.unit.name}{self.title}"

    @property
    def title(self):
        """Return what the post is called at its own unit, with a number where there are several."""
        number = f"（{self.number}）" if self.number > 1 else ""
        if self.post_type == PostType.TOWNSHIP_HEAD:
            return f"{self.get_post_type_display()}{number}"
        is_shared = self.post_type == PostType.VILLAGE_MEMBER and not self.unit.is_grassroots
        return f"{'统设村' if is_shared else ''}专职委员{number}"

    @property
    def is_abolished(self):
        return self.abolished_on is not None and self.abolished_on <= timezone.localdate()
