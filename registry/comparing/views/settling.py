"""Many rows at once: a field taken over or kept, rows sent to the villages, a takeover taken back."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from core import jobs
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from registry.comparing.fields import FIELDS, title_of
from registry.comparing.forms.working import ReasonForm, RowFilter, SendForm
from registry.comparing.selectors.rows import chosen_rows, told, told_to
from registry.comparing.services import taking, tasking
from registry.comparing.services.refusal import ComparisonRefused
from registry.comparing.tasks import TAKE
from registry.comparing.views.asking import comparison_of
from registry.models import ComparisonTakeover


@page(Permission.COMPARISON_MANAGE, methods=["GET", "POST"])
def settle_field(request, pk, key):
    """Show old and new of one field for all filtered rows; take over, or keep ours for a reason."""
    comparison = comparison_of(request, pk)
    if key not in FIELDS or not comparison.is_ready:
        raise Http404
    filters = RowFilter(request.GET, scope=request.scope)
    chosen = filters.chosen | {"kind": "differing", "field": key}
    rows = chosen_rows(comparison, request.scope, chosen).about_field(key)
    form = ReasonForm(request.POST if request.POST.get("act") == "keep" else None, label="保留登记值的理由")
    if request.method == "POST":
        answer = _settle(request, comparison, rows, chosen=chosen, form=form)
        if answer is not None:
            return answer
    cut = page_of(rows.for_list().select_related("person__unit").order_by("path", "pk"), request)
    for row in cut.object_list:
        row.comparison = comparison
    cut.object_list = [told_to(row, request.user) for row in told(cut.object_list)]
    for row in cut.object_list:
        row.line = next(line for line in row.lines if line.key == key)
    context = {
        "comparison": comparison,
        "field": FIELDS[key],
        "rows": cut,
        "form": form,
        "back": f"{comparison.get_absolute_url()}?{urlencode({'kind': 'differing', 'field': key})}",
        "may_take": FIELDS[key].is_bulk and request.user.holds(Permission.PERSON_EDIT),
    }
    return render(request, "registry/comparing/settle_field.html", context, fragment="rows")


def _settle(request, comparison, rows, *, chosen, form):
    """Do what the button says and return where to go; None if something has to be mended first."""
    key = chosen["field"]
    if request.POST.get("act") == "take":
        if not FIELDS[key].is_bulk:
            raise Http404
        label = f"采用名单的{FIELDS[key].title}：{comparison.title}"[:150]
        job = jobs.enqueue(
            TAKE, by=request.user, label=label, comparison=comparison.pk, field=key, filters=chosen
        )
        job.result_url = comparison.get_absolute_url()
        job.save()
        return redirect(job)
    if not form.is_valid():
        return None
    try:
        count = taking.keep_ours(
            rows, key, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"]
        )
    except ComparisonRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{count} 行的{title_of(key)}已保留登记的值。")
    return redirect(comparison)


@page(Permission.COMPARISON_MANAGE, methods=["GET", "POST"])
def send(request, pk):
    """Send the filtered rows to their villages, one task for each village."""
    comparison = comparison_of(request, pk)
    if not comparison.is_ready:
        messages.error(request, f"这次比对{comparison.get_state_display()}，不能下发。")
        return redirect(comparison)
    filters = RowFilter(request.GET, scope=request.scope)
    rows = tasking.sendable(chosen_rows(comparison, request.scope, filters.chosen))
    form = SendForm(request.POST or None, days=comparison.profile.task_days)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            sent = tasking.send_rows(
                rows,
                by=request.user,
                at=timezone.now(),
                due_on=values["due_on"],
                instruction=values["instruction"],
            )
        except ComparisonRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            left = f"；{sent.left} 行没有写明村（社区），没有下发" if sent.left else ""
            messages.success(request, f"已向 {sent.tasks} 个村（社区）下发 {sent.rows} 行{left}。")
            return redirect(f"{reverse('comparing:task_list')}?comparison={comparison.pk}")
    context = {
        "comparison": comparison,
        "form": form,
        "filters": filters,
        "count": rows.count(),
        "villages": rows.exclude(unit=None).order_by().values("unit").distinct().count(),
        "placeless": rows.filter(unit=None).count(),
    }
    return render(request, "registry/comparing/send.html", context, fragment="form")


@page(Permission.COMPARISON_MANAGE, methods=["GET", "POST"])
def takeover_undo(request, pk):
    """Show what taking a takeover back would do, and do it when asked."""
    takeovers = ComparisonTakeover.objects.within(request.scope).select_related(
        "comparison__unit", "unit", "by"
    )
    takeover = get_object_or_404(takeovers, pk=pk)
    if request.method == "POST":
        try:
            count = taking.undo_takeover(takeover, by=request.user, at=timezone.now())
        except ComparisonRefused as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, f"已把 {count} 人的{title_of(takeover.field)}恢复为原来的值。")
        return redirect(takeover.comparison)
    if not taking.may_undo(takeover, request.user):
        messages.error(request, "这次采用已经撤回，或者您不能撤回它。")
        return redirect(takeover.comparison)
    good, kept = taking.plan_undo(takeover, by=request.user)
    context = {
        "takeover": takeover,
        "comparison": takeover.comparison,
        "title": title_of(takeover.field),
        "count": len(good),
        "kept": page_of(kept, request),
    }
    return render(request, "registry/comparing/takeover_undo.html", context, fragment="plan")
