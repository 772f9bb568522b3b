"""How long the scores of a whole county, and of a city, take to be computed anew: facts, items and sums.

The county is the demo with all its persons, each of its units under a table of 60 items, half of them told by
facts. The city is 1,300 units without persons under the same table: what is measured there is the arithmetic.
"""

import argparse
import json
import sys
import uuid
from datetime import date

from measuring import POSTGRES, Databases, Stopwatch, manage, reachable, run_apart, use_django, workshop

PERSONS, ITEMS = 40_900, 60
GOALS = {"county": 3, "city": 12}  # seconds by the clock
COUNTIES, TOWNSHIPS, VILLAGES = 4, 25, 12  # of the city: 4 × 25 × (1 + 12) = 1,300 units


def main():
    """Measure county and city in databases of their own; 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", default=["county", "city"])
    parser.add_argument("--persons", type=int, default=PERSONS)
    parser.add_argument("--postgres", default=POSTGRES, help="a PostgreSQL server; SQLite if none answers")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(measure(options.inside)))
        return 0
    report = {"bench": "assessment", "sizes": []}
    with workshop("assessment") as folder:
        databases = Databases(folder, reachable(options.postgres), units=False)
        try:
            for size in options.sizes:
                with databases.new() as environment:
                    if size == "county":
                        manage(environment, "demo", "--persons", str(options.persons))
                    found = run_apart("assessment.py", "--inside", size, environment=environment)
                    report["sizes"].append(found | {"goal_seconds": GOALS.get(size)})
        finally:
            databases.close()
    for row in report["sizes"]:
        print(
            f"{row['size']}, {row['units']} units × {row['items']} items on {row['database']}: "
            f"{row['seconds']} s by the clock, {row['cpu']} s of processors, {row['queries']} queries"
        )
    print(json.dumps(report, ensure_ascii=False))
    return int(any(row["seconds"] > row["goal_seconds"] for row in report["sizes"]))


def measure(size):
    """Return what it takes to score every unit of a size, and the queries of a tenth of them beside."""
    use_django()
    from auditlog.context import disable_auditlog
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from assessments.rounds.selectors.scores import scores_of, sheets_of
    from assessments.weather.forecast import outlook
    from orgs.scoping import EVERYWHERE

    today = timezone.localdate()
    with disable_auditlog():
        rounds = _city() if size == "city" else _county()
    sheets = {one: list(sheets_of(one, EVERYWHERE)) for one in rounds}
    watch = Stopwatch()
    with CaptureQueriesContext(connection) as all_of_them:
        for one in rounds:
            found = scores_of(one, sheets[one], on=today)
            seen = [outlook(score, today) for score in found.values()]
    spent = watch.read()
    with CaptureQueriesContext(connection) as few_of_them:
        for one in rounds:
            scores_of(one, sheets[one][: max(1, len(sheets[one]) // 10)], on=today)
    return {
        "size": size,
        "database": connection.vendor,
        "units": sum(map(len, sheets.values())),
        "items": len(seen[0].score.items),
        "queries": len(all_of_them),
        "queries_of_a_tenth": len(few_of_them),
        **spent,
    }


def _county():
    """Return the rounds of the demo county, townships and villages, under a table of 60 items."""
    from assessments.schemes.choices import Subject
    from orgs.models import Unit

    county = Unit.objects.get(level=Unit.Level.COUNTY)
    return [_round(county, subject) for subject in (Subject.TOWNSHIP, Subject.GRASSROOTS)]


def _city():
    """Make the units of a city and return a round for the townships and the villages of each county."""
    from assessments.schemes.choices import Subject
    from orgs.models import Unit

    level, kind = Unit.Level, Unit.Kind
    city = _unit("试验市", level.CITY, kind.CITY, parent=None)
    rounds = []
    for number in range(COUNTIES):
        county = _unit(f"第{number}县", level.COUNTY, kind.COUNTY, parent=city, number=number)
        for place in range(TOWNSHIPS):
            township = _unit(f"第{place}镇", level.TOWNSHIP, kind.TOWN, parent=county, number=place)
            for village in range(VILLAGES):
                _unit(f"第{village}村", level.VILLAGE, kind.VILLAGE, parent=township, number=village)
        rounds += [_round(county, subject) for subject in (Subject.TOWNSHIP, Subject.GRASSROOTS)]
    return rounds


def _unit(name, level, kind, *, parent, number=0):
    from orgs.models import Unit

    above = parent.path if parent else ""
    path = f"{above}{number + 1:04d}"
    return Unit.objects.create(
        name=name,
        level=level,
        kind=kind,
        parent=parent,
        code=f"{Unit.objects.count():09d}",
        path=path,
        valid_from=date(2011, 1, 1),
    )


def _round(county, subject):
    """Return a round under the shipped table, its items repeated to 60, with a self-score of every unit."""
    from django.utils import timezone

    from accounts.models import User
    from assessments.rounds.choices import Stage
    from assessments.rounds.models import Mark, Round, Sheet
    from assessments.rounds.services.opening import Days, open_round
    from assessments.schemes.models import Item, Scheme

    user, _ = User.objects.get_or_create(username="bench", defaults={"full_name": "试"})
    now, year = timezone.now(), timezone.localdate().year
    known = {"county": county, "year": year, "subject": subject}
    Mark.objects.filter(sheet__round__county=county, sheet__round__subject=subject).delete()
    Sheet.objects.filter(round__county=county, round__subject=subject, result=None).delete()
    Round.objects.filter(**known).delete()
    Scheme.objects.filter(**known).update(state="superseded", published_by=user, published_at=now)
    version = Scheme.objects.filter(**known).count() + 1
    code = f"{subject}_starter"
    scheme = Scheme.objects.create(
        **known, version=version, name="六十项", full_points=100, created_by=user, template=code
    )
    _fill(scheme, code)
    Scheme.objects.filter(pk=scheme.pk).update(state="published", published_by=user, published_at=now)
    scheme.refresh_from_db()
    days = Days(date(year, 11, 1), date(year, 11, 30), date(year, 12, 20))
    made = open_round(scheme, days, by=user, at=now)
    items = [one for one in Item.objects.filter(section__scheme=scheme) if not one.bindings]
    Mark.objects.bulk_create(
        (
            Mark(
                sheet=sheet, item=item, lineage=item.lineage, stage=Stage.SELF, answers=_answers(item),
                points=0, by=user, at=now,
            )
            for sheet in made.sheets.all()
            for item in items
        ),
        batch_size=1000,
    )  # fmt: skip
    return made


def _fill(scheme, code):
    """Write 60 items: those of the shipped table, and again from its beginning."""
    from assessments.schemes.models import Item, Section
    from assessments.schemes.presets import presets

    preset = presets()[code, scheme.subject]
    rows = [(section, item) for section in preset.sections for item in section.items]
    section = Section.objects.create(scheme=scheme, number=1, name="六十项", points=100)
    Item.objects.bulk_create(
        Item(
            section=section, number=number, **(vars(rows[number % len(rows)][1]) | {"lineage": uuid.uuid4()})
        )
        for number in range(ITEMS)
    )


def _answers(item):
    """Return answers to every question of an item: half of the good ones, one of what costs."""
    from assessments.scoring import RULES, SlotKind

    known = {SlotKind.YES_NO: True, SlotKind.COUNT: 1, SlotKind.PERCENT: "80", SlotKind.NUMBER: "1"}
    slots = RULES[item.rule].slots(item.params)
    quiet = {slot.key for slot in slots if slot.bad and slot.kind is SlotKind.YES_NO}
    return {slot.key: False if slot.key in quiet else known.get(slot.kind, "1") for slot in slots}


if __name__ == "__main__":
    sys.exit(main())
