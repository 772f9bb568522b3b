from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from orgs.changes import services
from orgs.changes.forms.choosing import chooser_for
from orgs.changes.forms.facts import FORMS, NEW, SUCCESSORS
from orgs.changes.refusal import ChangeRefused
from orgs.changes.views.changes import change_of
from orgs.models import Unit, UnitChange

Kind = UnitChange.Kind
STEPS = ["种类", "单位", "日期、名称和批文", "预览和确认"]
ABOUT = {
    Kind.RENAME: "只改名称（和代码），人员、岗位、台账都不动。",
    Kind.UPGRADE: "乡改镇、镇改街道、村改社区：改类型，可同时更名。",
    Kind.TRANSFER: "村、社区划到另一个乡镇（街道），人员和全部记录随同。",
    Kind.MERGE: "几个单位并为一个：并入其中一个，或新设一个。乡镇合并时所属的村一并划入。",
    Kind.SPLIT: "一个村、社区撤销，人员按住址分到几个单位。",
}


@page(Permission.UNIT_CHANGE)
def change_kind(request):
    """First step: what sort of change."""
    kinds = [(kind.value, kind.label, ABOUT[kind]) for kind in Kind]
    return render(request, "orgs/changes/change_kind.html", {"kinds": kinds, "steps": STEPS}, fragment="form")


@page(Permission.UNIT_CHANGE)
def change_units(request, kind):
    """Second step: which units."""
    kind = _kind(kind)
    form = chooser_for(kind)(request.GET if "units" in request.GET else None, scope=request.scope, kind=kind)
    context = {"kind": kind, "about": ABOUT[kind], "form": form, "steps": STEPS}
    return render(request, "orgs/changes/change_units.html", context, fragment="form")


@page(Permission.UNIT_CHANGE, methods=["GET", "POST"])
def change_create(request, kind):
    """Third step: day, names, codes and paper; what would happen is worked out and shown next."""
    kind = _kind(kind)
    chooser = chooser_for(kind)(request.GET, scope=request.scope, kind=kind)
    if not chooser.is_valid():
        context = {"kind": kind, "about": ABOUT[kind], "form": chooser, "steps": STEPS}
        return render(request, "orgs/changes/change_units.html", context, fragment="form")
    return _facts(request, kind, chooser.chosen)


@page(Permission.UNIT_CHANGE, methods=["GET", "POST"])
def change_edit(request, pk):
    """The third step once more, for a draft."""
    change = change_of(request, pk)
    if not change.is_draft:
        return redirect(change)
    units = list({part.before_id: part.before for part in change.parts.all()}.values())
    return _facts(request, Kind(change.kind), units, change=change)


def _facts(request, kind, units, *, change=None):
    initial = (
        _initial(change) if change else {"effective_on": timezone.localdate(), "name": _name(kind, units)}
    )
    form = FORMS[kind](request.POST or None, units=units, scope=request.scope, initial=initial)
    if request.method == "POST" and form.is_valid():
        county = Unit.objects.within(request.scope).get(
            level=Unit.Level.COUNTY, path__in=units[0].ancestor_paths
        )
        try:
            made = services.draft_change(
                county,
                kind,
                parts=form.parts(),
                by=request.user,
                at=timezone.now(),
                change=change,
                **form.about,
            )
        except ChangeRefused as problem:
            form.add_error(problem.field if problem.field in form.fields else None, str(problem))
        else:
            return redirect(made)
    context = {"kind": kind, "units": units, "form": form, "change": change, "steps": STEPS}
    return render(request, "orgs/changes/change_form.html", context, fragment="form")


def _name(kind, units):
    return units[0].name if kind in (Kind.RENAME, Kind.UPGRADE) else ""


def _initial(change):
    """Return what a draft says, in the words of its form."""
    parts = list(change.parts.all())
    first = parts[0]
    initial = {name: getattr(change, name) for name in ("effective_on", "document", "note")}
    initial |= {"name": first.name_after, "code": first.code_after, "kind": first.kind_after}
    initial |= {"parent": first.parent_after_id, "into": first.after_id or NEW}
    if change.is_split:
        for n, part in enumerate(parts[:SUCCESSORS], 1):
            initial |= {f"unit_{n}": part.after_id, f"words_{n}": part.words}
            initial[f"name_{n}"] = "" if part.after_id else part.name_after
            initial |= {"main": str(n)} if part.is_main else {}
    return initial


def _kind(text):
    if text not in Kind.values:
        raise Http404
    return Kind(text)
