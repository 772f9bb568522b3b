from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from assessments.pledges.forms.signing import TextForm
from assessments.pledges.models import PledgeText
from assessments.pledges.selectors.texts import row_of, wording_of
from assessments.pledges.services import texts
from assessments.pledges.views.asking import submit
from assessments.pledges.wording import DEFAULTS
from assessments.schemes.choices import Subject
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.models import Unit


@page(Permission.ASSESSMENT_MANAGE)
def text_list(request):
    """The wording of the pledges of each county that the user manages."""
    today = timezone.localdate()
    counties = Unit.objects.within(request.scope).current().filter(level=Unit.Level.COUNTY).in_tree_order()
    rows = PledgeText.objects.within(request.scope)
    texts_now = [
        {
            "county": county, "subject": Subject(subject), "row": row_of(county, subject, today),
            "wording": wording_of(county, subject, today),
        }
        for county in counties
        for subject in DEFAULTS
    ]  # fmt: skip
    context = {"texts": texts_now, "coming": rows.coming(today), "past": rows.past(today)}
    return render(request, "assessments/pledges/text_list.html", context, fragment="results")


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def text_edit(request, county_pk, subject):
    """Another wording from a day on."""
    if subject not in DEFAULTS:
        raise Http404
    counties = Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY)
    county = get_object_or_404(counties, pk=county_pk)
    form = TextForm(request.POST or None, wording=wording_of(county, subject, timezone.localdate()))
    row = submit(
        request, form,
        lambda **who: texts.save_text(
            county, subject, form.wording, since=form.cleaned_data["since"], **who
        ),
    )  # fmt: skip
    if row is not None:
        messages.success(request, f"已保存责任书文本，自{row.since.isoformat()} 起使用。")
        return redirect("pledges:text_list")
    context = {"form": form, "county": county, "subject": Subject(subject)}
    return render(request, "assessments/pledges/text_form.html", context, fragment="form")
