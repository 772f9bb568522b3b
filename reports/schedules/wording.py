from reports.batches import TIER_NAMES
from reports.kinds import KINDS


def title_of(report, tier):
    """Return what a schedule is called unless somebody names it: the report, and for whom in a batch."""
    kind = KINDS.get(report)
    name = kind.name if kind else report
    return f"{name}（{TIER_NAMES[tier]}）" if tier else name
