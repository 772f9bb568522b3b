"""What becomes of findings when a check has seen, or no longer sees, what they say."""

from dataclasses import dataclass, field

from django.utils import timezone

from core import bulk
from core.encryption import digest
from registry.health.choices import OPEN_STATES, FindingState
from registry.health.models import Finding
from registry.models import Person

WRITTEN = (
    "unit", "unit_path", "severity", "weight", "state", "is_open", "detail", "fingerprint", "group",
    "first_seen", "last_seen", "fixed_at", "kept_reason", "kept_by", "kept_at",
)  # fmt: skip
DETAIL_MAX = Finding._meta.get_field("detail").max_length


@dataclass
class Changes:
    """What settling did, and the findings to write."""

    new: int = 0
    fixed: int = 0
    relapsed: int = 0
    lapsed: int = 0
    standing: int = 0
    made: list = field(default_factory=list)
    changed: list = field(default_factory=list)


def settle(batch, hits, rules, chosen, *, at):
    """Bring the findings of the batch's persons in line with the hits, inside the caller's transaction.

    Three queries, and two more to write where something changed.

    :param hits: {(person's pk, rule): Hit}.
    :param chosen: the condition that names the persons of the batch.
    """
    settling = _Settling(batch, rules, at=at)
    for finding in Finding.objects.filter(person__in=Person.objects.filter(**chosen)).order_by("pk"):
        settling.meet(finding, hits.pop((finding.person_id, finding.rule), None))
    changes = settling.changes
    changes.made = [settling.made(pk, code, hit) for (pk, code), hit in hits.items()]
    changes.new = len(changes.made)
    changes.standing += changes.new
    bulk.insert(changes.made, at=at)
    bulk.update(changes.changed, WRITTEN, at=at)
    standing = Finding.objects.filter(person__in=Person.objects.filter(**chosen)).standing()
    standing.exclude(last_seen=settling.today).update(last_seen=settling.today)
    return changes


def fingerprint_of(hit):
    """Return what stands for the data that a hit is about; it tells nothing of the data itself."""
    return digest("|".join(map(str, hit.about)) or "-")


class _Settling:
    """Meets the findings of one batch, one after the other, and collects what has to be written."""

    def __init__(self, batch, rules, *, at):
        self.at, self.today = at, timezone.localdate(at)
        self.rules = rules
        self.homes = {subject.pk: (subject.unit_id, subject.unit_path) for subject in batch.subjects}
        self.changes = Changes()

    def meet(self, finding, hit):
        """Bring one finding in line with what the check says of it now, None for nothing."""
        before = _worth(finding)
        if hit is not None:
            self._see_again(finding, hit)
        elif finding.state not in (FindingState.FIXED, FindingState.DROPPED):
            self._miss(finding)
        if _worth(finding) != before:
            self.changes.changed.append(finding)

    def made(self, person_id, code, hit):
        """Return the new finding of a hit."""
        finding = Finding(person_id=person_id, rule=code, first_seen=self.today, last_seen=self.today)
        self._take_over(finding, hit)
        return finding

    def _see_again(self, finding, hit):
        is_same = finding.fingerprint == fingerprint_of(hit)
        if finding.state == FindingState.FIXED:
            finding.state, finding.fixed_at = FindingState.RELAPSED, None
            self.changes.relapsed += 1
        elif finding.state == FindingState.KEPT and not is_same:
            finding.state = FindingState.OPEN  # the reason was given for other data
            self.changes.lapsed += 1
        elif finding.state == FindingState.DROPPED:
            is_kept = finding.kept_at is not None and is_same
            finding.state = FindingState.KEPT if is_kept else FindingState.OPEN
        self.changes.standing += 1
        self._take_over(finding, hit)

    def _miss(self, finding):
        rule = self.rules.get(finding.rule)
        if rule is None or not rule.is_on:
            finding.state = FindingState.DROPPED
        else:
            finding.state, finding.fixed_at = FindingState.FIXED, self.at
            self.changes.fixed += 1
        finding.is_open = False

    def _take_over(self, finding, hit):
        rule = self.rules[finding.rule]
        finding.unit_id, finding.unit_path = self.homes[finding.person_id]
        finding.severity, finding.weight = rule.severity, rule.weight
        finding.detail, finding.group = hit.detail[:DETAIL_MAX], hit.group
        finding.fingerprint = fingerprint_of(hit)
        finding.is_open = finding.state in OPEN_STATES


def _worth(finding):
    """Return what decides whether a finding has to be written."""
    return (
        finding.state, finding.unit_id, finding.unit_path, finding.severity, finding.weight, finding.detail,
        finding.group, finding.fingerprint,
    )  # fmt: skip
