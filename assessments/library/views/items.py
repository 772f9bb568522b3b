"""Hanging files on items of a scheme, from the pages of other rooms, and taking them down."""

from django.contrib import messages
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from assessments.library import services
from assessments.library.forms import ItemUploadForm
from assessments.library.selectors import evidence_for, found_by, item_words, marked
from assessments.library.targets import EvidenceRefused
from assessments.library.views.asking import lead_back, may_add, unit_of
from assessments.library.views.files import use_of
from assessments.library.views.telling import tell_of_upload
from assessments.models import Evidence
from assessments.periods import FIRST_YEAR, LAST_YEAR
from core.attachments import MAX_MB
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission


@page(Permission.ASSESSMENT_VIEW)
def item_evidence(request, unit_pk, lineage, year):
    """What proves an item of a scheme at a unit in a year."""
    unit = _unit_in(request, unit_pk, year)
    return _item_page(request, unit, (lineage, year), ItemUploadForm())


@page(Permission.ASSESSMENT_SCORE, methods=["POST"])
def item_upload(request, unit_pk, lineage, year):
    """Put files into the library of a unit and hang them on an item; a form of another room leads here."""
    unit = _unit_in(request, unit_pk, year)
    form = ItemUploadForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            done = services.prove_item(
                unit, lineage, year, form.cleaned_data["files"], by=request.user, at=timezone.now()
            )
        except EvidenceRefused as problem:
            form.add_error("files", str(problem))
        else:
            if tell_of_upload(request, done):
                return lead_back(request, reverse("library:item_evidence", args=[unit.pk, lineage, year]))
            for reason in done.refused:
                form.add_error("files", reason)
    return _item_page(request, unit, (lineage, year), form)


@page(Permission.ASSESSMENT_SCORE, methods=["GET", "POST"])
def item_pick(request, unit_pk, lineage, year):
    """Choose among the files of the unit's library those that prove an item."""
    unit = _unit_in(request, unit_pk, year)
    here = reverse("library:item_evidence", args=[unit.pk, lineage, year])
    files = Evidence.objects.within(request.scope).standing().filter(unit=unit)
    if request.method == "POST":
        _hang_chosen(request, files, unit, (lineage, year))
        return lead_back(request, here)
    there = {one.evidence.pk for one in evidence_for(unit, [lineage], year)[lineage]}
    rows = page_of(found_by({"q": request.GET.get("q", "")}, files, request.scope), request)
    rows.object_list = marked(rows.object_list)
    context = {
        "unit": unit, "item": item_words(lineage, year), "files": rows, "there": there,
        "q": request.GET.get("q", ""), "back": request.GET.get("back", here),
    }  # fmt: skip
    return render(request, "assessments/library/item_pick.html", context, fragment="results")


@page(Permission.ASSESSMENT_SCORE, methods=["GET", "POST"])
def use_withdraw(request, pk):
    """Ask once more, then let a file prove something no longer; it stays in the library."""
    use = use_of(request, pk)
    if request.method == "POST":
        try:
            services.detach(use, by=request.user, at=timezone.now())
        except EvidenceRefused as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, f"已撤下“{use.evidence}”，它仍在佐证库中。")
        return lead_back(request, use.evidence.get_absolute_url())
    back = request.GET.get("back", use.evidence.get_absolute_url())
    context = {"use": use, "back": back}
    return render(request, "assessments/library/use_withdraw.html", context, fragment="form")


def _item_page(request, unit, item, form):
    lineage, year = item
    here = reverse("library:item_evidence", args=[unit.pk, lineage, year])
    context = {
        "unit": unit,
        "lineage": lineage,
        "year": year,
        "item": item_words(lineage, year),
        "evidence": evidence_for(unit, [lineage], year)[lineage],
        "may_add": may_add(request.user, unit),
        "form": form,
        "back": request.POST.get("back", here),
        "max_mb": MAX_MB,
    }
    return render(request, "assessments/library/item_evidence.html", context, fragment="case")


def _unit_in(request, unit_pk, year):
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    return unit_of(request, unit_pk)


def _hang_chosen(request, files, unit, item):
    chosen = [key for key in request.POST.getlist("file") if key.isascii() and key.isdigit()]
    done = 0
    for evidence in files.filter(pk__in=chosen[: services.MOST_AT_ONCE]):
        try:
            services.attach(evidence, unit, *item, by=request.user, at=timezone.now())
        except EvidenceRefused as problem:
            messages.error(request, str(problem))
        else:
            done += 1
    if done:
        messages.success(request, f"已关联 {done} 份佐证材料。")
    elif not chosen:
        messages.info(request, "没有选择材料，没有变动。")
