"""Documents: one report beside WeasyPrint alone on the same HTML, many beside the same in one process."""

import argparse
import json
import multiprocessing
import os
import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor

from measuring import use_django

GOALS = {"single_ratio": 1.15, "batch_speedup": 1.7, "year_summary_s": 5}
TIMES = 5


def main():
    """Measure on the database in use; end with 1 if a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=316, help="village checklists to lay out")
    options = parser.parse_args()
    use_django()
    report = {"cores": os.cpu_count(), **single(), **batch(options.sheets)}
    missed = [name for name in GOALS if not reached(name, report[name])]
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
    from core.worker import set_up
    from orgs.models import Unit
    from reports.services import draft_document

    units = Unit.objects.grassroots().in_tree_order()[:sheets]
    wanted = {"year": timezone.localdate().year, "by": None, "at": timezone.now()}
    drafts = [draft_document("liuyou_sheet", unit, **wanted) for unit in units]
    one = seconds(lambda: [print_made(draft.html, draft.media) for draft in drafts])
    context = multiprocessing.get_context("spawn")

    def together():
        with ProcessPoolExecutor(os.cpu_count(), mp_context=context, initializer=set_up) as pool:
            list(pool.map(print_made, [own.html for own in drafts], [own.media for own in drafts]))

    many = seconds(together)
    return {
        "sheets": len(drafts), "one_process_s": round(one, 1), "processes_s": round(many, 1),
        "batch_speedup": round(one / many, 2),
    }  # fmt: skip


def seconds(work):
    """Return how long `work()` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
