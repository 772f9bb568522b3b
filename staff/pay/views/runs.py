from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.paging import ordering_of, page_of
from core.permissions import Permission
from orgs.models import Unit
from orgs.scoping import UnitScope
from staff.choices import OPEN_STATES, Outcome
from staff.forms.filters import PlaceFilter
from staff.models import RunObjection, RunTownship, StipendAdjustment, StipendLine, StipendRun
from staff.pay.forms.runs import LineFilter, MakeRunForm
from staff.pay.selectors.delta import delta_of
from staff.pay.selectors.guards import findings_of
from staff.pay.selectors.lines import by_payer, by_township, lines_for_roll, runs_for_list
from staff.pay.selectors.settings import policy_on
from staff.pay.selectors.since import since_computed
from staff.pay.services.making import make_run
from staff.pay.steps import way_of
from staff.services.refusal import StaffRefused

SORTS = {
    "unit": ("unit__path", "post_type", "pk"),
    "name": ("name", "pk"),
    "months": ("months", "unit__path", "pk"),
    "amount": ("amount", "unit__path", "pk"),
}


@page(Permission.STIPEND_VIEW)
def run_list(request):
    """The runs so far, and the way to make the next one."""
    editing = request.user.scope_of(Permission.STIPEND_EDIT)
    return _list(request, MakeRunForm(scope=editing, policy_of=policy_on) if editing else None)


@page(Permission.STIPEND_EDIT, methods=["POST"])
def run_make(request):
    """Compute the roll of a period, for the first time or anew."""
    form = MakeRunForm(request.POST, scope=request.scope, policy_of=policy_on)
    if form.is_valid():
        try:
            run = make_run(form.cleaned_data["county"], form.months, by=request.user, at=timezone.now())
        except StaffRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            told = f"已造册：{run.period}，{run.people} 人，{run.amount:,} 元。核对无误后送乡镇确认。"
            messages.success(request, told)
            return redirect(run)
    return _list(request, form)


@page(Permission.STIPEND_VIEW)
def run_detail(request, pk):
    """A run: its steps, what is different from the run before, who is on it."""
    run = get_object_or_404(ready(request), pk=pk)
    return render(request, "staff/pay/run_detail.html", detail_of(request, run), fragment="results")


@page(Permission.STIPEND_VIEW)
def line_detail(request, pk):
    """How one line came about, part by part."""
    lines = StipendLine.objects.within(request.scope)
    places = (
        "run", "run__unit", "unit", "unit__parent", "member", "replaces", "replaces__run", "replaced_by",
        "replaced_by__run",
    )  # fmt: skip
    line = get_object_or_404(lines.select_related(*places), pk=pk)
    is_sound = not line.content_hash or line.content_hash == line.reckoned_hash()
    context = {
        "line": line,
        "run": line.run,
        "is_sound": is_sound,
        "parts": list(line.make_up),
        "paid_again": getattr(line, "replaced_by", None),
    }
    return render(request, "staff/pay/line_detail.html", context, fragment="card")


def ready(request):
    """Return the runs that the user may see, with everything that the head of the page shows."""
    return StipendRun.objects.within(request.scope).for_page()


def detail_of(request, run):
    """Return the context of a run's page."""
    scope = request.user.scope_of(Permission.STIPEND_VIEW)
    filters = LineFilter(request.GET, scope=scope)
    lines = list(lines_for_roll(run, scope))
    delta, groups = delta_of(run, lines, scope), by_township(lines)
    owns = request.user.scope_of(Permission.STIPEND_EDIT).covers(run.unit)
    parts = list(RunTownship.objects.within(scope).filter(run=run).select_related("township", "confirmed_by"))
    every = list(run.townships.all()) if scope.covers(run.unit) else parts
    found = filters.apply(lines_for_roll(run, scope), delta)
    entries = list(run.entries.select_related("by").order_by("pk"))
    findings, since = _findings(run, lines, delta, owns), since_computed(run) if owns else []
    return {
        "run": run,
        "way": way_of(run, request.user, entries, every, again=_again(run, findings, since)),
        "entries": entries,
        "filters": filters,
        "lines": page_of(found.order_by(*ordering_of(request, SORTS, SORTS["unit"])), request),
        "groups": groups,
        "delta": delta,
        "findings": findings,
        "since": since,
        "failed": [line for line in lines if line.outcome == Outcome.FAILED] if owns else [],
        "payers": by_payer(run, scope),
        "parts": _confirmable(request, run, parts),
        "objections": _objections(run, scope),
        "may_object": _may_object(request, run),
        "waiting": _waiting(run, UnitScope(paths=frozenset({run.unit.path}))) if owns else 0,
        "unpaid": run.unpaid if owns else [],
        "owns": owns,
        "people": len({line.member_id for line in lines}),
        "amount": sum((line.amount for line in lines), start=0),
    }


def _findings(run, lines, delta, owns):
    return findings_of(run, lines, delta) if owns and not run.is_closed else []


def _again(run, findings, since):
    """Return why the roll has to be computed anew before it goes on, in words; empty if nothing is known."""
    if run.state not in OPEN_STATES:
        return ""
    if any(finding.blocks for finding in findings):
        return "有须先解决的问题"
    return "造册后情况有变" if since else ""


def _objections(run, scope):
    rows = RunObjection.objects.within(scope).filter(run=run).select_related("unit", "by", "answered_by")
    return list(rows.order_by("answered_at", "-pk"))


def _confirmable(request, run, parts):
    """Return (part, whether this user may confirm it now)."""
    scope = request.user.scope_of(Permission.STIPEND_CONFIRM)
    is_time = run.state == "confirming" and run.made_by_id != request.user.pk
    return [(part, is_time and part.confirmed_at is None and scope.covers(part.township)) for part in parts]


def _may_object(request, run):
    return run.state in ("confirming", "notice") and request.user.holds(Permission.STIPEND_CONFIRM)


def _waiting(run, scope):
    """Return how many adjustments of the county's people wait for a decision."""
    if not run.is_open or run.is_follow_up:  # which pays what was reckoned before, no more
        return 0
    rows = StipendAdjustment.objects.within(scope).proposed()
    return rows.filter(month__lte=run.last_month).count()


def _list(request, form):
    filters = PlaceFilter(request.GET, scope=request.scope)
    runs_there = runs_for_list(filters.narrowed)
    context = {
        "runs": page_of(runs_there, request),
        "filters": filters,
        "form": form,
        "may_export": request.user.holds(Permission.STIPEND_EXPORT),
    }
    return render(request, "staff/pay/run_list.html", context, fragment="results")


def townships_open_to(user, run):
    """Return the townships of a run that the user may speak for."""
    scope = user.scope_of(Permission.STIPEND_CONFIRM)
    units = Unit.objects.within(scope)
    return units.filter(path__startswith=run.unit.path, level=Unit.Level.TOWNSHIP).in_tree_order()
