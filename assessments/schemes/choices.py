"""Words of the schemes by which a county scores: whom they score, how they stand, what their bands are."""

from django.db.models import TextChoices

from orgs.models import Unit

TOWNSHIPS = (Unit.Level.TOWNSHIP,)
GRASSROOTS = (Unit.Level.VILLAGE, Unit.Level.COMMUNITY)


class Subject(TextChoices):
    """Whom a scheme scores: units of a level, or 专职委员 by the level of their post (domain.md §3.7)."""

    TOWNSHIP = "township", "乡镇（街道）残联"
    GRASSROOTS = "grassroots", "村（社区）残协"
    TOWNSHIP_MEMBER = "township_member", "乡镇（街道）专职委员"
    VILLAGE_MEMBER = "village_member", "村（社区）专职委员"

    @property
    def levels(self):
        """Return the levels of the tree whose units, or whose members, are scored."""
        return TOWNSHIPS if self in (self.TOWNSHIP, self.TOWNSHIP_MEMBER) else GRASSROOTS

    @property
    def is_people(self):
        """True if people are scored, not units."""
        return self in (self.TOWNSHIP_MEMBER, self.VILLAGE_MEMBER)


class SchemeState(TextChoices):
    """How a version of a scheme stands; only a draft can be changed."""

    DRAFT = "draft", "起草中"
    PUBLISHED = "published", "已发布"
    SUPERSEDED = "superseded", "已被新版代替"


class BandKind(TextChoices):
    """What a band of points decides."""

    GRADE = "grade", "等次"
    STAR = "star", "星级"
    TIER = "tier", "档次"
