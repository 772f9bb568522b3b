"""How long the pay runs of a whole year take to compute, for a county and for a province's townships.

The first half-year is computed and locked, so that the second reckons every month of it again.
"""

import argparse
import json
import sys
import time
from datetime import date, timedelta

from measuring import POSTGRES, Databases, Stopwatch, reachable, run_apart, use_django, workshop

COUNTY, PROVINCE = 344, 20_000
GOALS = {COUNTY: 2, PROVINCE: 60}  # seconds by the clock
YEAR = 2025


def main():
    """Measure every size in a database of its own and print the figures as JSON; 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("members", nargs="*", type=int, default=[COUNTY, PROVINCE])
    parser.add_argument("--postgres", default=POSTGRES, help="a PostgreSQL server; SQLite if none answers")
    parser.add_argument("--inside", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        print(json.dumps(measure(options.inside)))
        return 0
    report = {"bench": "stipends", "sizes": []}
    with workshop("stipends") as folder:
        databases = Databases(folder, reachable(options.postgres), units=False)
        try:
            for members in options.members:
                with databases.new() as environment:
                    report["sizes"].append(
                        run_apart("stipends.py", "--inside", members, environment=environment)
                    )
        finally:
            databases.close()
    for row in report["sizes"]:
        row["goal_seconds"] = GOALS.get(row["members"])
        clock, processor = row["seconds"], row["cpu_seconds"]
        print(f"{row['members']:,} members: {clock} s by the clock, {processor} s of processors")
    print(json.dumps(report, ensure_ascii=False))
    return int(any(row["seconds"] > (row["goal_seconds"] or row["seconds"]) for row in report["sizes"]))


def measure(members):
    """Return the seconds that a year takes for so many members of one county."""
    use_django()
    from auditlog.context import disable_auditlog
    from django.db import connection
    from django.utils import timezone

    from staff.models import StipendLine, StipendMonth
    from staff.pay.periods import months_of
    from staff.pay.services.making import make_run

    now = timezone.now()
    with disable_auditlog():
        county, maker, checker = _county(members)
        watch, parts = Stopwatch(), []
        for half in (1, 2):
            began = time.perf_counter()
            run = make_run(county, months_of(YEAR, half), by=maker, at=now)
            parts.append(round(time.perf_counter() - began, 2))
            type(run).objects.filter(pk=run.pk).update(
                state="locked", reviewed_by=checker, reviewed_at=now, locked_at=now
            )
        spent = watch.read()
    return {
        "database": connection.vendor,
        "members": members,
        "seconds": spent["seconds"],
        "cpu_seconds": spent["cpu"],
        "halves": parts,
        "lines": StipendLine.objects.count(),
        "months": StipendMonth.objects.count(),
    }


def _county(members):
    """Write a county with one post, member and appointment per village; return it with two users."""
    from accounts.models import Posting, User
    from accounts.roles import Role
    from orgs.models import Unit
    from staff.models import Appointment, Member, Post, StipendStandard

    county = _unit("甘肃省试验县", Unit.Level.COUNTY, Unit.Kind.COUNTY, None, "620000")
    users = [
        User.objects.create_user(username=f"bench{n}", password=None, full_name=f"试{n}") for n in (1, 2)
    ]
    for user in users:
        Posting.objects.create(user=user, unit=county, role=Role.COUNTY_MANAGER)
    StipendStandard.objects.create(
        unit=county,
        post_type="village_member",
        monthly_amount=100,
        payer="county_budget",
        since=date(2013, 1, 1),
    )
    villages, township = [], None
    for number in range(members):
        if number % 100 == 0:
            code = f"620000{number // 100:03d}"
            township = _unit(f"第{number // 100}镇", Unit.Level.TOWNSHIP, Unit.Kind.TOWN, county, code)
        code = f"{township.code}{number % 100:03d}"
        path = f"{township.path}{number % 100 + 1:04d}"
        villages.append(
            Unit(name=f"第{number}村", level="village", kind="village", parent=township, code=code, path=path)
        )
    Unit.objects.bulk_create(villages, batch_size=1000)
    posts = [
        Post(unit=village, post_type="village_member", established_on=date(2011, 1, 1))
        for village in villages
    ]
    Post.objects.bulk_create(posts, batch_size=1000)
    people = []
    for number, village in enumerate(villages):
        member = Member(
            name=f"某{number}", sex="male", birth_date=date(1980, 1, 1),
            id_number=f"62000019800101{number:04d}",
            kinship="none", unit=village, bank_name="农村信用社", bank_account=f"62{number:017d}",
        )  # fmt: skip
        member.refresh_copies()
        people.append(member)
    Member.objects.bulk_create(people, batch_size=1000)
    Appointment.objects.bulk_create(
        (
            Appointment(member=member, post=post, since=date(2020, 1, 1) + timedelta(days=number % 2200))
            for number, (member, post) in enumerate(zip(people, posts, strict=True))
        ),
        batch_size=1000,
    )
    return county, *users


def _unit(name, level, kind, parent, code):
    from orgs.coding import taken
    from orgs.models import Unit

    above = parent.path if parent else ""
    path = taken(above).next_path(above)
    return Unit.objects.create(
        name=name, level=level, kind=kind, parent=parent, code=code, path=path, valid_from=date(2011, 1, 1)
    )


if __name__ == "__main__":
    sys.exit(main())
