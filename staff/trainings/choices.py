"""Coded values of training."""

from django.db.models import TextChoices


class Audience(TextChoices):
    """Who is to be trained: 理事长 once, 专职委员 twice a year (domain.md §0.3)."""

    MEMBERS = "members", "专职委员"
    NEW = "new", "新聘用的专职委员（岗前）"
    HEADS = "heads", "乡镇残联理事长"
    ALL = "all", "理事长和专职委员"
