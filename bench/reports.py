"""Documents: one report beside WeasyPrint alone on the same HTML, many beside the same in one process."""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from measuring import run_apart, use_django

GOALS = {"single_ratio": 1.15, "batch_speedup": 1.7, "year_summary_s": 5, "forms_peak_mb": 600}
TIMES = 5


def main():
    """Measure on the database in use; end with 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=316, help="village checklists to lay out")
    parser.add_argument("--forms", type=int, default=0, help="personal forms for a book; 5000 is the goal")
    parser.add_argument("--book", type=int, help="make only such a book, in this process")
    options = parser.parse_args()
    use_django()
    if options.book:
        print(json.dumps(book(options.book)))
        return 0
    report = {"cores": os.cpu_count()}
    if options.sheets:
        report |= {**single(), **batch(options.sheets)}
    if options.forms:
        made = run_apart("reports.py", "--book", options.forms, environment=dict(os.environ))
        report |= {f"forms_{name}": value for name, value in made.items()}
    missed = [name for name in GOALS if name in report and not reached(name, report[name])]
    print(json.dumps({"bench": "reports", **report, "goals": GOALS, "missed": missed}, ensure_ascii=False))
    return 1 if missed else 0


def reached(name, value):
    """True if a figure is as good as its goal: a speed-up at least, everything else at most."""
    return value >= GOALS[name] if name.endswith("speedup") else value <= GOALS[name]


def single():
    """Return how long the year-end summary takes, and its printing beside WeasyPrint alone, turn by turn."""
    import weasyprint
    from django.utils import timezone

    from core.documents import print_made
    from core.printing import VARIANT, PrintFetcher
    from orgs.models import Unit
    from reports.services import draft_document

    county = Unit.objects.filter(level=Unit.Level.COUNTY).order_by("path").first()
    wanted = {"year": timezone.localdate().year, "by": None, "at": timezone.now()}
    started = time.perf_counter()
    draft = draft_document("year_summary", county, **wanted)
    print_made(draft.html, draft.media)
    whole = time.perf_counter() - started

    def alone():
        fetcher = PrintFetcher(draft.media)
        weasyprint.HTML(string=draft.html, url_fetcher=fetcher, base_url="print:").write_pdf(
            pdf_variant=VARIANT
        )

    ratios = []
    for _ in range(TIMES):
        own, other = seconds(lambda: print_made(draft.html, draft.media)), seconds(alone)
        ratios.append(own / other)
    return {"year_summary_s": round(whole, 2), "single_ratio": round(statistics.median(ratios), 3)}


def batch(sheets):
    """Return how much faster other processes lay out the checklists of villages than this one alone."""
    from django.utils import timezone

    from core.documents import print_made
    from core.presses import Presses
    from orgs.models import Unit
    from reports.services import draft_document

    units = Unit.objects.grassroots().current().in_tree_order()[:sheets]
    wanted = {"year": timezone.localdate().year, "by": None, "at": timezone.now()}
    drafts = [draft_document("liuyou_sheet", unit, **wanted) for unit in units]
    began = os.times()
    one = seconds(lambda: [print_made(draft.html, draft.media) for draft in drafts])
    alone = _spent(began)

    def together():
        with tempfile.TemporaryDirectory() as folder, Presses(Path(folder)) as presses:
            for order in [presses.order(own.sheaves(), own.media, **own.facts) for own in drafts]:
                order.finished()

    began = os.times()
    many = seconds(together)
    return {
        "sheets": len(drafts), "one_process_s": round(one, 1), "processes_s": round(many, 1),
        "batch_speedup": round(one / many, 2), "one_process_cpu": alone, "processes_cpu": _spent(began),
    }  # fmt: skip


def _spent(began):
    """Return the processor seconds of this process and of those that it waited for."""
    now = os.times()
    return round(sum(now[:4]) - sum(began[:4]), 1)


def book(forms):
    """Make a book of so many personal forms as a batch does; nothing of it stays in the database."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.db import transaction

    from core.models import Job
    from orgs.models import Unit
    from registry.models import Person
    from reports import batches

    county = Unit.objects.filter(level=Unit.Level.COUNTY).order_by("path").first()
    units, number = [], 0
    for unit in Unit.objects.below(county).grassroots().current().in_tree_order():
        if number < forms:
            units.append(unit)
            number += Person.objects.active().filter(unit=unit).count()

    class Some(batches.Batch):
        units = property(lambda self: units)

    began, started = os.times(), time.perf_counter()
    with tempfile.TemporaryDirectory(dir=settings.VAR_DIR) as folder, transaction.atomic():
        settings.MEDIA_ROOT = folder
        job = Job.objects.create(kind="make_report_batch", requested_by=get_user_model().objects.first())
        wanted = Some("person_form", batches.GRASSROOTS, county, timezone_year())
        documents, _ = batches.make_batch(wanted, by=None, job=job)
        pages, size = sum(own.pages for own in documents), job.result.size
        transaction.set_rollback(True)
    wall, own = time.perf_counter() - started, os.times()
    return {
        "made": number, "pages": pages, "seconds": round(wall), "file_mb": round(size / 1e6),
        "cpu": _spent(began), "parent_cpu": round(own.user + own.system - began.user - began.system, 1),
        "cpu_per_form": round(_spent(began) / number, 3),
    }  # fmt: skip


def timezone_year():
    from django.utils import timezone

    return timezone.localdate().year


def seconds(work):
    """Return how long `work()` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
