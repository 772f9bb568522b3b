from django.contrib import messages
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from core.sending import send_workbook
from core.sheets.writing import workbook
from orgs.boards.views.asking import chosen_county, county_of_page
from orgs.elections.forms.elections import STATES, ProgressFilter, RuleForm, StartForm, kinds_in
from orgs.elections.models import ElectionRule
from orgs.elections.selectors import elections as reading
from orgs.elections.selectors.rules import plan_in_force, rule_in_force
from orgs.elections.selectors.summary import summaries_of
from orgs.elections.services import rules
from orgs.elections.services.refusal import ElectionRefused
from orgs.elections.services.starting import start_elections
from orgs.elections.sheets import SUMMARY


@gzip_page  # all villages of a county are a long table, and a short one on the line
@page(Permission.BOARD_VIEW)
def progress(request):
    """The progress of all units: a line for each board, a cell for each step."""
    today = timezone.localdate()
    filters = _filters(request)
    if filters is None:
        return render(request, "orgs/elections/progress_empty.html", {}, fragment="results")
    table = reading.progress_of(filters.boards(), today, since=filters.cleaned_data.get("since"))
    context = {
        "filters": filters,
        "table": table,
        "lines": list(_drawn(filters.kept(table.lines))),
        "states": [(state, table.count(state)) for state, _ in STATES[1:]],
        "waiting": reading.waiting_in(request.scope, today),
        "kind": filters.chosen("kind"),
        "may_start": request.user.holds(Permission.BOARD_REVIEW),
        "may_manage": request.user.holds(Permission.BOARD_MANAGE),
    }
    return render(request, "orgs/elections/progress.html", context, fragment="results")


def _drawn(lines):
    """Yield each line with its cells as HTML; lines whose cells say the same, as most do, share it."""
    known = {}
    for line in lines:
        if line.cells not in known:
            known[line.cells] = render_to_string("orgs/elections/_cells.html", {"cells": line.cells})
        yield line, known[line.cells]


@page(Permission.BOARD_VIEW)
def progress_export(request):
    """Send 换届情况表 of the boards that the table shows under the same filters."""
    today, filters, rows = timezone.localdate(), _filters(request), []
    if filters is not None:
        table = reading.progress_of(filters.boards(), today, since=filters.cleaned_data.get("since"))
        rows = summaries_of(filters.kept(table.lines))
    content = workbook(f"换届情况表（截至 {today:%Y-%m-%d}）", SUMMARY, rows)
    return send_workbook(request, "换届情况表", content, persons=0, rows=len(rows))


@page(Permission.BOARD_REVIEW, methods=["GET", "POST"])
def start(request):
    """Begin the elections of one or many boards; `?board=` ticks one."""
    today = timezone.localdate()
    kinds = kinds_in(request.scope)
    if not kinds:
        return redirect("elections:progress")
    kind = next((one for one in kinds if one.code == request.GET.get("kind")), kinds[0])
    boards = reading.to_start(request.scope, kind.code)
    if not boards:
        messages.info(request, f"{kind.short}都在换届，或者还没有登记在任班子。")
        return redirect(f"{reverse('elections:progress')}?kind={kind.code}")
    plan = plan_in_force(boards[0].unit, today)
    chosen = {int(text) for text in request.GET.getlist("board") if text.isascii() and text.isdigit()}
    form = StartForm(
        request.POST or None, boards=boards, methods=plan.methods, scope=request.scope, chosen=chosen
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = start_elections(by=request.user, at=timezone.now(), **form.cleaned_data)
        except ElectionRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已启动 {len(made)} 个{kind.short}的换届。")
            if len(made) == 1:
                return redirect(made[0])
            return redirect(f"{reverse('elections:progress')}?kind={kind.code}")
    context = {"form": form, "kind": kind, "kinds": kinds, "plan": plan}
    return render(request, "orgs/elections/start.html", context, fragment="form")


@page(Permission.BOARD_MANAGE)
def rule_list(request):
    """The rules of a county for its elections."""
    county, counties = chosen_county(request)
    today = timezone.localdate()
    coming = ElectionRule.objects.within(request.scope).coming(today).filter(unit=county)
    context = {
        "county": county,
        "counties": counties,
        "rule": rule_in_force(county, today),
        "plan": plan_in_force(county, today) if county else None,
        "coming": list(coming.select_related("unit")),
    }
    return render(request, "orgs/elections/rule_list.html", context, fragment="results")


@page(Permission.BOARD_MANAGE, methods=["GET", "POST"])
def rule_edit(request, county_pk):
    """Other rules for the elections of a county from a day on."""
    county = county_of_page(request, county_pk)
    form = RuleForm(request.POST or None, plan=plan_in_force(county, timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        since = form.cleaned_data["since"]
        try:
            rules.save_plan(county, form.result(), by=request.user, at=timezone.now(), since=since)
        except ElectionRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存换届规定，自 {since:%Y-%m-%d} 起启动的换届按此办理。")
            return redirect(f"{reverse('elections:rule_list')}?county={county.pk}")
    context = {"form": form, "county": county}
    return render(request, "orgs/elections/rule_form.html", context, fragment="form")


def _filters(request):
    kinds = kinds_in(request.scope)
    return ProgressFilter(request.GET, scope=request.scope, kinds=kinds) if kinds else None
