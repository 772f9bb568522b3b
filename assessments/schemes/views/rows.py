"""Sections and items of a draft: added, changed, moved, removed."""

from django.contrib import messages
from django.shortcuts import redirect

from assessments.schemes.balance import balance_with
from assessments.schemes.fingerprints import of_item, of_section
from assessments.schemes.forms.heads import SectionForm
from assessments.schemes.forms.items import item_form, posted_form, switched_form, typed_form
from assessments.schemes.services import editing
from assessments.schemes.services.refusal import ChangedMeanwhile
from assessments.schemes.views import asking
from core.htmx import render
from core.pages import page
from core.permissions import Permission

MORE_ROWS = 3


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def section_create(request, pk):
    scheme = asking.scheme_to_change(request, pk)
    if frozen := asking.refuse_frozen(request, scheme):
        return frozen
    form = SectionForm(request.POST or None)
    section = asking.submit(
        request,
        form,
        lambda **who: editing.add_section(
            scheme, name=form.cleaned_data["name"], points=form.cleaned_data["points"], **who
        ),
    )
    if section is not None:
        messages.success(request, f"已添加考核项目“{section.name}”。")
        return redirect(scheme)
    context = {"scheme": scheme, "form": form, "title": "添加考核项目", "button": "添加"}
    return render(request, "assessments/schemes/simple_form.html", context, fragment="form")


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def section_edit(request, pk):
    section = asking.section_to_change(request, pk)
    scheme = section.scheme
    if frozen := asking.refuse_frozen(request, scheme):
        return frozen
    form = SectionForm(request.POST or None, section=section)
    done = asking.submit(request, form, lambda **who: _save_section(section, form, who))
    if done is not None:
        messages.success(request, f"已修改考核项目“{done.name}”。")
        return redirect(scheme)
    context = {"scheme": scheme, "form": form, "title": f"修改考核项目“{section.name}”", "button": "保存"}
    return render(request, "assessments/schemes/simple_form.html", context, fragment="form")


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def section_remove(request, pk):
    section = asking.section_to_change(request, pk)
    scheme = section.scheme
    if request.method == "POST":
        return asking.act(
            request,
            scheme,
            f"已删去考核项目“{section.name}”。",
            lambda **who: editing.remove_section(section, **who),
        )
    if frozen := asking.refuse_frozen(request, scheme):
        return frozen
    context = {
        "scheme": scheme,
        "title": f"删去考核项目“{section.name}”",
        "words": f"将删去“{section.name}”和其中的 {section.items.count()} 项考核指标。",
        "button": "删去考核项目",
    }
    return render(request, "assessments/schemes/confirm.html", context, fragment="form")


@page(Permission.ASSESSMENT_MANAGE, methods=["POST"])
def section_move(request, pk):
    section, where = asking.section_to_change(request, pk), asking.direction_of(request)
    return asking.act(
        request,
        section.scheme,
        f"已移动“{section.name}”。",
        lambda **who: editing.move_section(section, where, **who),
    )


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def item_create(request, pk):
    section = asking.section_to_change(request, pk)
    return _item_page(request, section.scheme, section=section)


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def item_edit(request, pk):
    item = asking.item_to_change(request, pk)
    return _item_page(request, item.section.scheme, item=item)


@page(Permission.ASSESSMENT_MANAGE, methods=["GET", "POST"])
def item_remove(request, pk):
    item = asking.item_to_change(request, pk)
    scheme = item.section.scheme
    if request.method == "POST":
        return asking.act(
            request, scheme, f"已删去“{item.name}”。", lambda **who: editing.remove_item(item, **who)
        )
    if frozen := asking.refuse_frozen(request, scheme):
        return frozen
    context = {
        "scheme": scheme,
        "title": "删去考核指标",
        "words": f"将从“{item.section.name}”中删去“{item.name}”。",
        "button": "删去考核指标",
    }
    return render(request, "assessments/schemes/confirm.html", context, fragment="form")


@page(Permission.ASSESSMENT_MANAGE, methods=["POST"])
def item_move(request, pk):
    item, where = asking.item_to_change(request, pk), asking.direction_of(request)
    return asking.act(
        request,
        item.section.scheme,
        f"已移动“{item.name}”。",
        lambda **who: editing.move_item(item, where, **who),
    )


def _item_page(request, scheme, *, item=None, section=None):
    """Show or save the form of an item; the other buttons only show it again, with all that was typed."""
    if frozen := asking.refuse_frozen(request, scheme):
        return frozen
    action = request.POST.get("action", "")
    if request.method != "POST":
        form = item_form(scheme, item, section)
    elif action == "switch":
        form = switched_form(scheme, request.POST)
    elif action in {"more", "check"}:
        form = typed_form(scheme, request.POST, MORE_ROWS if action == "more" else 0)
    else:
        form = posted_form(scheme, request.POST)
        saved = asking.submit(request, form, lambda **who: _save_item(form, item, section, who))
        if saved is not None:
            messages.success(request, f"已保存“{saved.name}”。")
            return redirect(scheme)
    context = {
        "scheme": scheme,
        "item": item,
        "form": form,
        "balance": balance_with(scheme, item, form["section"].value(), form["points"].value()),
        "parts": form.params.parts_sum(form["points"].value()),
    }
    fragment = "balance" if action == "check" else "form"
    return render(request, "assessments/schemes/item_form.html", context, fragment=fragment)


def _save_item(form, item, section, who):
    if item is None:
        return editing.add_item(section, **form.facts(), **who)
    try:
        return editing.change_item(item, seen=form.cleaned_data["seen"], **form.facts(), **who)
    except ChangedMeanwhile:
        item.refresh_from_db()
        form.see(of_item(item))
        raise


def _save_section(section, form, who):
    given = form.cleaned_data
    try:
        return editing.change_section(section, **given, **who)
    except ChangedMeanwhile:
        section.refresh_from_db()
        form.see(of_section(section))
        raise
