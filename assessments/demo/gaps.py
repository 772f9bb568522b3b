"""Which units lack what, quarter after quarter: gaps are found, mended, and new ones appear."""

NOTES = {
    "残联牌子": ("旧牌子破损，已通知重新制作。", "办公楼改造，牌子暂未悬挂。"),
    "办公场所": ("与民政所合署办公，无固定办公桌。",),
    "规章制度": ("制度未上墙。", "制度内容陈旧，需修订。"),
    "工作经费": ("经费未列入乡镇预算。", "经费已列入预算，尚未到位。"),
    "目标任务": ("与部分村未签订责任书。",),
    "工作档案": ("档案未分类立卷。",),
    "协会牌子": ("牌子损坏未更换。", "村部搬迁，牌子未悬挂。"),
    "活动场所": ("活动室被占用堆放杂物。", "没有独立活动场所。"),
    "工作制度": ("制度未上墙。",),
    "档案资料": ("档案未按季更新。", "走访记录不全。"),
}


class Gaps:
    """The gaps of one list. `steps` gives how many units lack something, from the oldest quarter on."""

    def __init__(self, units, items, *, steps, rng):
        self._units, self._items, self._rng = units, items, rng
        self._open = {}
        self._steps = iter(steps)

    def next_quarter(self, *, spoken_for):
        """Return {unit.pk: {item.pk}} for the next quarter.

        `spoken_for` are the units that a fact already finds wanting; they count towards the number.
        """
        wanted = max(0, next(self._steps) - len(spoken_for))
        kept = [pk for pk in self._open if pk not in spoken_for]
        self._rng.shuffle(kept)
        self._open = {pk: self._open[pk] for pk in kept[: int(wanted * 0.7)]}
        others = [unit.pk for unit in self._units if unit.pk not in self._open and unit.pk not in spoken_for]
        for pk in self._rng.sample(others, min(len(others), wanted - len(self._open))):
            several = 2 if self._rng.random() < 0.2 else 1
            self._open[pk] = {item.pk for item in self._rng.sample(self._items, several)}
        return self._open


def note_on(item, rng):
    """Return what an inspector might write about a gap."""
    return rng.choice(NOTES.get(item.short_name, ("待整改。",)))
