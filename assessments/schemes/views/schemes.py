from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from assessments.schemes.bindings import fact_name
from assessments.schemes.checking import problems_of_table
from assessments.schemes.choices import BandKind, Subject
from assessments.schemes.differences import difference_of
from assessments.schemes.fingerprints import of_head
from assessments.schemes.forms.heads import HeadForm, StartForm
from assessments.schemes.presets import presets
from assessments.schemes.selectors.schemes import for_list
from assessments.schemes.selectors.tables import table_of
from assessments.schemes.services import drafting
from assessments.schemes.services.publishing import publish
from assessments.schemes.services.refusal import ChangedMeanwhile, SchemeRefused
from assessments.schemes.tables import Table, TableItem, TableSection
from assessments.schemes.views import asking
from core.htmx import render
from core.pages import page
from core.permissions import Permission


@page(Permission.ASSESSMENT_VIEW)
def scheme_list(request):
    """The schemes of the county, all years and versions."""
    schemes = for_list(asking.seen(request))
    subject, year = request.GET.get("subject", ""), request.GET.get("year", "")
    years = sorted(set(asking.seen(request).values_list("year", flat=True)), reverse=True)
    if subject in Subject.values:
        schemes = schemes.filter(subject=subject)
    if year.isdecimal() and int(year) in years:
        schemes = schemes.filter(year=int(year))
    context = {
        "schemes": list(schemes),
        "years": years,
        "subjects": Subject.choices,
        "year": year,
        "subject": subject,
        "counties": [one for one in asking.counties(request) if asking.managing(request).covers(one)],
    }
    return render(request, "assessments/schemes/scheme_list.html", context, fragment="results")


@page(Permission.ASSESSMENT_VIEW)
def scheme_detail(request, pk):
    """One version as its table looks; a draft with what still stands against publishing it."""
    scheme = asking.scheme_to_read(request, pk)
    table, may_manage = table_of(scheme), asking.may_manage(request, scheme)
    context = _table_context(table) | {
        "may_edit": may_manage and scheme.is_draft,
        "may_revise": may_manage and scheme.is_published,
        "may_publish": request.user.scope_of(Permission.ASSESSMENT_DECIDE).covers(scheme.county),
        "problems": problems_of_table(table) if scheme.is_draft else [],
        "others": asking.seen(request)
        .filter(county=scheme.county, year=scheme.year, subject=scheme.subject)
        .exclude(pk=scheme.pk)
        .order_by("-version"),
    }
    return render(request, "assessments/schemes/scheme_detail.html", context, fragment="table")


@page(Permission.ASSESSMENT_MANAGE)
def preset_detail(request, code, subject):
    """A shipped table, to be looked at before it is taken."""
    preset = presets().get((code, subject))
    if preset is None:
        raise Http404
    sections = tuple(
        TableSection(section, tuple(TableItem(item) for item in section.items)) for section in preset.sections
    )
    table = Table(preset, sections, preset.bands)
    context = _table_context(table) | {"preset": preset, "subject": Subject(subject).label}
    return render(request, "assessments/schemes/preset_detail.html", context, fragment="table")


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def scheme_create(request, county_pk):
    """Begin a draft: as a copy, from a shipped table, or empty."""
    county = asking.county_or_404(request, county_pk)
    form = StartForm(request.POST or None, county=county)
    made = asking.submit(request, form, lambda **who: _begin(county, form.cleaned_data, who))
    if made is not None:
        messages.success(request, f"已起草“{made}”，请逐项核对后发布。")
        return redirect(made)
    shown = [(preset, Subject(subject).label) for (_code, subject), preset in presets().items()]
    context = {"form": form, "county": county, "presets": shown}
    return render(request, "assessments/schemes/scheme_create.html", context, fragment="form")


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def scheme_edit(request, pk):
    scheme = asking.scheme_to_change(request, pk)
    if frozen := asking.refuse_frozen(request, scheme):
        return frozen
    form = HeadForm(request.POST or None, instance=asking.scheme_to_change(request, pk))
    done = asking.submit(request, form, lambda **who: _save_head(scheme, form, who))
    if done is not None:
        messages.success(request, "已保存方案的基本信息。")
        return redirect(scheme)
    context = {"scheme": scheme, "form": form, "title": "修改基本信息", "button": "保存"}
    return render(request, "assessments/schemes/simple_form.html", context, fragment="form")


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def scheme_discard(request, pk):
    scheme = asking.scheme_to_change(request, pk)
    if request.method == "POST":
        back = "schemes:scheme_list" if scheme.is_draft else scheme
        return asking.act(
            request, back, f"已删除草稿“{scheme}”。", lambda **who: drafting.discard(scheme, **who)
        )
    if frozen := asking.refuse_frozen(request, scheme):
        return frozen
    context = {
        "scheme": scheme,
        "title": "删除草稿",
        "words": f"将删除草稿“{scheme}”和其中的全部考核项目、指标。已发布的版本不受影响。",
        "button": "删除草稿",
    }
    return render(request, "assessments/schemes/confirm.html", context, fragment="form")


@page(Permission.ASSESSMENT_VIEW)
def scheme_difference(request, pk):
    """What differs from the version, or from the year, that it was copied from."""
    scheme = asking.scheme_to_read(request, pk)
    if scheme.copied_from is None:
        raise Http404
    old = table_of(scheme.copied_from)
    context = {
        "scheme": scheme,
        "old": scheme.copied_from,
        "difference": difference_of(old, table_of(scheme)),
    }
    return render(request, "assessments/schemes/scheme_difference.html", context, fragment="results")


@page(Permission.ASSESSMENT_DECIDE, methods=["GET", "POST"])
def scheme_publish(request, pk):
    """Ask once more, with what differs and what stands against it; then freeze the draft."""
    scheme = asking.scheme_to_change(request, pk)
    if request.method == "POST":
        done = f"“{scheme}”已发布。各单位按它签订责任书和自评；调整须修订另起一版。"
        return asking.act(request, scheme, done, lambda **who: publish(scheme, **who))
    if frozen := asking.refuse_frozen(request, scheme):
        return frozen
    table, old = table_of(scheme), scheme.copied_from
    context = {
        "scheme": scheme,
        "table": table,
        "problems": problems_of_table(table),
        "old": old,
        "difference": difference_of(table_of(old), table) if old else None,
    }
    return render(request, "assessments/schemes/scheme_publish.html", context, fragment="results")


@page(Permission.ASSESSMENT_MANAGE, methods=["POST"])
def scheme_revise(request, pk):
    """Begin the next version of a published scheme."""
    scheme = asking.scheme_to_change(request, pk)
    try:
        draft = drafting.revise(scheme, by=request.user, at=timezone.now())
    except SchemeRefused as problem:
        messages.error(request, str(problem))
        return redirect(scheme)
    messages.success(request, f"已另起第 {draft.version} 版草稿，现行版本在新版发布前一直有效。")
    return redirect(draft)


def _save_head(scheme, form, who):
    try:
        return drafting.change_head(scheme, **form.cleaned_data, **who)
    except ChangedMeanwhile:
        scheme.refresh_from_db()
        form.see(of_head(scheme))
        raise


def _begin(county, chosen, who):
    year, subject = chosen["year"], chosen["subject"]
    if chosen["how"] == "copy":
        return drafting.copy_to_year(chosen["source"], year, **who)
    if chosen["how"] == "template":
        return drafting.install_template(county, year, subject, chosen["template"], **who)
    name = f"{year} 年度{Subject(subject).label}考核方案"
    return drafting.create_empty(county, year, subject, name=name, **who)


def _table_context(table):
    return {
        "scheme": table.scheme,
        "table": table,
        "bands": [(kind, table.bands_of(kind)) for kind in BandKind],
        "facts": {code: fact_name(code) for item in table.items for code in item.row.bindings.values()},
    }
