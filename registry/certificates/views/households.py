from django.shortcuts import get_object_or_404

from accounts import audit
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from orgs.selectors import ancestors
from registry.certificates.forms.filters import HouseholdFilter
from registry.certificates.selectors.households import (
    household_around,
    shared_households,
    with_members,
)
from registry.models import Person


@page(Permission.PERSON_VIEW)
def household_list(request):
    """The households with several disabled persons (一户多残)."""
    filters = HouseholdFilter(request.GET, scope=request.scope)
    found = list(shared_households(filters.narrowed, least=filters.least_members))
    households = page_of(found, request)
    households.object_list = with_members(households.object_list)
    context = {
        "filters": filters,
        "households": households,
        "people": sum(members for *_, members in found),
    }
    return render(request, "registry/certificates/household_list.html", context, fragment="results")


@page(Permission.PERSON_VIEW)
def household_detail(request, pk):
    """The household of a person: everybody on the register with the same village and number."""
    person = get_object_or_404(Person.objects.within(request.scope).for_list(), pk=pk)
    request.after_response(
        lambda: audit.record(audit.Event.VIEW, by=request.user, about=person, request=request)
    )
    context = {
        "person": person,
        "household": household_around(person),
        "ancestors": [unit for unit in ancestors(person.unit) if request.scope.covers(unit)],
    }
    return render(request, "registry/certificates/household_detail.html", context, fragment="household")
