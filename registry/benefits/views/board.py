"""The board of the benefits, and their figures."""

from django.urls import reverse
from django.utils import timezone

from accounts.sending import send_pdf, send_workbook
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from core.sheets.writing import Column, workbook
from orgs.models import Unit
from orgs.proofs.papers import keep_code, pdf_with_code
from registry.benefits.choices import Fault
from registry.benefits.entitlement import ZERO
from registry.benefits.forms.filters import FigureFilter
from registry.benefits.models import BenefitFinding, BenefitKind, Grant
from registry.benefits.proving import code_of_figures
from registry.benefits.selectors import figures as reading

PRINT = "registry/benefits/print/figures.html"


@page(Permission.BENEFIT_VIEW)
def board(request):
    """What is granted, what was paid, and what the sentinel found, by place."""
    today, scope = timezone.localdate(), request.scope
    top = Unit.objects.within(scope).current().in_tree_order().first()
    total, places = reading.found_by_place(scope, top) if top else (None, [])
    context = {
        "unit": top,
        "standing": reading.standing(scope),
        "total": total,
        "places": places,
        "faults": [
            {"name": name, "fault": Fault(fault), "number": number, "times": times,
             "over": over or ZERO, "missed": missed or ZERO}
            for _, name, fault, number, times, over, missed in reading.found_by_fault(scope)
        ],
        "payees_url": reverse("benefits:payee_list") if request.user.holds(Permission.BENEFIT_MANAGE) else "",
        "strangers": reading.strangers(scope),
        "recheck": reading.recheck_due(Grant.objects.within(scope), today).count(),
        "recheck_by": reading.recheck_deadline(today),
        "newest": BenefitFinding.objects.within(scope).order_by("-seen_on").values_list("seen_on", flat=True)[
            :1
        ],
        "examples": BenefitKind.objects.within(scope).filter(standards__is_example=True).exists(),
        "is_set_up": BenefitKind.objects.within(scope).exists(),
        "may_manage": request.user.holds(Permission.BENEFIT_MANAGE),
        "may_print": top is not None,
    }  # fmt: skip
    return render(request, "registry/benefits/board.html", context, fragment="board")


@page(Permission.BENEFIT_VIEW)
def figures(request):
    """人次 and 万元 by kind, grade and month."""
    form, rows, total = _figures(request)
    context = {"form": form, "rows": rows, "total": total, "year": form.year, "months": range(1, 13)}
    return render(request, "registry/benefits/figures.html", context, fragment="results")


@page(Permission.BENEFIT_VIEW)
def figures_export(request):
    """Send the figures as a workbook; yuan to the cent."""
    form, rows, total = _figures(request)
    columns = [Column("补贴", lambda r: r.kind, 14), Column("等级", lambda r: r.grade, 10)]
    for month in range(1, 13):
        columns.append(Column(f"{month}月人次", lambda r, m=month: r.months[m].times, 9))
        columns.append(Column(f"{month}月金额", lambda r, m=month: r.months[m].amount, 12))
    columns += [
        Column("全年人次", lambda r: r.total.times, 10),
        Column("全年金额（元）", lambda r: r.total.amount, 16),
    ]
    name = f"{form.year}年补贴发放统计"
    content = workbook(name, columns, [*rows, total])
    return send_workbook(request, name, content, persons=0, rows=len(rows))


@page(Permission.BENEFIT_VIEW)
def figures_print(request):
    """Print the figures: 人次 and 万元 as statistics are printed."""
    form, rows, total = _figures(request)
    place = request.user.home_unit
    author = place.federation_name if place else "全部单位"
    title = f"{form.year}年残疾人补贴发放统计表"
    context = {
        "rows": [*rows, total],
        "months": range(1, 13),
        "filled_by": author,
        "today": timezone.localdate(),
    }
    proof = code_of_figures(place, request.scope, form.year, by=request.user)
    content = pdf_with_code(PRINT, context, proof, title=title, author=author)
    return keep_code(request, send_pdf(request, title, content, persons=0), proof)


def _figures(request):
    years = reading.years_paid(request.scope, timezone.localdate())
    form = FigureFilter(request.GET, years=years)
    return form, *reading.paid_by_grade(request.scope, form.year)
