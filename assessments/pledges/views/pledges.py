from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.sending import send_kept_file, send_pdf
from assessments.pledges import rights
from assessments.pledges.forms.signing import ScanForm, SignForm
from assessments.pledges.forms.targets import AmendForm
from assessments.pledges.models import Pledge, PledgeScan
from assessments.pledges.paper import pledges_pdf
from assessments.pledges.proving import code_of_pledge
from assessments.pledges.selectors.board import board_of
from assessments.pledges.selectors.items import plain_number, pledged_items
from assessments.pledges.services import issuing, signing
from assessments.pledges.services.refusal import PledgeRefused
from assessments.pledges.views.asking import pledge_of, sheet_of, submit
from core.attachments import MAX_MB
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.proofs.papers import keep_code


@page(Permission.ASSESSMENT_VIEW)
def pledge_detail(request, pk):
    """All pledges of a unit in a year: what was promised, when it was signed, scans and amendments."""
    return _detail(request, sheet_of(request, pk), ScanForm())


@page(Permission.ASSESSMENT_VIEW)
def pledge_print(request, pk):
    """Show a pledge as it is signed and sealed."""
    pledge = pledge_of(request, pk)
    name = f"{pledge.sheet.unit.name}{pledge.title}"
    proof = code_of_pledge(pledge, by=request.user)
    content = pledges_pdf([pledge], title=pledge.title, proof=proof)
    return keep_code(request, send_pdf(request, name, content, persons=0, about=pledge), proof)


@page(Permission.ASSESSMENT_SCORE, methods=["GET", "POST"])
def pledge_sign(request, pk):
    """Write down that both sides have signed, and keep the scan."""
    pledge = pledge_of(request, pk)
    if request.method == "GET" and (pledge.is_signed or pledge.is_recalled):
        return redirect(pledge)
    form = SignForm(request.POST or None, request.FILES or None)

    def act(**who):
        facts = dict(form.cleaned_data)
        return signing.record_signing(pledge, facts.pop("file"), **facts, **who)

    if submit(request, form, act) is not None:
        messages.success(request, f"已登记{pledge.sheet.unit.name}责任书的签订。")
        return redirect(pledge)
    context = {"form": form, "pledge": pledge, "unit": pledge.sheet.unit, "max_mb": MAX_MB}
    return render(request, "assessments/pledges/sign_form.html", context, fragment="form")


@page(Permission.ASSESSMENT_REVIEW, methods=["POST"])
def pledge_recall(request, pk):
    """Take back a pledge that nobody has signed."""
    pledge = pledge_of(request, pk)
    if not rights.may_manage(request.user, pledge.sheet):
        raise Http404
    try:
        issuing.recall_pledge(pledge, by=request.user, at=timezone.now())
    except PledgeRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"已撤回{pledge.sheet.unit.name}的责任书，指标可以修改。")
    return redirect(pledge)


@page(Permission.ASSESSMENT_REVIEW, methods=["GET", "POST"])
def pledge_amend(request, pk):
    """Change the targets of a signed pledge, with the reason; both stay to be seen."""
    sheet = sheet_of(request, pk)
    if not rights.may_manage(request.user, sheet):
        raise Http404
    items = pledged_items(sheet.round.scheme)
    (line,) = board_of(sheet.round, [sheet], items)
    form = AmendForm(request.POST or None, line=line, items=items)
    made = submit(
        request, form,
        lambda **who: issuing.amend_pledge(sheet, form.values(), reason=form.cleaned_data["reason"], **who),
    )  # fmt: skip
    if made is not None:
        messages.success(request, "已下达变更后的责任书，双方签字后生效，原责任书保留。")
        return redirect(made)
    context = {"form": form, "sheet": sheet, "unit": sheet.unit, "line": line}
    return render(request, "assessments/pledges/amend_form.html", context, fragment="form")


@page(Permission.ASSESSMENT_SCORE, methods=["POST"])
def scan_create(request, pk):
    """Keep another page of the signed paper."""
    pledge = pledge_of(request, pk)
    form = ScanForm(request.POST, request.FILES)
    kept = submit(request, form, lambda **who: signing.add_scan(pledge, form.cleaned_data["file"], **who))
    if kept is not None:
        messages.success(request, f"已上传“{kept.name}”。")
        return redirect(pledge)
    return _detail(request, sheet_of(request, pledge.sheet_id), form)


@page(Permission.ASSESSMENT_VIEW)
def scan_show(request, pk):
    """Show a picture or a PDF in the browser; anything else is a download."""
    return send_kept_file(request, _scan(request, pk))


@page(Permission.ASSESSMENT_SCORE, methods=["GET", "POST"])
def scan_withdraw(request, pk):
    """Ask once more, then take a scan down."""
    kept = _scan(request, pk)
    if request.method == "POST":
        try:
            signing.withdraw_scan(kept, by=request.user, at=timezone.now())
        except PledgeRefused as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, f"已撤下“{kept.name}”，撤下记录已保留。")
        return redirect(kept.pledge)
    context = {"kept": kept, "thing": kept.pledge, "room": ("pledges:pledge_list", "责任书")}
    return render(request, "registry/file_withdraw.html", context, fragment="form")


def _detail(request, sheet, scan_form):
    (line,) = board_of(sheet.round, [sheet], pledged_items(sheet.round.scheme))
    rows = Pledge.objects.within(request.scope).filter(sheet=sheet).for_page().select_related("signed_by")
    pledges = list(rows.prefetch_related("lines").order_by("-number"))
    for pledge in pledges:
        pledge.targets = [one for one in pledge.lines.all() if one.target is not None]
        for one in pledge.targets:
            one.shown = plain_number(one.target)
    may_sign = rights.may_sign(request.user, sheet)
    context = {
        "sheet": sheet, "unit": sheet.unit, "round": sheet.round, "line": line, "pledges": pledges,
        "scans": _scans(request, sheet), "scan_form": scan_form, "max_mb": MAX_MB,
        "may_sign": may_sign and not sheet.round.is_final,
        "may_manage": rights.may_manage(request.user, sheet) and not sheet.round.is_final,
    }  # fmt: skip
    return render(request, "assessments/pledges/pledge_detail.html", context, fragment="pledges")


def _scans(request, sheet):
    rows = PledgeScan.objects.within(request.scope).filter(pledge__sheet=sheet).standing()
    return list(rows.select_related("uploaded_by", "pledge").order_by("uploaded_at", "pk"))


def _scan(request, pk):
    rows = PledgeScan.objects.within(request.scope).standing()
    kept = get_object_or_404(
        rows.select_related("pledge__sheet__unit__parent", "pledge__sheet__round"), pk=pk
    )
    if not kept.file.storage.exists(kept.file.name):
        raise Http404
    return kept
