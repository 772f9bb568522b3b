"""The projects of last year and this one: quotas by township, completion lists in part."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal

from core import bulk
from orgs.models import Unit
from orgs.scoping import STEP
from registry.needs.choices import Funding
from registry.needs.defaults import PROJECT_KINDS
from registry.needs.models import Completion, Project, Quota
from registry.needs.spreading import spread

KNOWN_DAYS = 10  # a need is not met sooner
STARTING_DAYS = 75  # until the money is there and the first are served
# kind, target as a share of the register, amount for each, who pays
PROJECTS = (
    ("cataract", 0.0024, 1500, Funding.PROVINCE),
    ("aids", 0.0122, 700, Funding.LOTTERY),
    ("housing", 0.0015, 20000, Funding.CENTRAL),
    ("training", 0.0098, 800, Funding.EMPLOYMENT_FUND),
    ("care", 0.0049, 1500, Funding.CENTRAL),
    ("barrier_free", 0.0029, 3500, Funding.COUNTY),
)
THIS_YEAR_PACE = (0.72, 1.02)  # of the share of the year that has passed, by township
LAST_YEAR_PACE = (0.97, 1.0)


def make_projects(maker, people, needs):
    """Write the projects of last year and this one; return {need: its completion}."""
    townships = list(Unit.objects.below(maker.county).current().townships().in_tree_order())
    queue, completions = _Queue(people, needs), []
    for year in (maker.today.year - 1, maker.today.year):
        for code, share, amount, funding in PROJECTS:
            target = max(6, round(share * len(people)))
            project = _project(year, PROJECT_KINDS[code], unit=maker.county, target=target, amount=amount)
            project.funding = funding
            project.save()
            fitting = _fitting(project, people)
            quotas = _quotas(project, townships, fitting)
            Quota.objects.bulk_create(quotas)
            completions += _completions(
                maker, project, quotas, queue.of(project, fitting, _last(maker, year))
            )
            queue.serve(completions)
    bulk.insert(completions, at=maker.at)
    return queue.served


class _Queue:
    """Who waits for what, and who has been served already."""

    def __init__(self, people, needs):
        self._by_id = {person.id: person for person in people}
        self._waiting = defaultdict(list)
        for need in needs:
            self._waiting[need.kind, need.item].append(need)
        self.served, self._had = {}, defaultdict(set)

    def serve(self, completions):
        """Note the needs that are met, and who has had what kind of project."""
        for completion in completions:
            self._had[completion.project.kind].add(completion.person_id)
            if completion.need:
                self.served[completion.need] = completion

    def of(self, project, fitting, last):
        """Return {township path: [(person, need or None)]}, those with an open need first."""
        length = len(project.unit.path) + STEP
        found, seen = defaultdict(list), set(self._had[project.kind])
        for need in self._met_by(project, last):
            if need not in self.served and need.person_id not in seen:
                seen.add(need.person_id)
                person = self._by_id[need.person_id]
                found[person.unit_path[:length]].append((person, need))
        for person in fitting:
            if person.id not in seen:
                found[person.unit_path[:length]].append((person, None))
        return found

    def _met_by(self, project, last):
        known_by = last - timedelta(days=KNOWN_DAYS)
        for (kind, item), needs in self._waiting.items():
            if f"{kind}:" in project.needs or f"{kind}:{item}" in project.needs:
                yield from (need for need in needs if need.registered_on <= known_by)


def _last(maker, year):
    """Return the last day on which anybody is served in a year."""
    return min(maker.today, date(year, 12, 20))


def _project(year, kind, *, unit, target, amount):
    return Project(
        unit=unit,
        name=f"{year} 年{kind.name}",
        kind=kind.code,
        kind_name=kind.name,
        measure=kind.measure,
        year=year,
        target=target,
        standard=Decimal(amount),
        money=Decimal(amount) * target,
        document=f"会残联发〔{year}〕{10 + len(kind.name)}号",
        starts_on=date(year, 1, 1),
        due_on=date(year, 12, 20),
        age_from=kind.age_from,
        age_to=kind.age_to,
        again_after=kind.again_after,
        **{name: list(getattr(kind, name)) for name in ("categories", "grades", "subsistence", "needs")},
    )


def _fitting(project, people):
    """Return the persons who fit the project's filters, as `matching_persons` would."""
    year = project.year
    return [
        person
        for person in people
        if (not project.categories or person.category in project.categories)
        and (not project.grades or person.grade in project.grades)
        and (not project.subsistence or person.subsistence in project.subsistence)
        and (project.age_from is None or year - person.birth_date.year > project.age_from)
        and (project.age_to is None or year - person.birth_date.year <= project.age_to)
    ]


def _quotas(project, townships, fitting):
    length = len(project.unit.path) + STEP
    counts = Counter(person.unit_path[:length] for person in fitting)
    shares = spread(project.target, [counts[unit.path] for unit in townships])
    return [
        Quota(project=project, unit=unit, target=target)
        for unit, target in zip(townships, shares, strict=True)
        if target
    ]


def _completions(maker, project, quotas, queue):
    rng, last = maker.rng, _last(maker, project.year)
    low, high = LAST_YEAR_PACE if project.year < maker.today.year else THIS_YEAR_PACE
    elapsed = project.elapsed_on(maker.today)
    made = []
    for quota in quotas:
        done = round(quota.target * min(1, elapsed * rng.uniform(low, high)))
        for person, need in queue[quota.unit.path][:done]:
            first = min(last, project.starts_on + timedelta(days=STARTING_DAYS))
            if need:
                first = max(first, need.registered_on)
            made.append(
                Completion(
                    project=project,
                    person_id=person.id,
                    unit_id=person.unit_id,
                    need=need,
                    done_on=first + timedelta(days=int(rng.random() * (last - first).days)),
                    amount=project.standard,
                    by=maker.by,
                )
            )
    return made
