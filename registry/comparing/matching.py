"""Putting a list beside the register in a constant number of queries."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q

from core import lookups  # noqa: F401 -- registers `among`
from core.encryption import digest
from orgs.models import Unit
from registry.comparing.choices import Kind, Living
from registry.comparing.fields import FIELDS, values_of
from registry.comparing.models.rows import joined
from registry.comparing.reading import event_of, texts_of
from registry.comparing.rescuing import likely_pairs
from registry.comparing.weighing import compared_keys, weigh
from registry.models import ComparisonRow, Person

PERSON_FIELDS = (
    "id_digest", "card_digest", "unit_path", "pinyin", "archived_at", "archive_reason", "archive_date",
    "birth_date", "unit", "residence", "category", "grade", "subsistence",
)  # fmt: skip
CHUNK = 2000
REMARK_MAX = ComparisonRow._meta.get_field("remark").max_length
OUT_OF_PART = "在册，但不在所选的比对范围内。"
CANNOT_TELL = "没有证件号码，也没有出生日期，认不出是谁。"


@dataclass
class Part:
    """The part of the register that is compared; empty means everybody on it."""

    paths: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    living: str = Living.ANY

    def includes(self, person):
        """True if a person belongs to it."""
        if self.paths and not any(person.unit_path.startswith(path) for path in self.paths):
            return False
        if self.categories and person.category not in self.categories:
            return False
        if self.grades and person.grade not in self.grades:
            return False
        return not self.living or person.lives_apart == (self.living == Living.APART)


def part_of(comparison):
    """Return the `Part` that a comparison was told; units that are gone are left out. One query."""
    told = comparison.part
    units = Unit.objects.filter(pk__in=told.get("units", ()), path__startswith=comparison.unit.path)
    return Part(
        paths=tuple(units.values_list("path", flat=True)),
        categories=tuple(told.get("categories", ())),
        grades=tuple(told.get("grades", ())),
        living=told.get("living", ""),
    )


@dataclass
class Outcome:
    """The rows of a comparison, not saved, and what was counted on the way."""

    rows: list[ComparisonRow] = field(default_factory=list)
    counts: dict = field(default_factory=dict)


class Matcher:
    """Puts one list beside the register. `scope` is where the comparer may look."""

    def __init__(self, comparison, read, *, scope, today):
        self.comparison, self.read, self.scope, self.today = comparison, read, scope, today
        self.profile, self.keys, self.part = (
            comparison.profile,
            compared_keys(comparison),
            part_of(comparison),
        )
        self.rows, self.matched, self.passed = [], {}, Counter()
        self.by_id, self.by_card, self.repeats = self._indexed()

    def run(self):
        """Return the `Outcome`."""
        alone, by_card = [], {}
        for person in self._people():
            self._find(person, alone, by_card)
        for card, person in by_card.items():
            entry = self.by_card[card]
            if entry.row in self.matched:
                alone.append(person)
            else:
                self._pair(entry, person)
        proposed = self._place_the_rest()
        for person in alone:
            if person.pk not in proposed and self._is_missed(person):
                self._add(Kind.ONLY_HERE, person=person)
        self.rows.sort(key=lambda row: row.path)
        return Outcome(self.rows, self._counts())

    def _indexed(self):
        """Return the entries by the digests of their numbers, and those that repeat an earlier number."""
        by_id, by_card, repeats = {}, {}, {}
        for entry in self.read.entries:
            card = digest(entry.card.get("number", ""))
            first = by_id.get(entry.id_digest) if entry.id_digest else by_card.get(card) if card else None
            if first is not None:
                repeats[entry.row] = first.row
                continue
            if entry.id_digest:
                by_id[entry.id_digest] = entry
            if card:
                by_card.setdefault(card, entry)
        return by_id, by_card, repeats

    def _people(self):
        """Stream the persons of the scope; where nobody asks who is missing, only those on the list."""
        compared = {FIELDS[key].attribute for key in self.keys}  # to decrypt nothing else
        people = Person.objects.within(self.scope).only(*PERSON_FIELDS, *compared)
        if not self.profile.only_here:
            listed = Q(id_digest__among=list(self.by_id)) | Q(card_digest__among=list(self.by_card))
            people = people.filter(listed)
        return people.order_by("unit_path", "pinyin", "pk").iterator(chunk_size=CHUNK)

    def _find(self, person, alone, by_card):
        if entry := self.by_id.get(person.id_digest):
            self._pair(entry, person)
        elif person.card_digest in self.by_card:
            entry = self.by_card[person.card_digest]
            if entry.id_digest:  # a sound number of somebody else: only a person can say who is meant
                alone.append(person)
            else:
                by_card[person.card_digest] = person
        else:
            alone.append(person)

    def _pair(self, entry, person):
        """Write down an entry and a person who are the same."""
        self.matched[entry.row] = person.pk
        if not person.is_archived and not self.part.includes(person):
            self._add(Kind.ONLY_THERE, entry=entry, person=person, remark=OUT_OF_PART)
            return
        values = self._values(entry, self.keys)
        kind, differing, ours = weigh(person, values, self.keys, self.profile)
        self._add(
            kind, entry=entry, person=person, differing=differing, ours=ours, remark=self._doubts(entry)
        )

    def _place_the_rest(self):
        """Write down the entries that nobody matched; return the keys of the persons who may be meant."""
        rest = [e for e in self.read.entries if e.row not in self.matched and e.row not in self.repeats]
        taken = set(self.matched.values())
        pairs = likely_pairs(rest, scope=self.scope, today=self.today, taken=taken)
        for entry in rest:
            if entry.row in pairs:
                person, reason = pairs[entry.row]
                self._add(Kind.POSSIBLE, entry=entry, person=person, remark=reason)
            else:
                self._place(entry)
        by_row = {entry.row: entry for entry in self.read.entries if entry.row in self.repeats}
        for row, first in self.repeats.items():
            self._add(Kind.UNREADABLE, entry=by_row[row], remark=f"与名单第 {first} 行重复，只比对第一行。")
        return {person.pk for person, _ in pairs.values()}

    def _place(self, entry):
        if why := _why_unreadable(entry):
            self._add(Kind.UNREADABLE, entry=entry, remark=why)
        elif "outside_scope" in entry.codes:
            self.passed["outside"] += 1
        elif not self.profile.only_there:
            self.passed["not_kept"] += 1
        else:
            self._add(Kind.ONLY_THERE, entry=entry)

    def _is_missed(self, person):
        """True if a person who is not on the list should be reported."""
        if not self.profile.only_here or person.is_archived or not self.part.includes(person):
            return False
        return not self.profile.subsistence or person.subsistence == self.profile.subsistence

    def _values(self, entry, keys=FIELDS):
        unclear = {problem.key for problem in entry.problems}
        values = values_of(entry, self.profile.subsistence, keys)
        return {key: value for key, value in values.items() if key not in unclear}

    def _doubts(self, entry):
        """Return what could not be compared, in words."""
        said = [p.message for p in entry.problems if p.key in self.keys]
        return "".join(said)[:REMARK_MAX]

    def _add(self, kind, *, entry=None, person=None, differing=(), ours=None, remark=""):
        unit = entry.facts.get("unit") if entry else None
        row = ComparisonRow(comparison=self.comparison, kind=kind, remark=remark[:REMARK_MAX])
        row.row = entry.row if entry else None
        if person is not None:
            row.person_id, row.unit_id, row.path = person.pk, person.unit_id, person.unit_path
        else:
            row.unit_id = unit.pk if unit else None
            row.path = unit.path if unit else self.comparison.unit.path
        row.diffs = row.open_diffs = joined(differing)
        if entry is not None and kind != Kind.SAME:  # of those who agree nothing is kept
            row.content = self._content(entry, ours)
        if kind == Kind.SAME:
            row.state = "settled"
        self.rows.append(row)

    def _content(self, entry, ours):
        return {
            "name": entry.name,
            "id_number": entry.id_number or entry.clues.get("number", ""),
            "values": self._values(entry),
            "texts": texts_of(self.read.layout, entry),
            "event": event_of(self.read.layout, entry),
            "ours": ours or {},
        }

    def _counts(self):
        kinds = Counter(row.kind for row in self.rows)
        return {
            "rows": len(self.read.entries),
            "kinds": {kind.value: kinds.get(kind, 0) for kind in Kind},
            "repeats": len(self.repeats),
            "outside": self.passed["outside"],
            "not_kept": self.passed["not_kept"],
            "skipped": dict(Counter(reason for _, reason in self.read.skipped)),
        }


def _why_unreadable(entry):
    """Return why a row cannot be compared with anybody, or nothing."""
    by_key = {problem.key: problem for problem in entry.problems}
    problem = by_key.get("id_number")
    if problem is not None and problem.code != "id_missing":
        return problem.message
    if not entry.name:
        return "没有填写姓名。"
    if problem is not None and not entry.card.get("number") and not entry.clues.get("birth"):
        return CANNOT_TELL
    return ""
