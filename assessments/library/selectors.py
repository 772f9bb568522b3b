"""What hangs where, and where the same content has served before."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q

from assessments.library.models import Evidence, EvidenceUse
from assessments.schemes.models import Item
from orgs.models import Unit
from orgs.scoping import STEP

OTHER_UNIT, OTHER_TIME, OTHER_ITEM = "其他单位用过", "其他时期用过", "其他项目用过"


@dataclass(frozen=True)
class Served:
    """Where the same content serves as well: a reason to look twice, not to refuse it."""

    use: EvidenceUse
    why: str

    @property
    def words(self):
        """Return whose proof it is there, and of what."""
        return f"{self.use.evidence.unit.name} {self.use.words}"


@dataclass(frozen=True)
class Hung:
    """A file as it hangs on something, with where its content serves as well."""

    use: EvidenceUse | None
    served: list[Served] = field(default_factory=list)

    @property
    def evidence(self):
        return self.use.evidence

    @property
    def warning(self):
        """Return in words where else the same content serves, empty if nowhere."""
        words = [one.words for one in self.served]
        more = f"等 {len(words)} 处" if len(words) > MOST_TOLD else ""
        return f"同一份材料已用于{'、'.join(words[:MOST_TOLD])}{more}，请确认没有传错。" if words else ""


MOST_TOLD = 2


def evidence_for(unit, lineages, year):
    """Return {lineage: [Hung]} of what proves items of a scheme at a unit in a year, the newest first.

    Every lineage asked for has a list. Five queries at most, however many items and files.
    """
    uses = EvidenceUse.objects.standing().filter(evidence__unit=unit, year=year, lineage__in=list(lineages))
    return _grouped(uses, lineages, "lineage")


def evidence_of_checks(checks):
    """Return {check.pk: [Hung]} of what proves checks, the newest first."""
    keys = [check.pk for check in checks]
    return _grouped(EvidenceUse.objects.standing().filter(check_row__in=keys), keys, "check_row_id")


def evidence_of_findings(findings):
    """Return {finding.pk: [Hung]} of the photos of findings, the newest first."""
    keys = [finding.pk for finding in findings]
    return _grouped(EvidenceUse.objects.standing().filter(finding__in=keys), keys, "finding_id")


def evidence_counts(units, lineages, year):
    """Return {(unit.pk, lineage): number of files} for many units at once; without an entry there is none."""
    uses = EvidenceUse.objects.standing().filter(
        evidence__unit__in=[unit.pk for unit in units], year=year, lineage__in=list(lineages)
    )
    rows = uses.values_list("evidence__unit", "lineage").annotate(n=Count("pk")).order_by()
    return {(unit, lineage): number for unit, lineage, number in rows}


def named(uses):
    """Return the uses as a list, each item with its name. One more query where there are items."""
    uses = list(uses)
    lineages = {use.lineage for use in uses if use.lineage}
    rows = Item.objects.filter(lineage__in=lineages).order_by("pk").values_list("lineage", "name")
    names = dict(rows) if lineages else {}
    for use in uses:
        use.item_name = names.get(use.lineage, "")
    return uses


def item_words(lineage, year):
    """Return in words an item of a scheme in a year."""
    [use] = named([EvidenceUse(lineage=lineage, year=year)])
    return use.words


def hung(uses):
    """Return the uses as `Hung`, in their order. Four more queries at most, however many."""
    uses = named(uses)
    served = served_elsewhere(uses)
    return [Hung(use, served[use.pk]) for use in uses]


def served_elsewhere(uses):
    """Return {use.pk: [Served]}: other standing uses of the same content in the same county."""
    uses = list(uses)
    counties = _counties_of({use.evidence.unit.path for use in uses})
    same = EvidenceUse.objects.standing().filter(evidence__sha256__in={use.evidence.sha256 for use in uses})
    others = defaultdict(list)
    for other in named(same.for_list().order_by("pk")) if uses else ():
        others[other.evidence.sha256].append(other)
    return {use.pk: _served(use, others[use.evidence.sha256], counties) for use in uses}


def serving(evidence):
    """Return as a `Hung` what the content of a file that hangs nowhere serves for elsewhere."""
    return Hung(None, [Served(use, OTHER_UNIT) for other in same_content(evidence) for use in other.its_uses])


def same_content(evidence):
    """Return the standing files of other units in the county with the same content, each with `its_uses`."""
    county = _counties_of({evidence.unit.path}).get(evidence.unit.path, "")
    same = Evidence.objects.standing().filter(sha256=evidence.sha256, unit__path__startswith=county)
    others = list(same.exclude(pk=evidence.pk).select_related("unit__parent").order_by("pk"))
    by_file = defaultdict(list)
    uses = EvidenceUse.objects.standing().filter(evidence__in=others).for_list().order_by("pk")
    for use in named(uses):
        by_file[use.evidence_id].append(use)
    for other in others:
        other.its_uses = by_file[other.pk]
    return others


def found_by(values, files, scope):
    """Return the files that fit the filters of the library, the newest first.

    :param values: `q`, `kind`, `use` and `year`, each of which may be missing or empty.
    :param scope: where the reader sees uses: what serves twice is told only of what lies within.
    """
    if text := (values.get("q") or "").strip():
        files = files.filter(Q(title__contains=text) | Q(name__contains=text))
    if kind := values.get("kind"):
        files = files.filter(kind=kind)
    if year := values.get("year"):
        files = files.filter(uploaded_at__year=year)
    uses = EvidenceUse.objects.within(scope).standing()
    if (use := values.get("use")) == "twice":
        often = uses.values("evidence__sha256").annotate(n=Count("pk")).filter(n__gt=1).order_by()
        files = files.filter(sha256__in=often.values("evidence__sha256"))
    elif use in ("used", "unused"):
        is_used = Exists(uses.filter(evidence=OuterRef("pk")))
        files = files.filter(is_used if use == "used" else ~is_used)
    return files.select_related("unit__parent", "uploaded_by").order_by("-uploaded_at", "-pk")


def marked(files):
    """Return the files as a list, each with `hung`: its standing uses. Four queries."""
    files = list(files)
    uses = EvidenceUse.objects.standing().filter(evidence__in=files).for_list().order_by("pk")
    by_file = defaultdict(list)
    for one in hung(uses):
        by_file[one.use.evidence_id].append(one)
    for evidence in files:
        evidence.hung = by_file[evidence.pk]
        evidence.serves_twice = any(one.served for one in evidence.hung)
    return files


def _grouped(uses, keys, column):
    found = {key: [] for key in keys}
    for one in hung(uses.for_list().order_by("-pk")):
        found[getattr(one.use, column)].append(one)
    return found


def _served(use, others, counties):
    county = counties.get(use.evidence.unit.path, "")
    return [
        Served(other, _why(use, other))
        for other in others
        if other.pk != use.pk and other.evidence.unit.path.startswith(county)
    ]


def _why(use, other):
    if other.evidence.unit_id != use.evidence.unit_id:
        return OTHER_UNIT
    is_same_sort = bool(other.check_row_id) == bool(use.check_row_id)
    return OTHER_TIME if is_same_sort and _moment(other) != _moment(use) else OTHER_ITEM


def _moment(use):
    return use.check_row.period if use.check_row_id else use.year


def _counties_of(paths):
    """Return {path: path of its county}. One query."""
    above = {path[:end] for path in paths for end in range(STEP, len(path) + 1, STEP)}
    counties = Unit.objects.filter(Q(path__in=above), level=Unit.Level.COUNTY).values_list("path", flat=True)
    known = sorted(counties, key=len)
    return {path: county for path in paths for county in known if path.startswith(county)}
