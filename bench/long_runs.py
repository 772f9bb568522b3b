"""How long the sentinel over everybody takes in the database in use, and comparing a list of everybody.

Both are run as the worker runs them, and taken back afterwards.
"""

import csv
import io
import json
import resource
import sys

from measuring import Stopwatch, use_django

GOALS = {"sentinel_cpu_seconds": 60, "comparing_cpu_seconds": 60}
OTHER_NAME, LEFT_OUT = 50, 40  # every so-manieth person is on the list under another name, or not on it


def main():
    """Run both and print the figures as JSON; end with 1 if one is over its goal."""
    use_django()
    from django.db import connection, transaction  # after django.setup()

    from registry.models import Person

    report = {"database": connection.vendor, "persons": Person.objects.count()}
    with transaction.atomic():
        report |= {"sentinel": sentinel(), "comparing": comparing()}
        transaction.set_rollback(True)
    report["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    over = [name for name in ("sentinel", "comparing") if report[name]["cpu"] > GOALS[f"{name}_cpu_seconds"]]
    print(json.dumps({"bench": "long_runs", "goals": GOALS, **report, "over": over}, ensure_ascii=False))
    return 1 if over else 0


def sentinel():
    """Check what everybody receives against what they are entitled to, and the other way round."""
    from django.utils import timezone

    from orgs.models import Unit
    from registry.benefits.services.sentinel import check_county

    watch, outcomes = Stopwatch(), []
    for county in Unit.objects.filter(level=Unit.Level.COUNTY).order_by("path"):
        outcomes.append(check_county(county, by=None, at=timezone.now()))
    return watch.read() | {
        "persons": sum(each.persons for each in outcomes),
        "findings": sum(each.findings for each in outcomes),
    }


def comparing():
    """Put a list of all active persons beside the register: upload, reading, matching, keeping."""
    from django.core.files.base import ContentFile
    from django.utils import timezone

    from accounts.models import User
    from core.jobs import run_job
    from orgs.models import Unit
    from registry.comparing.services.uploading import start_comparison
    from registry.models import Comparison

    county = Unit.objects.filter(level=Unit.Level.COUNTY).order_by("path").first()
    listed, user = (
        ContentFile(everybody(county), name="everybody.csv"),
        User.objects.create_superuser("bench"),
    )
    watch = Stopwatch()
    made = start_comparison(
        listed, by=user, at=timezone.now(), unit=county, title="全县名单", sender="民政", profile="dibao",
        fields=["name", "subsistence"], part={"units": [], "categories": [], "grades": [], "living": ""},
    )  # fmt: skip
    run_job.call(made.job.pk)
    found = watch.read()
    made = Comparison.objects.get(pk=made.pk)
    if not made.has_result:
        sys.exit(f"{made.get_state_display()}：{made.message}")
    made.file.delete(save=False)
    return found | {"rows": made.counts["rows"], "kinds": made.counts["kinds"]}


def everybody(county):
    """Return a csv of the county's active persons, some under another name, some left out."""
    from orgs.scoping import below
    from registry.models import Person

    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(("姓名", "身份证号", "救助类别"))
    people = Person.objects.active().filter(below(county.path, "unit_path")).order_by("pk")
    for number, person in enumerate(people.only("name", "id_number", "subsistence").iterator()):
        if number % LEFT_OUT:
            name = person.name if number % OTHER_NAME else f"{person.name}某"
            writer.writerow((name, person.id_number, person.get_subsistence_display()))
    return text.getvalue().encode()


if __name__ == "__main__":
    sys.exit(main())
