from django.db.models import TextChoices


class PlanState(TextChoices):
    """How far a plan is."""

    DRAFT = "draft", "筹备"
    ANNOUNCED = "announced", "已公布抽签办法"
    DRAWN = "drawn", "已抽签"
    VOID = "void", "已作废"


class Stratum(TextChoices):
    """What the list is parted by before the draw."""

    TOWNSHIP = "township", "按乡镇（街道）"
    TIER = "tier", "按上年档次"
    WHOLE = "whole", "不分层"


class SeedSource(TextChoices):
    """Where the seed comes from, so that nobody can choose it to suit a list."""

    COMMITTED = "committed", "先公布种子的校验值，抽签时公布种子"
    PUBLIC = "public", "用约定日期的公开号码作种子"


class FindingState(TextChoices):
    """How a finding stands."""

    OPEN = "open", "待整改"
    REPORTED = "reported", "待复查"
    MENDED = "mended", "已销号"
