from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters

from accounts import audit
from core.htmx import render
from core.pages import page
from core.paging import ordering_of, page_of
from core.permissions import Permission
from core.sending import send_workbook
from orgs.selectors import ancestors
from registry.forms.people import ArchiveForm
from registry.health.forms import FindingFilter, KeepForm, KeepManyForm, MendForm
from registry.health.models import Finding
from registry.health.selectors.findings import next_after, with_rule
from registry.health.services import deciding
from registry.health.services.deciding import FindingRefused
from registry.health.sheets import COLUMNS, findings_workbook
from registry.services.persons import PersonRefused

MOST_EXPORTED = 200_000
GRAVEST_FIRST = ("-severity", "unit_path", "rule", "pk")
SORTS = {
    "severity": ("severity", "unit_path", "pk"),
    "name": ("person__pinyin", "pk"),
    "unit": ("unit_path", "-severity", "pk"),
    "first": ("first_seen", "pk"),
    "rule": ("rule", "unit_path", "pk"),
}


@page(Permission.HEALTH_VIEW)
def finding_list(request):
    filters = FindingFilter(request.GET, scope=request.scope)
    return _list(request, filters, KeepForm())


@page(Permission.PERSON_EXPORT)
def finding_export(request):
    """Send what the list shows under the same filters, numbers masked; who did it is logged."""
    filters = FindingFilter(request.GET, scope=request.scope)
    found = _sorted(request, filters)[:MOST_EXPORTED]
    name, count = f"数据体检问题{timezone.localdate():%Y%m%d}", found.count()
    rows = found.for_export().iterator(chunk_size=2000)
    return send_workbook(
        request, name, lambda: findings_workbook(name, (with_rule(row) for row in rows)),
        persons=count, filters=filters, fields=[title for title, *_ in COLUMNS], rows=count,
    )  # fmt: skip


@page(Permission.HEALTH_VIEW)
def finding_detail(request, pk):
    """One finding: what is wrong, why it matters, and the ways to deal with it."""
    finding = _finding(request, pk)
    request.after_response(
        lambda: audit.record(audit.Event.VIEW, by=request.user, about=finding.person, request=request)
    )
    return _detail(request, finding)


@sensitive_post_parameters()
@page(Permission.PERSON_EDIT, methods=["POST"])
def finding_mend(request, pk):
    """Write the mended fields, check again at once, and say what has come of it."""
    finding = _finding(request, pk)
    form = _mend_form(request, finding, request.POST)
    if form is None:
        return redirect(finding)
    if form.is_valid():
        try:
            now = deciding.mend_person(
                finding, by=request.user, at=timezone.now(), card=form.card(), facts=form.facts()
            )
        except PersonRefused as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        else:
            return _mended(request, now, "已改正")
    return _detail(request, finding, mend=form)


@page(Permission.PERSON_EDIT, methods=["POST"])
def finding_archive(request, pk):
    """Archive the person, or end the benefit mark of somebody archived, where that mends the finding."""
    finding = _finding(request, pk)
    rule = finding.told
    form = ArchiveForm(request.POST)
    try:
        if rule and rule.ends_subsistence:
            now = deciding.end_subsistence(finding, by=request.user, at=timezone.now())
            return _mended(request, now, "已取消低保特困标注")
        if form.is_valid():
            now = deciding.archive_person(finding, by=request.user, at=timezone.now(), **form.cleaned_data)
            return _mended(request, now, "已归档")
    except PersonRefused as problem:
        form.add_error(problem.field if problem.field in form.fields else None, str(problem))
    return _detail(request, finding, archive=form)


@page(Permission.HEALTH_EDIT, methods=["POST"])
def finding_keep(request, pk):
    """Keep a finding as right, for a reason."""
    finding = _finding(request, pk)
    form = KeepForm(request.POST)
    if form.is_valid():
        try:
            deciding.keep_findings([finding], by=request.user, at=timezone.now(), **form.cleaned_data)
        except FindingRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已将 {finding.person.name} 的“{_name(finding)}”记为确认无误。")
            return _onwards(request, finding)
    return _detail(request, finding, keep=form)


@page(Permission.HEALTH_EDIT, methods=["POST"])
def finding_reopen(request, pk):
    """Take back the reason for which a finding was kept."""
    finding = _finding(request, pk)
    try:
        deciding.reopen_finding(finding, by=request.user, at=timezone.now())
    except FindingRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "已撤销确认，该问题重新待处理。")
    return redirect(finding)


@page(Permission.HEALTH_EDIT, methods=["POST"])
def findings_keep(request):
    """Keep several findings of the list as right, for one reason."""
    form = KeepManyForm(request.POST, scope=request.scope)
    if form.is_valid():
        try:
            count = deciding.keep_findings(
                form.cleaned_data["findings"],
                by=request.user,
                at=timezone.now(),
                reason=form.cleaned_data["reason"],
            )
        except FindingRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已将 {count} 条问题记为确认无误。")
            return redirect(_back(request))
    ticked = {int(value) for value in request.POST.getlist("findings") if value.isdigit()}
    filters = FindingFilter(request.GET, scope=request.user.scope_of(Permission.HEALTH_VIEW))
    return _list(request, filters, form, ticked=ticked)


def _list(request, filters, keep_form, *, ticked=()):
    rows = page_of(_sorted(request, filters).for_list(), request)
    for row in rows:
        with_rule(row)
        row.is_ticked = row.pk in ticked
    may_keep = request.user.holds(Permission.HEALTH_EDIT)
    context = {
        "filters": filters,
        "findings": rows,
        "keep_form": keep_form,
        "may_keep": may_keep and filters.shows_open,
        "may_export": request.user.holds(Permission.PERSON_EXPORT),
    }
    return render(request, "registry/health/finding_list.html", context, fragment="results")


def _sorted(request, filters):
    found = filters.apply(Finding.objects.within(filters.scope))
    return found.order_by(*ordering_of(request, SORTS, GRAVEST_FIRST))


def _finding(request, pk):
    return with_rule(
        get_object_or_404(
            Finding.objects.within(request.scope).select_related("person", "unit__parent", "kept_by"), pk=pk
        )
    )


def _name(finding):
    return finding.told.name if finding.told else finding.rule


def _mend_form(request, finding, data=None):
    """Return the form that mends the finding, None where it has none or the user may not write."""
    scope = request.user.scope_of(Permission.PERSON_EDIT)
    rule = finding.told
    if not rule or not rule.fields or finding.person.is_archived or not scope.covers_path(finding.unit_path):
        return None
    return MendForm(data, instance=finding.person, rule=rule, scope=scope)


def _detail(request, finding, *, mend=None, keep=None, archive=None):
    rule, person = finding.told, finding.person
    may_write = request.user.scope_of(Permission.PERSON_EDIT).covers_path(finding.unit_path)
    is_open = finding.is_open
    context = {
        "finding": finding,
        "person": person,
        "ancestors": [each for each in ancestors(finding.unit) if request.scope.covers(each)],
        "mend": mend or (_mend_form(request, finding) if is_open else None),
        "archive": archive or _archive_form(rule, person) if is_open and may_write else None,
        "ends_subsistence": bool(is_open and may_write and rule and rule.ends_subsistence),
        "keep": keep or KeepForm() if is_open else None,
        "may_decide": request.user.scope_of(Permission.HEALTH_EDIT).covers_path(finding.unit_path),
        "place": rule.place(person) if rule and rule.place else None,
        "following": next_after(finding, request.scope),
    }
    return render(request, "registry/health/finding_detail.html", context, fragment="finding")


def _archive_form(rule, person):
    if rule and rule.archives and not person.is_archived:
        return ArchiveForm(initial={"on": timezone.localdate()})
    return None


def _mended(request, now, done):
    with_rule(now)
    if now.is_open:
        messages.warning(request, f"已保存，复查后问题仍在：{now.detail}")
        return redirect(now)
    messages.success(request, f"{done}，“{_name(now)}”复查通过：{now.person.name}。")
    return _onwards(request, now)


def _onwards(request, finding):
    """Go on to the next open finding of the village, or to the list once there is none."""
    scope = request.user.scope_of(Permission.HEALTH_VIEW)
    following = next_after(finding, scope)
    return redirect(following or reverse("health:finding_list"))


def _back(request):
    """Return the list that the form came from."""
    address = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(address, None) and address.startswith(reverse("health:finding_list")):
        return address
    return reverse("health:finding_list")
