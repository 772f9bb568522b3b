from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone

from accounts import audit
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from registry.comparing.choices import Kind
from registry.comparing.fields import FIELDS, title_of
from registry.comparing.forms.working import RowFilter
from registry.comparing.selectors import figures as counting
from registry.comparing.selectors.rows import chosen_rows, told
from registry.comparing.services import closing, uploading
from registry.comparing.services.refusal import ComparisonRefused, may_own
from registry.comparing.views.asking import comparison_of, own_comparison_of
from registry.models import Comparison, ComparisonTakeover

ACTS = {
    "resume": (uploading.resume, "已重新开始比对。"),
    "give_up": (uploading.give_up, "已取消，文件已删除，没有写入任何数据。"),
    "close": (closing.close_comparison, "已办结。"),
    "reopen": (closing.reopen_comparison, "已重新办理。"),
}
UNDER = {
    Kind.SAME: "两边都有，内容相同",
    Kind.DIFFERING: "两边都有，内容不同",
    Kind.ONLY_HERE: "名单上没有",
    Kind.ONLY_THERE: "登记表没有",
}
MAIN = tuple(UNDER)


@page(Permission.COMPARISON_VIEW)
def comparison_list(request):
    """The comparisons made in the scope, and those made above it that concern it."""
    today = timezone.localdate()
    rows = page_of(Comparison.objects.within(request.scope).for_list().order_by("-pk"), request)
    for comparison in rows.object_list:
        comparison.is_mine = request.scope.covers(comparison.unit)
        comparison.is_due = comparison.is_mine and comparison.should_be_wiped(today)
        comparison.is_soon = comparison.is_mine and comparison.is_soon_wiped(today)
    context = {
        "comparisons": rows,
        "waiting": counting.waiting_in(request.scope, today),
        "may_manage": request.user.holds(Permission.COMPARISON_MANAGE),
    }
    return render(request, "registry/comparing/comparison_list.html", context, fragment="results")


@page(Permission.COMPARISON_VIEW)
def comparison_detail(request, pk):
    """The comparison in whatever state it is; its rows in tabs, as far as the user sees them."""
    comparison, today = comparison_of(request, pk), timezone.localdate()
    context = {
        "comparison": comparison,
        "is_mine": may_own(request.user, comparison),
        "may_manage": request.user.holds(Permission.COMPARISON_MANAGE),
        "own_job": comparison.job is not None and comparison.job.requested_by_id == request.user.pk,
        "is_due": comparison.should_be_wiped(today),
        "is_soon": comparison.is_soon_wiped(today),
    }
    if comparison.has_result:
        context |= _result(request, comparison)
        request.after_response(
            lambda: audit.record(audit.Event.VIEW, by=request.user, about=comparison, request=request)
        )
    elif comparison.is_wiped:
        context["kept"] = _kept(comparison)
    return render(request, "registry/comparing/comparison_detail.html", context, fragment="state")


@page(Permission.COMPARISON_MANAGE, methods=["POST"])
def comparison_act(request, pk):
    """Take a broken reading up again, give it up, close, or open again, as the button says."""
    comparison = own_comparison_of(request, pk)
    act, done = ACTS.get(request.POST.get("act"), (None, ""))
    if act is not None:
        try:
            act(comparison, by=request.user, at=timezone.now())
        except ComparisonRefused as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, done)
    return redirect(comparison)


@page(Permission.COMPARISON_MANAGE, methods=["GET", "POST"])
def comparison_wipe(request, pk):
    """Ask once more, then delete the other department's list."""
    comparison = own_comparison_of(request, pk)
    if request.method == "POST":
        try:
            closing.wipe_comparison(comparison, by=request.user, at=timezone.now())
        except ComparisonRefused as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, "名单已删除，只留下数字。")
        return redirect(comparison)
    context = {"comparison": comparison}
    return render(request, "registry/comparing/comparison_wipe.html", context, fragment="ask")


def _result(request, comparison):
    filters = RowFilter(request.GET, scope=request.scope)
    figures = counting.figures_of(counting.rows_of(comparison, request.scope))
    kind = filters.cleaned_data.get("kind") or _first_tab(figures)
    wanted = filters.chosen | {"kind": kind}
    rows = page_of(chosen_rows(comparison, request.scope, wanted).for_list().order_by("path", "pk"), request)
    for row in rows.object_list:
        row.comparison = comparison
    rows.object_list = told(rows.object_list)
    fields = counting.field_counts(counting.rows_of(comparison, request.scope))
    key = filters.cleaned_data.get("field")
    return {
        "main_figures": [(figures[each], UNDER[each], _tone(figures[each])) for each in MAIN],
        "figures": list(figures.values()),
        "tab": Kind(kind),
        "filters": filters,
        "rows": rows,
        "fields": fields,
        "field": (key, title_of(key)) if key in FIELDS else None,
        "is_differing": kind == Kind.DIFFERING,
        "may_send": request.user.holds(Permission.COMPARISON_MANAGE) and comparison.is_ready,
        "takeovers": _takeovers(request, comparison),
    }


def _takeovers(request, comparison):
    """Return what was taken over, for those who see the whole of the comparison."""
    if not request.scope.covers(comparison.unit):
        return []
    found = ComparisonTakeover.objects.within(request.scope).filter(comparison=comparison)
    made = list(found.select_related("by", "undone_by").order_by("-pk")[:20])
    for takeover in made:
        takeover.title = title_of(takeover.field)
    return made


def _first_tab(figures):
    """Return the first kind that waits; the differing ones if none does."""
    return next((kind for kind, figure in figures.items() if figure.open), Kind.DIFFERING)


def _tone(figure):
    if figure.kind == Kind.SAME or not figure.count:
        return ""
    return "warn" if figure.open else "good"


def _kept(comparison):
    """Return the counts that are left of a comparison whose list has been deleted, in words."""
    final = comparison.counts.get("final", {}).get("kinds", {})
    return [(kind.label, final.get(kind.value, 0)) for kind in Kind]
