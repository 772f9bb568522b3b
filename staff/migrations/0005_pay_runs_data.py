"""Runs as they were – made, reviewed, paid – take their places on the longer way to the bank."""

from datetime import date, timedelta

from django.db import migrations
from django.db.models import F

FIRST_OF_HALF = {1: 1, 2: 7}
STATES = {"reviewed": "locked", "paid": "closed"}


def take_places(apps, schema_editor):
    """Give every run its months and its new state, every line its outcome; one line per member and payer."""
    run_model = apps.get_model("staff", "StipendRun")
    line_model = apps.get_model("staff", "StipendLine")
    for run in run_model.objects.all():
        start = FIRST_OF_HALF[run.half]
        run.first_month, run.last_month = date(run.year, start, 1), date(run.year, start + 5, 1)
        run.state = STATES.get(run.state, run.state)
        if run.state in ("locked", "closed"):
            run.locked_at = run.reviewed_at
        if run.state == "closed":
            run.closed_by, run.closed_at = run.reviewed_by, run.reviewed_at + timedelta(days=1)
        run.save()
        line_model.objects.filter(run=run).update(pay=F("amount"))
        merge_lines(line_model, apps.get_model("staff", "StipendMonth"), run)
        if run.state == "closed":
            line_model.objects.filter(run=run).update(outcome="paid", paid_on=run.paid_on)
        run.people = line_model.objects.filter(run=run).values("member").distinct().count()
        run.save(update_fields=["people"])


def merge_lines(line_model, month_model, run):
    """Add a member's further lines of the same payer to the last of them, which is that of the latest post."""
    kept = {}
    for line in line_model.objects.filter(run=run).order_by("-pk"):
        last = kept.setdefault((line.member_id, line.payer), line)
        if last is line:
            continue
        month_model.objects.filter(line=line).update(line=last)
        last.amount, last.pay = last.amount + line.amount, last.pay + line.amount
        last.months += line.months
        last.explanation = sorted(line.explanation + last.explanation, key=lambda step: step["month"])
        line.delete()
        last.save()


class Migration(migrations.Migration):
    dependencies = [("staff", "0004_pay_runs")]

    operations = [migrations.RunPython(take_places, migrations.RunPython.noop)]
