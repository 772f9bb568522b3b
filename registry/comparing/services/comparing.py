"""What the worker does for a comparison: read, match, store. It can be run again at any time."""

from django.db import transaction
from django.db.models import Exists, OuterRef

from core import bulk
from core.jobs import JobFailed
from core.models import JobCancelled
from core.permissions import Permission
from core.sheets import HeaderUnknown, UnreadableSheet, read_sheets
from registry.comparing.choices import State
from registry.comparing.matching import Matcher
from registry.comparing.reading import VOCABULARY, read_list
from registry.comparing.services.refusal import locked
from registry.imports.mapping import sample_of
from registry.models import ComparisonDecision, ComparisonRow

NO_RIGHT = "您在这个单位已没有比对权限，没有写入任何数据。"
GONE = "名单已按保存期限删除，不能再比对。"


def compare(comparison, *, job, at, today):
    """Put the list beside the register and keep the result for people to look at.

    :raises JobFailed: the requester may not, or the file is no list; the comparison says why.
    """
    if comparison.state != State.READING:
        return
    scope = job.requested_by.scope_of(Permission.COMPARISON_MANAGE)
    try:
        _compare(comparison, job=job, at=at, today=today, scope=scope)
    except HeaderUnknown as problem:
        _end(comparison, State.MAPPING, str(problem))
        job.message = "没有认出表头，请在页面上对应各列。"
    except UnreadableSheet as problem:
        _end(comparison, State.REFUSED, str(problem))
        raise JobFailed(str(problem)) from problem
    except JobFailed as problem:
        _end(comparison, _before(comparison), str(problem))
        raise
    except JobCancelled:
        _end(comparison, _before(comparison), "已取消，没有写入任何数据。")
        raise


def _before(comparison):
    """Return the state to fall back to: the result that is there, or none."""
    return State.READY if comparison.compared_at else State.REFUSED


def _end(comparison, state, message):
    comparison.state, comparison.message = state, message
    comparison.save()


def _compare(comparison, *, job, at, today, scope):
    if not scope.covers(comparison.unit):
        raise JobFailed(NO_RIGHT)
    if not comparison.file:
        raise JobFailed(GONE)
    scope = scope.narrowed_to(comparison.unit)
    with comparison.file.open("rb") as file:
        sheets = read_sheets(file)
    comparison.sample = sample_of(sheets)
    read = read_list(sheets, comparison, scope=scope, today=today, track=job.track)
    job.progress(message="正在与登记表比对…")
    outcome = Matcher(comparison, read, scope=scope, today=today).run()
    job.progress(message="正在保存比对结果…")
    _keep(comparison, read, outcome, at=at)
    kinds = outcome.counts["kinds"]
    job.message = (
        f"一致 {kinds['same']:,}，不一致 {kinds['differing']:,}，只在登记表 {kinds['only_here']:,}，"
        f"只在名单 {kinds['only_there']:,}，疑似 {kinds['possible']:,}，无法比对 {kinds['unreadable']:,}。"
    )


@transaction.atomic
def _keep(comparison, read, outcome, *, at):
    """Put the new rows in the place of those that nobody has dealt with."""
    if locked(comparison).state != State.READING:
        return  # kept by another worker
    rows = ComparisonRow.objects.filter(comparison=comparison)
    decided = Exists(ComparisonDecision.objects.filter(row=OuterRef("pk")))
    touched = rows.filter(decided)
    numbers = set(touched.exclude(row=None).values_list("row", flat=True))
    persons = set(touched.exclude(person=None).values_list("person_id", flat=True))
    rows.filter(~decided)._raw_delete(rows.db)
    fresh = [row for row in outcome.rows if row.row not in numbers and row.person_id not in persons]
    bulk.insert(fresh, at=at)
    layout = read.layout
    comparison.columns = {
        "sheet": layout.sheet.name,
        "header": layout.header_number,
        "known": [[layout.titles.get(p, ""), VOCABULARY.title_of(k), k, p] for k, p in layout.places.items()],
        "unknown": layout.unknown,
        "memory": read.memory,
    }
    comparison.counts, comparison.compared_at = outcome.counts, at
    comparison.state, comparison.message = State.READY, ""
    comparison.save()
