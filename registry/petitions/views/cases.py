from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from accounts import audit
from accounts.sending import send_workbook
from core.attachments import MAX_MB
from core.htmx import render
from core.pages import page
from core.paging import ordering_of, page_of
from core.permissions import Permission
from core.sheets.writing import workbook
from registry.models import Person, Petition
from registry.petitions.choices import Step
from registry.petitions.columns import TABLE_COLUMNS
from registry.petitions.facts import facts_about
from registry.petitions.forms.cases import FileForm, LinkForm, PetitionForm
from registry.petitions.forms.filters import NEWEST_FIRST, SORTS, PetitionFilter
from registry.petitions.models.doors import Reader
from registry.petitions.selectors import cases as reading
from registry.petitions.services import linking, registering
from registry.petitions.services.refusal import PetitionRefused, may_act
from registry.petitions.views.asking import petition_of, readable_petition_of

BESIDES = (Step.SUPERVISE, Step.REOPEN)  # never what comes next
STAGES = ("登记", "受理", "办理", "答复", "办结")
MOST_EXPORTED = 5000


@page(Permission.PETITION_VIEW)
def petition_list(request):
    """The petitions that the user's units have registered or were passed."""
    today = timezone.localdate()
    filters, reader, found = _found(request)
    rows = page_of(found, request)
    rows.object_list = reading.told_to(rows.object_list, reader)
    for petition in rows.object_list:
        petition.due = petition.due_in_words(today)
    context = {
        "filters": filters,
        "petitions": rows,
        "waiting": reading.waiting_in(request.scope, today),
        "may_edit": request.user.holds(Permission.PETITION_EDIT),
        "may_manage": request.user.holds(Permission.PETITION_MANAGE),
    }
    return render(request, "registry/petitions/petition_list.html", context, fragment="results")


@page(Permission.PETITION_VIEW)
def petition_export(request):
    """Send the petitions that the list shows under the same filters, in the columns of 表7."""
    filters, reader, found = _found(request)
    rows = reading.told_to(found[:MOST_EXPORTED], reader)
    return send_workbook(
        request, "来信来访登记", lambda: workbook("残疾人来信来访登记表", TABLE_COLUMNS, rows),
        persons=len(rows), filters=filters, fields=TABLE_COLUMNS, rows=len(rows),
    )  # fmt: skip


@page(Permission.PETITION_VIEW)
def petition_detail(request, pk):
    petition = petition_of(request, pk)
    _log_view(request, petition)
    return render(
        request, "registry/petitions/petition_detail.html", detail(request, petition), fragment="case"
    )


@sensitive_post_parameters()
@page(Permission.PETITION_EDIT, methods=["GET", "POST"])
def petition_create(request):
    """Take down a petition; `?person=` names the person whose page led here."""
    form = PetitionForm(request.POST or None, user=request.user, initial=_first_guess(request))
    if request.method == "POST" and form.is_valid():
        try:
            petition = registering.register_petition(
                by=request.user, at=timezone.now(), unit=form.cleaned_data["unit"], **form.facts()
            )
        except PetitionRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已登记，编号 {petition.number}。")
            return redirect(petition)
    context = {"form": form, "petition": None}
    return render(request, "registry/petitions/petition_form.html", context, fragment="form")


@sensitive_post_parameters()
@page(Permission.PETITION_EDIT, methods=["GET", "POST"])
def petition_edit(request, pk):
    """Correct what was taken down."""
    petition = readable_petition_of(request, pk)
    if not (petition.is_open and may_act(request.user, petition)):
        return redirect(petition)
    form = PetitionForm(request.POST or None, instance=petition, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            registering.change_petition(petition, by=request.user, at=timezone.now(), **form.facts())
        except PetitionRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已保存 {petition.number} 的登记。")
            return redirect(petition)
    context = {"form": form, "petition": petition}
    return render(request, "registry/petitions/petition_form.html", context, fragment="form")


@page(Permission.PETITION_EDIT, methods=["POST"])
def petition_link(request, pk):
    """Declare that another petition comes from the same petitioner."""
    petition = readable_petition_of(request, pk)
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            linking.link_petitions(
                petition, _other(request, petition, form), by=request.user, at=timezone.now()
            )
        except PetitionRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已把 {petition.number} 与 {form.cleaned_data['number']} 关联。")
            return redirect(petition)
    context = detail(request, petition) | {"link_form": form}
    return render(request, "registry/petitions/petition_detail.html", context, fragment="case")


@page(Permission.PETITION_EDIT, methods=["POST"])
def petition_unlink(request, pk):
    """Declare that a petition is no repeat."""
    petition = readable_petition_of(request, pk)
    try:
        linking.unlink_petition(petition, by=request.user, at=timezone.now())
    except PetitionRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"已解除 {petition.number} 的重复信访关联。")
    return redirect(petition)


def detail(request, petition):
    """Return the context of the page of a petition; of one that the user may not read only the outside."""
    today, user = timezone.localdate(), request.user
    steps = reading.open_steps(petition, user)
    next_step = steps[0] if steps and steps[0] not in BESIDES else None
    context = {
        "petition": petition,
        "due": petition.due_in_words(today),
        "next_step": next_step,
        "other_steps": [step for step in steps if step != next_step],
        "stages": STAGES,
        "stage": _stage(petition),
        "timeline": reading.timeline_of(petition),
        "may_act": may_act(user, petition),
        "others": [],
        "facts": [],
        "files": [],
        "visit": 1,
    }
    if not petition.is_readable:
        return context
    others = reading.other_visits(petition, request.scope, Reader(user))
    earlier = [o for o in others if (o.received_on, o.pk) < (petition.received_on, petition.pk)]
    return context | {
        "others": others,
        "visit": len(earlier) + 1,
        "facts": facts_about(petition.person, user),
        "may_reveal": bool(petition.phone) and _may_reveal(request, petition),
        "may_see_person": _may_see_person(user, petition.person),
        "files": reading.files_of(petition),
        "file_form": FileForm(),
        "link_form": LinkForm(),
        "max_mb": MAX_MB,
    }


def _found(request):
    reader = Reader(request.user)
    filters = PetitionFilter(request.GET, scope=request.scope, reader=reader)
    found = filters.apply(reading.petitions_of(request.scope, reader))
    return filters, reader, found.order_by(*ordering_of(request, SORTS, NEWEST_FIRST)).for_list()


def _first_guess(request):
    """Return what the form of a new petition begins with: today, and the person that the address names."""
    guess = {"received_on": timezone.localdate().isoformat(), "people": 1}
    asked = request.GET.get("person", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 18:
        scope = request.user.scope_of(Permission.PERSON_VIEW)
        person = get_object_or_404(Person.objects.within(scope).active().select_related("unit"), pk=asked)
        guess |= {"person": person.pk, "petitioner_kind": "person"}
        if request.user.scope_of(Permission.PETITION_EDIT).covers(person.unit):
            guess["unit"] = request.user.home_unit.pk if request.user.home_unit else person.unit_id
    return guess


def _other(request, petition, form):
    """Return the petition of that number in the same county; a number out of sight is as good as none.

    :raises PetitionRefused: there is none.
    """
    number = form.cleaned_data["number"].strip()
    other = Petition.objects.within(request.scope).filter(county=petition.county, number=number)
    found = other.exclude(pk=petition.pk).first()
    if found is None:
        raise PetitionRefused("没有找到这个编号的信访件。", field="number")
    return found


def _may_see_person(user, person):
    return person is not None and user.scope_of(Permission.PERSON_VIEW).covers(person.unit)


def _may_reveal(request, petition):
    """True if the page that shows the phone would open."""
    scope = request.user.scope_of(Permission.PERSON_REVEAL)
    return bool(scope) and Petition.objects.within(scope).filter(pk=petition.pk).exists()


def _stage(petition):
    """Return how far it is among `STAGES`, counted from 1; one more than there are once it is settled."""
    return {"registered": 2, "accepted": 3, "replied": 5, "settled": 6}.get(petition.state, 0)


def _log_view(request, petition):
    request.after_response(
        lambda: audit.record(audit.Event.VIEW, by=request.user, about=petition, request=request)
    )
