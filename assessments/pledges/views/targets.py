from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from assessments.pledges import rights
from assessments.pledges.forms.signing import UploadForm
from assessments.pledges.forms.targets import SpreadForm, TargetsForm
from assessments.pledges.imports import read_targets
from assessments.pledges.selectors.board import board_of, heads_of, sums_of, township_targets
from assessments.pledges.selectors.items import measure_of, plain_number, pledged_items
from assessments.pledges.services import issuing, targets
from assessments.pledges.services.refusal import PledgeRefused
from assessments.pledges.views.asking import round_of, submit
from assessments.rounds.models import Sheet
from assessments.schemes.choices import Subject
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from core.sheets.errors import UnreadableSheet
from orgs.models import Unit


@page(Permission.ASSESSMENT_REVIEW, methods=["GET", "POST"])
def target_spread(request, pk):
    """Spread the total of one item over the units by a formula."""
    round_ = round_of(request, pk)
    sheets, items = _managed(request, round_), pledged_items(round_.scheme)
    form = SpreadForm(request.POST or None, items=items, townships=_townships(request, round_))
    parts = submit(request, form, lambda **who: _spread(round_, form, sheets, who))
    if parts is not None:
        item, total = form.chosen_item, plain_number(sum(parts.values()))
        words = f"已把“{item.name}”下达到 {len(parts)} 个单位，共 {total} {measure_of(item)}。"
        messages.success(request, words)
        return redirect(_board(round_))
    context = {"form": form, "round": round_, "items": items, "number": sheets.count()}
    return render(request, "assessments/pledges/spread_form.html", context, fragment="form")


@page(Permission.ASSESSMENT_REVIEW, methods=["GET", "POST"])
def target_edit(request, pk):
    """Write the targets of the units into one table; villages by township."""
    round_ = round_of(request, pk)
    townships, sheets = _townships(request, round_), _managed(request, round_)
    township = None
    if round_.subject == Subject.GRASSROOTS:
        asked = request.GET.get("unit", "")
        township = next((one for one in townships if str(one.pk) == asked), None) or townships.first()
        sheets = sheets.filter(unit__parent=township)
    items = pledged_items(round_.scheme)
    lines = board_of(round_, sheets, items)
    form = TargetsForm(request.POST or None, lines=lines, items=items)
    changed = submit(request, form, lambda **who: targets.set_targets(round_, form.values(), **who))
    if changed is not None:
        messages.success(request, f"已保存，{changed} 个指标有变动。" if changed else "指标没有变化。")
        return redirect(_board(round_))
    above = township_targets(round_) if township else {}
    promised = (
        [above.get((township.pk, i.lineage), above.get((township.pk, i.name))) for i in items]
        if above
        else []
    )
    context = {
        "form": form, "round": round_, "items": items, "heads": heads_of(items), "townships": townships,
        "township": township, "sums": sums_of(lines, items),
        "promised": [plain_number(value) for value in promised],
    }  # fmt: skip
    return render(request, "assessments/pledges/target_form.html", context, fragment="form")


@page(Permission.ASSESSMENT_REVIEW, methods=["GET", "POST"])
def target_upload(request, pk):
    """Take the targets from a table that was exported and filled in; one mistake and nothing is written."""
    round_ = round_of(request, pk)
    sheets, items = list(_managed(request, round_)), pledged_items(round_.scheme)
    form = UploadForm(request.POST or None, request.FILES or None)
    problems = []

    def act(**who):
        try:
            values, found = read_targets(form.cleaned_data["file"], sheets, items)
        except UnreadableSheet as problem:
            raise PledgeRefused(str(problem), field="file") from problem
        problems.extend(found)
        return None if found else targets.set_targets(round_, values, how="表格导入", **who)

    changed = submit(request, form, act)
    if changed is not None:
        messages.success(request, f"已导入，{changed} 个指标有变动。")
        return redirect(_board(round_))
    context = {"form": form, "round": round_, "problems": problems}
    return render(request, "assessments/pledges/upload_form.html", context, fragment="form")


@page(Permission.ASSESSMENT_REVIEW, methods=["GET", "POST"])
def pledge_issue(request, pk):
    """Show whose pledges would be issued, then freeze their text and targets."""
    round_ = round_of(request, pk)
    sheets, items = _managed(request, round_), pledged_items(round_.scheme)
    if request.method == "POST":
        return _issued(request, round_, sheets)
    lines = [line for line in board_of(round_, sheets, items) if line.pledges.state in ("none", "outdated")]
    context = {
        "round": round_,
        "ready": [line for line in lines if not line.lacks_targets],
        "lacking": [line for line in lines if line.lacks_targets],
    }
    return render(request, "assessments/pledges/issue_form.html", context, fragment="form")


def _issued(request, round_, sheets):
    try:
        done = issuing.issue_pledges(round_, sheets, by=request.user, at=timezone.now())
    except PledgeRefused as problem:
        messages.error(request, str(problem))
        return redirect(_board(round_))
    left = f"，{len(done.lacking)} 个单位指标不全，没有下达" if done.lacking else ""
    messages.success(request, f"已下达 {len(done.pledges)} 份责任书{left}。请打印、签字盖章后把扫描件传回。")
    return redirect(_board(round_))


def _managed(request, round_):
    """Return the sheets for which the user acts as first party; 404 if there are none."""
    sheets = rights.managed(Sheet.objects.within(request.scope), request.user)
    sheets = sheets.filter(round=round_).counted().select_related("unit__parent", "round__scheme")
    if not sheets.exists():
        raise Http404
    return sheets.order_by("unit__path")


def _townships(request, round_):
    """Return the townships whose villages the user may choose among; none where townships pledge."""
    units = Unit.objects.within(request.scope).townships().below(round_.county).in_tree_order()
    return units.current() if round_.subject == Subject.GRASSROOTS else units.none()


def _spread(round_, form, sheets, who):
    values = form.cleaned_data
    if values.get("township"):
        sheets = sheets.filter(unit__parent=values["township"])
    how = targets.Spreading(values["formula"], values["total"], values["growth"] or 0)
    return targets.spread_targets(round_, form.chosen_item, sheets, how, **who)


def _board(round_):
    return f"{reverse('pledges:pledge_list')}?round={round_.pk}"
