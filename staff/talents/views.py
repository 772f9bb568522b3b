from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from accounts.sending import send_workbook
from core.documents import render_pdf
from core.htmx import render
from core.pages import page
from core.paging import ordering_of, page_of
from core.permissions import Permission
from core.sending import send_pdf
from core.sheets.writing import Column, workbook
from orgs.models import Unit
from staff.models import Talent
from staff.recruiting.views.asking import ask_reason, submit
from staff.talents.forms import TalentFilter, TalentForm, TalentRuleForm
from staff.talents.selectors import POOLS_AT, pools_in, rule_of
from staff.talents.services import leave_pool, save_talent, set_talent_rule

DEFAULT_SORT = ("unit__path", "pk")
SORTS = {"unit": DEFAULT_SORT, "field": ("field", "pk"), "date": ("entered_on", "pk")}
MOST_PRINTED, MOST_POOLS = 300, 30
COLUMNS = (
    Column("姓名", lambda t: t.name),
    Column("性别", lambda t: t.who.get_sex_display(), 6),
    Column("出生日期", lambda t: t.who.birth_date.isoformat()),
    Column("单位", lambda t: t.unit.place_name, 20),
    Column("人才类别", lambda t: t.get_field_display()),
    Column("特长", lambda t: t.specialty, 30),
    Column("学历", lambda t: t.get_education_display(), 16),
    Column("工作单位和职务", lambda t: t.workplace, 24),
    Column("荣誉和成果", lambda t: t.honours, 36),
    Column("推荐单位", lambda t: t.recommended_by, 20),
    Column("入库日期", lambda t: t.entered_on.isoformat()),
    Column("出库日期", lambda t: t.left_on.isoformat() if t.left_on else ""),
)


@page(Permission.STAFF_EDIT)
def talent_list(request):
    """The pool of talents, and how many it should hold."""
    filters, found = _found(request)
    pools = pools_in(request.scope, timezone.localdate())
    context = {
        "filters": filters,
        "talents": page_of(found, request),
        "standing": Talent.objects.within(request.scope).standing().count(),
        "pools": pools[:MOST_POOLS],
        "short": [pool for pool in pools if pool.missing],
    }
    return render(request, "staff/talents/talent_list.html", context, fragment="results")


@page(Permission.STAFF_EDIT)
def talent_export(request):
    """Send the talents that the list shows under the same filters."""
    filters, found = _found(request)
    rows = list(found)
    return send_workbook(
        request, "优秀残疾人人才库", lambda: workbook("优秀残疾人人才库", COLUMNS, rows),
        persons=len(rows), filters=filters, fields=COLUMNS, unit=filters.place, rows=len(rows),
    )  # fmt: skip


@page(Permission.STAFF_EDIT)
def talent_print(request):
    """Show the talents under the same filters as a printed list."""
    filters, found = _found(request)
    rows = list(found[:MOST_PRINTED])
    issuer = request.user.home_unit.federation_name if request.user.home_unit else ""
    title = "优秀残疾人人才库名册"
    context = {"rows": rows, "today": timezone.localdate()}
    return send_pdf(
        request, title,
        lambda: render_pdf("staff/talents/print/pool.html", context, title=title, author=issuer),
        persons=len(rows), filters=filters, fields=COLUMNS, rows=len(rows),
    )  # fmt: skip


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def talent_create(request):
    return _save(request, None)


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def talent_edit(request, pk):
    return _save(request, _talent(request, pk))


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def talent_leave(request, pk):
    """Let somebody leave the pool."""
    talent = _talent(request, pk)
    return ask_reason(
        request, talent, title=f"{talent.name}出库", button="登记出库", label="出库原因",
        done=f"{talent.name}已出库。", call=lambda **given: leave_pool(talent, **given),
    )  # fmt: skip


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def rule_edit(request, unit_pk):
    """How many people the pool of a city or county should hold, from a day on."""
    unit = get_object_or_404(Unit.objects.within(request.scope).filter(level__in=POOLS_AT), pk=unit_pk)
    form = TalentRuleForm(request.POST or None, rule=rule_of(unit, timezone.localdate()))
    rule = submit(request, form, lambda **who: set_talent_rule(unit, **form.cleaned_data, **who))
    if rule is not None:
        messages.success(request, f"自 {rule.since:%Y-%m-%d} 起，{unit.name}的人才库{rule}。")
        return redirect("talents:talent_list")
    context = {
        "form": form, "title": f"{unit.name}人才库要求", "button": "保存要求", "facts": "", "note": "",
        "back_url": reverse("talents:talent_list"), "back_name": "人才库",
    }  # fmt: skip
    return render(request, "staff/life/form.html", context, fragment="form")


def _found(request):
    filters = TalentFilter(request.GET, scope=request.scope)
    found = filters.apply(Talent.objects.within(request.scope)).for_list()
    return filters, found.order_by(*ordering_of(request, SORTS, DEFAULT_SORT))


def _talent(request, pk):
    return get_object_or_404(Talent.objects.within(request.scope).for_list(), pk=pk)


def _save(request, talent):
    form = TalentForm(request.POST or None, instance=talent, scope=request.scope)
    saved = submit(request, form, lambda **who: save_talent(form.instance, **who))
    if saved is not None:
        messages.success(request, f"已保存 {saved.name} 的人才信息。")
        return redirect("talents:talent_list")
    context = {"form": form, "talent": talent}
    return render(request, "staff/talents/talent_form.html", context, fragment="form")
