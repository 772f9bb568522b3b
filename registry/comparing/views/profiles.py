from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.models import Unit
from registry.comparing.fields import title_of
from registry.comparing.forms.working import ProfileForm
from registry.comparing.selectors.profiles import county_of, profiles_of
from registry.comparing.services import profiles
from registry.comparing.services.refusal import ComparisonRefused


@page(Permission.COMPARISON_MANAGE)
def profile_list(request):
    """What the kinds of lists mean in the county; the county itself may change it."""
    units = Unit.objects.within(request.scope).current().in_tree_order()
    counties = units.filter(level=Unit.Level.COUNTY)
    asked = request.GET.get("county", "")
    chosen = counties.filter(code=asked).first() or counties.first()
    first = chosen or units.first()
    county = county_of(first) if first else None
    if county is None:
        raise Http404
    rows = [
        {"profile": profile, "fields": [title_of(key) for key in profile.fields]}
        for profile in profiles_of(county, timezone.localdate()).values()
    ]
    context = {"county": county, "counties": counties, "rows": rows, "may_edit": chosen is not None}
    return render(request, "registry/comparing/profile_list.html", context, fragment="results")


@page(Permission.COMPARISON_MANAGE, methods=["GET", "POST"])
def profile_edit(request, county_pk, code):
    """Another meaning, or other days, for a kind of list from a day on."""
    counties = Unit.objects.within(request.scope).filter(level=Unit.Level.COUNTY)
    county = get_object_or_404(counties, pk=county_pk)
    profile = profiles_of(county, timezone.localdate()).get(code)
    if profile is None:
        raise Http404
    form = ProfileForm(request.POST or None, profile=profile)
    if request.method == "POST" and form.is_valid():
        try:
            row = profiles.save_profile(county, by=request.user, at=timezone.now(), code=code, **form.facts())
        except ComparisonRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存“{row.name}”，自{row.since.isoformat()} 起执行。")
            return redirect(f"{reverse('comparing:profile_list')}?county={county.code}")
    context = {"form": form, "profile": profile, "county": county}
    return render(request, "registry/comparing/profile_form.html", context, fragment="form")
