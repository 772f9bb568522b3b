from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect

from assessments.schemes.choices import BandKind
from assessments.schemes.fingerprints import of_bands
from assessments.schemes.forms.bands import BandsForm, bands_form, row_count_of
from assessments.schemes.forms.fields import typed
from assessments.schemes.services.banding import set_bands
from assessments.schemes.services.refusal import ChangedMeanwhile
from assessments.schemes.views import asking
from core.htmx import render
from core.pages import page
from core.permissions import Permission

MORE_ROWS = 3


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def bands_edit(request, pk, kind):
    """All bands of one kind on one page, checked together."""
    scheme = asking.scheme_to_change(request, pk)
    if kind not in BandKind.values:
        raise Http404
    if frozen := asking.refuse_frozen(request, scheme):
        return frozen
    bands = list(scheme.bands.filter(kind=kind).order_by("-from_points"))
    if request.method != "POST":
        form = bands_form(scheme, kind, bands)
    elif request.POST.get("action") == "more":
        rows = row_count_of(request.POST, MORE_ROWS)
        initial = typed(request.POST) | {"rows": rows}
        form = BandsForm(scheme=scheme, kind=kind, row_count=rows, initial=initial)
    else:
        form = BandsForm(request.POST, scheme=scheme, kind=kind, row_count=row_count_of(request.POST))
        saved = asking.submit(request, form, lambda **who: _save(scheme, kind, form, who))
        if saved is not None:
            messages.success(request, f"已保存{BandKind(kind).label}的分数段。")
            return redirect(scheme)
    context = {"scheme": scheme, "kind": BandKind(kind), "form": form}
    return render(request, "assessments/schemes/bands_form.html", context, fragment="form")


def _save(scheme, kind, form, who):
    given = form.cleaned_data
    try:
        return set_bands(scheme, kind, given["bands"], seen=given["seen"], **who)
    except ChangedMeanwhile:
        form.see(of_bands(scheme.bands.filter(kind=kind)))
        raise
