from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from accounts import audit
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from reports import selectors
from reports.comparison import comparable_with
from reports.doors import seen_by
from reports.indexes import DIGITS, key_at, numbers_of
from reports.kinds import kind_of
from reports.kinds.foreign import PREFIX
from reports.models import Snapshot


@page(Permission.REPORT_VIEW)
def snapshot_detail(request, pk):
    """Every figure of a snapshot, each leading to the list behind it."""
    snapshot = get_object_or_404(
        seen_by(Snapshot.objects.within(request.scope), request.user).select_related("unit", "made_by"), pk=pk
    )
    is_form = snapshot.kind.startswith(PREFIX)
    context = {
        "snapshot": snapshot,
        "kind": kind_of(snapshot.kind),
        "groups": selectors.groups_of_form(snapshot) if is_form else selectors.figure_groups(snapshot),
    }
    return render(request, "reports/snapshot_detail.html", context, fragment="results")


@page(Permission.REPORT_VIEW)
def figure_detail(request, pk, key):
    """One figure and the frozen rows that it counts. A list of persons asks for the right to see persons."""
    snapshot = get_object_or_404(
        seen_by(Snapshot.objects.within(request.scope), request.user).select_related("unit"), pk=pk
    )
    figure = snapshot.figures.get(key)
    if figure is None:
        raise Http404
    frozen = selectors.list_behind(snapshot, figure)
    if frozen is not None and not request.user.scope_of(frozen.permission).covers(snapshot.unit):
        raise PermissionDenied
    found = selectors.rows_behind(figure, frozen)
    seen = {"figure": key, "rows": len(found)}
    request.after_response(
        lambda: audit.record(audit.Event.VIEW, by=request.user, about=snapshot, request=request, **seen)
    )
    rows = page_of(found, request)
    context = {
        "snapshot": snapshot,
        "figure": figure,
        "figure_key": key,
        "number": numbers_of(snapshot.content).get(key),
        "can_compare": comparable_with(snapshot).exists(),
        "frozen": frozen,
        "columns": selectors.shown_columns(frozen),
        "parts": [(part, snapshot.figures[part]) for part in figure["made_of"]],
        "earlier_url": _earlier(figure),
        "rows": rows,
        "cells": selectors.rows_in_words(frozen, list(rows)),
    }
    return render(request, "reports/figure_detail.html", context, fragment="results")


@page(Permission.REPORT_VIEW)
def figure_by_number(request, digest, number):
    """Lead from the short address in the index of a paper to the figure that has the number."""
    snapshots = seen_by(Snapshot.objects.within(request.scope), request.user)
    snapshot = snapshots.filter(digest__startswith=digest.lower()).first() if len(digest) >= DIGITS else None
    key = key_at(snapshot.content, number) if snapshot else None
    if key is None:
        raise Http404
    return redirect("reports:figure_detail", snapshot.pk, key)


def _earlier(figure):
    """Return where a figure of the year before stands, or the empty text."""
    return reverse("reports:figure_detail", args=figure["elsewhere"]) if figure["elsewhere"] else ""
