"""What somebody should look at about those in post: reckoned from what the files and the register say
today."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from registry.choices import ArchiveReason, CardState
from registry.models.identified import full_years
from staff.choices import Kinship
from staff.life.choices import ALERT_TONES, AlertKind
from staff.life.models import AlertRule, CareerEvent
from staff.models import Appointment
from staff.recruiting.selectors.rules import ConditionBook
from staff.selectors.dated import RuleBook

ORDER = list(AlertKind)
FIELDS = (
    "pk", "member", "member__name", "member__sex", "member__birth_date", "member__kinship", "contract_until",
    "post__post_type", "post__unit__path", "post__unit__name", "post__unit__parent__name",
    "member__person", "member__person__archive_reason", "member__person__archive_date",
    "member__person__card_state", "member__person__card_expires_on", "member__relative__name",
    "member__relative__archive_reason", "member__relative__card_state",
    "member__relative__card_expires_on",
)  # fmt: skip


@dataclass(frozen=True)
class Alert:
    """One thing about one person in post."""

    kind: str
    member: int
    name: str
    township: str
    unit: str
    words: str

    @property
    def title(self):
        return AlertKind(self.kind).label

    @property
    def tone(self):
        return ALERT_TONES[AlertKind(self.kind)]


def alerts_in(scope, on, *, member=None):
    """Return the alerts of those in post within the scope on the day `on`, the gravest first. Four queries.

    :param member: only those of one member.
    """
    rows = Appointment.objects.within(scope).in_force(on)
    if member is not None:
        rows = rows.filter(member=member)
    rows = list(rows.order_by("post__unit__path", "pk").values(*FIELDS))
    twice = {key for key, times in Counter(row["member"] for row in rows).items() if times > 1}
    conditions, rules = ConditionBook(on), RuleBook.on(AlertRule, on)
    open_ones = CareerEvent.objects.within(scope).filter(due_on__lt=on, done_on=None, appointment__until=None)
    mending = dict(open_ones.order_by("-due_on").values_list("appointment", "due_on"))
    found = []
    for row in rows:
        path = row["post__unit__path"]
        look = _Look(row, on, conditions.at(path), rules.at(path))
        found += look.alerts(holds_two=row["member"] in twice, mending=mending.get(row["pk"]))
    return sorted(found, key=lambda alert: ORDER.index(alert.kind))


def tally(alerts):
    """Return [(AlertKind, how many)] in order, those that there are."""
    counted = Counter(alert.kind for alert in alerts)
    return [(kind, counted[kind]) for kind in ORDER if counted[kind]]


class _Look:
    """Looks at one appointment."""

    def __init__(self, row, on, conditions, rule):
        self.row, self.on, self.conditions, self.rule = row, on, conditions, rule

    def alerts(self, *, holds_two, mending):
        """Yield the alerts of the appointment."""
        row, found = self.row, []
        if row["member__person__archive_reason"] == ArchiveReason.DEATH:
            day = row["member__person__archive_date"]
            found.append((AlertKind.DEAD, f"残疾人登记中{f'已于 {day:%Y-%m-%d} ' if day else '已'}登记死亡"))
        if holds_two:
            found.append((AlertKind.TWO_POSTS, "同一人在两个岗位上在岗"))
        found += [*self._age(), *self._contract(), *self._card(), *self._relative()]
        if mending is not None:
            found.append((AlertKind.MENDING_DUE, f"整改期限 {mending:%Y-%m-%d} 已到，尚未验收"))
        return [self._alert(kind, words) for kind, words in found]

    def _age(self):
        if row_is_head(self.row):
            return
        born, most = self.row["member__birth_date"], self.conditions.most_age_of(self.row["member__sex"])
        age = full_years(born, self.on)
        if age > most:
            yield AlertKind.AGE_OVER, f"已满 {age} 周岁，规定到 {most} 周岁"
        elif full_years(born, self.on + timedelta(days=self.rule.age_days)) > most:
            yield AlertKind.AGE_SOON, f"{self.rule.age_days} 天内满 {most + 1} 周岁"

    def _contract(self):
        until = self.row["contract_until"]
        if until is None:
            return
        days = (until - self.on).days
        if days < 0:
            yield AlertKind.CONTRACT_OVER, f"聘用合同已于 {until:%Y-%m-%d} 到期"
        elif days <= self.rule.contract_days:
            yield AlertKind.CONTRACT_SOON, f"聘用合同 {until:%Y-%m-%d} 到期，还有 {days} 天"

    def _card(self):
        row = self.row
        if row["member__kinship"] != Kinship.SELF or row["member__person"] is None:
            return
        state, until = row["member__person__card_state"], row["member__person__card_expires_on"]
        if state and state != CardState.VALID:
            yield AlertKind.CARD_OVER, f"本人的残疾人证已{CardState(state).label}"
        elif until and until < self.on:
            yield AlertKind.CARD_OVER, f"本人的残疾人证已于 {until:%Y-%m-%d} 到期"
        elif until and (until - self.on).days <= self.rule.card_days:
            yield AlertKind.CARD_SOON, f"本人的残疾人证 {until:%Y-%m-%d} 到期"

    def _relative(self):
        row, name = self.row, self.row["member__relative__name"]
        if not name or row["member__kinship"] == Kinship.SELF:
            return
        reason, state = row["member__relative__archive_reason"], row["member__relative__card_state"]
        until = row["member__relative__card_expires_on"]
        if reason:
            yield AlertKind.RELATIVE_GONE, f"所属残疾人{name}已归档（{ArchiveReason(reason).label}）"
        elif state and state != CardState.VALID:
            yield AlertKind.RELATIVE_GONE, f"所属残疾人{name}的残疾人证已{CardState(state).label}"
        elif until and until < self.on:
            yield AlertKind.RELATIVE_GONE, f"所属残疾人{name}的残疾人证已于 {until:%Y-%m-%d} 到期"

    def _alert(self, kind, words):
        row = self.row
        is_below = row["post__post_type"] in ("village_member", "community_member")
        own, above = row["post__unit__name"], row["post__unit__parent__name"] or ""
        return Alert(kind, row["member"], row["member__name"], above if is_below else own, own, words)


def row_is_head(row):
    """True for 理事长, who are officials with their own age of retirement."""
    return row["post__post_type"] == "township_head"
