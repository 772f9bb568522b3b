"""How long a whole check of the register takes on the database in use, and how much memory."""

import json
import os
import resource
import sys
import time
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]
GOAL_CPU_SECONDS = 20
AT_ONCE = 20  # persons checked one by one


def main():
    """Check every county twice and print the figures as JSON; end with 1 if the first check was too slow."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    report = {"bench": "health", "goal_cpu_seconds": GOAL_CPU_SECONDS, **measure()}
    print(json.dumps(report, ensure_ascii=False))
    return 0 if report["cpu_seconds"][0] <= GOAL_CPU_SECONDS else 1


def measure():
    """Return the seconds of two checks and of checking one person, and the highest memory."""
    from django.db import connection  # after django.setup()
    from django.utils import timezone

    from orgs.models import Unit
    from registry.health.services.checking import check_persons, check_unit
    from registry.models import Finding, Person

    counties = list(Unit.objects.filter(level=Unit.Level.COUNTY).order_by("path"))
    spent = []
    for _ in range(2):
        began = time.process_time()
        for county in counties:
            check_unit(county, by=None, at=timezone.now())
        spent.append(round(time.process_time() - began, 2))
    keys = list(Person.objects.active().order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    began = time.process_time()
    for key in keys:
        check_persons([key], at=timezone.now())
    one = (time.process_time() - began) * 1000 / max(1, len(keys))
    return {
        "database": connection.vendor,
        "persons": Person.objects.count(),
        "findings": Finding.objects.standing().count(),
        "cpu_seconds": spent,
        "one_person_ms": round(one),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    sys.exit(main())
