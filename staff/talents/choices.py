"""Fields of talent (建议), and how many people a pool should hold (SEED1: 市 ≥ 80, 县 ≥ 30; domain.md
§0.3)."""

from django.db.models import TextChoices

from orgs.models.units import Unit


class Field(TextChoices):
    ARTS = "arts", "文化艺术"
    SPORT = "sport", "体育"
    CRAFT = "craft", "手工技艺"
    BUSINESS = "business", "创业经营"
    FARMING = "farming", "种植养殖"
    MASSAGE = "massage", "医疗按摩"
    EDUCATION = "education", "教育科研"
    TECHNOLOGY = "technology", "信息技术"
    WORK = "work", "残疾人工作"
    OTHER = "other", "其他"


LEAST = {Unit.Level.CITY: 80, Unit.Level.COUNTY: 30}  # what holds where nothing has been set
