"""Payees whom the register did not know: the list, and settling who they are."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from accounts import audit
from accounts.sending import send_workbook
from core.htmx import render
from core.pages import page
from core.paging import ordering_of, page_of
from core.permissions import Permission
from core.sheets.writing import workbook
from registry.benefits.columns import PAYEE_COLUMNS
from registry.benefits.forms.payees import ElsewhereForm, MatchForm, PayeeFilter, RegisterForm
from registry.benefits.models import Payee
from registry.benefits.selectors.payees import payees_within, payments_of, sums_of_payees, with_proposals
from registry.benefits.services import payees
from registry.benefits.services.refusal import NotGranted
from registry.models import Person

SORTS = {"amount": ("amount", "pk"), "times": ("times", "pk"), "month": ("last_month", "pk")}
MOST_FIRST = ("-amount", "pk")
MOST_EXPORTED = 50_000
FORMS = {"register": RegisterForm, "match": MatchForm, "elsewhere": ElsewhereForm}


@page(Permission.BENEFIT_MANAGE)
def payee_list(request):
    """Who was paid without being on the register, those that wait first of all."""
    filters, found = _found(request)
    rows = page_of(found, request)
    rows.object_list = with_proposals(list(rows.object_list), request.user.scope_of(Permission.PERSON_VIEW))
    context = {"filters": filters, "payees": rows, "sums": sums_of_payees(found)}
    return render(request, "registry/benefits/payee_list.html", context, fragment="results")


@page(Permission.BENEFIT_MANAGE)
def payee_export(request):
    """Send the payees that the list shows under the same filters."""
    filters, found = _found(request)
    rows = list(found[:MOST_EXPORTED])
    title = "不在登记表的领取人"
    totals = ["合计", "", "", sum(row.times for row in rows), sum(row.amount or 0 for row in rows)]
    totals += [""] * (len(PAYEE_COLUMNS) - len(totals))
    return send_workbook(
        request, title, lambda: workbook(title, PAYEE_COLUMNS, rows, totals=totals),
        persons=len(rows), filters=filters, fields=PAYEE_COLUMNS, rows=len(rows),
    )  # fmt: skip


@page(Permission.BENEFIT_MANAGE)
def payee_detail(request, pk):
    """What was paid to one payee, and the ways to settle who that is."""
    payee = _payee(request, pk)
    request.after_response(
        lambda: audit.record(audit.Event.VIEW, by=request.user, about=payee, request=request)
    )
    return _show(request, payee)


@sensitive_post_parameters()
@page(Permission.BENEFIT_MANAGE, methods=["POST"])
def payee_settle(request, pk, way):
    """Settle a payee in one of the ways: register, match, elsewhere; or take that back: reopen."""
    payee = _payee(request, pk)
    if way == "reopen":
        return _done(request, payee, lambda: payees.reopen_payee(payee, by=request.user, at=timezone.now()))
    if way not in FORMS:
        raise Http404
    form = _form(request, way, request.POST)
    if form.is_valid():
        try:
            told = _settle(request, payee, way, form.cleaned_data)
        except NotGranted as problem:
            if not payee.is_open:  # nothing is left to fill in
                messages.error(request, str(problem))
                return redirect(payee)
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        else:
            messages.success(request, told)
            return redirect("benefits:payee_list")
    return _show(request, payee, {way: form})


@page(Permission.BENEFIT_MANAGE, methods=["POST"])
def payee_accept(request, pk, person_pk):
    """Accept the person who is proposed for a mistyped number."""
    payee = _payee(request, pk)
    person = get_object_or_404(Person.objects.within(request.scope).select_related("unit"), pk=person_pk)
    note = "采用建议：姓名相同，号码相近"
    doing = {"by": request.user, "at": timezone.now(), "note": note}
    return _done(request, payee, lambda: payees.match_payee(payee, person, **doing))


def _done(request, payee, do):
    try:
        row = do()
    except NotGranted as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{payee.masked_name}：{row.get_state_display()}。")
    return redirect(payee)


def _settle(request, payee, way, values):
    by, at = request.user, timezone.now()
    if way == "register":
        person = payees.register_payee(payee, by=by, at=at, **values)
        return f"已登记 {person.name}，发放记录已归到名下。请补全登记和残疾人证。"
    if way == "elsewhere":
        payees.mark_elsewhere(payee, by=by, at=at, note=values["note"])
        return f"已标记 {payee.masked_name} 为外地户籍。"
    person = payees.person_with(values["id_number"], by.scope_of(Permission.BENEFIT_MANAGE))
    if person is None:
        raise NotGranted("登记表里没有这个身份证号，或者不在您的管辖范围内。", field="id_number")
    payees.match_payee(payee, person, by=by, at=at, note=values["note"])
    return f"已对上 {person.name}，发放记录已归到名下，以后的名册也这样认。"


def _form(request, way, data=None):
    more = {"scope": request.user.scope_of(Permission.PERSON_EDIT)} if way == "register" else {}
    return FORMS[way](data, auto_id=f"id_{way}_%s", **more)


def _show(request, payee, bound=None):
    with_proposals([payee], request.user.scope_of(Permission.PERSON_VIEW))
    forms = {way: (bound or {}).get(way) or _form(request, way) for way in FORMS} if payee.is_open else {}
    context = {"payee": payee, "payments": payments_of(payee), **forms}
    return render(request, "registry/benefits/payee_detail.html", context, fragment="payee")


def _found(request):
    filters = PayeeFilter(request.GET)
    found = filters.apply(payees_within(request.scope))
    return filters, found.order_by(*ordering_of(request, SORTS, MOST_FIRST))


def _payee(request, pk) -> Payee:
    return get_object_or_404(payees_within(request.scope), pk=pk)
