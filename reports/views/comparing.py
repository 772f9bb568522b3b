from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts import audit
from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from reports import comparison, selectors
from reports.doors import seen_by
from reports.kinds import kind_of
from reports.models import Snapshot

SHOWN_TO_CHOOSE = 30
LONGEST = 50  # characters of a name that is looked for


@page(Permission.REPORT_VIEW)
def snapshot_compare(request, pk):
    """Two snapshots of the same kind and unit, figure by figure: those that moved, all, or some by name."""
    snapshot, earlier, others = _pair(request, pk)
    rows = comparison.movements_in_line(earlier, snapshot) if earlier else []
    moved = [own for own in rows if not own[1].is_still]
    shown, text = request.GET.get("show", ""), request.GET.get("q", "").strip()[:LONGEST]
    only_moved = shown == "moved" or (shown != "all" and bool(moved))
    found = comparison.named(moved if only_moved else rows, text)
    movements = page_of(found, request)
    context = {
        "snapshot": snapshot,
        "earlier": earlier,
        "others": others,
        "kind": kind_of(snapshot.kind),
        "only_moved": only_moved,
        "text": text,
        "figures": len(rows),
        "moved": len(moved),
        "movements": movements,
        "groups": [
            (label, [row for _, row in own]) for label, own in groupby(movements, key=lambda own: own[0])
        ],
    }
    return render(request, "reports/snapshot_compare.html", context, fragment="results")


@page(Permission.REPORT_VIEW)
def figure_compare(request, pk, key):
    """Why one figure is another than before: the rows that came and those that went."""
    snapshot, earlier, _ = _pair(request, pk)
    if earlier is None or not (key in snapshot.figures or key in earlier.figures):
        raise Http404
    figures = [(own, own.figures[key]) for own in (snapshot, earlier) if key in own.figures]
    for frozen in (selectors.list_behind(*each) for each in figures):
        if frozen is not None and not request.user.scope_of(frozen.permission).covers(snapshot.unit):
            raise PermissionDenied
    columns, came, went = comparison.changes_behind(key, earlier, snapshot)
    seen = {"figure": key, "rows": len(came) + len(went)}
    request.after_response(
        lambda: audit.record(audit.Event.VIEW, by=request.user, about=snapshot, request=request, **seen)
    )
    either = snapshot.figures.get(key) or earlier.figures[key]
    movement = comparison.Movement(key, either["label"], earlier.figures.get(key), snapshot.figures.get(key))
    changes = page_of(
        [*(("新增", change) for change in came), *(("减少", change) for change in went)], request
    )
    shown = [column for column in columns if column["shown"]]
    context = {
        "snapshot": snapshot, "earlier": earlier, "movement": movement, "columns": shown,
        "came": len(came), "went": len(went), "changes": changes,
        "rows": [
            {"sort": sort, "why": change.why, "cells": selectors.cells_in_words(columns, change.row)}
            for sort, change in changes
        ],
    }  # fmt: skip
    return render(request, "reports/figure_compare.html", context, fragment="results")


def _pair(request, pk):
    """Return the snapshot, the one it is compared with (None without any), and those it could be."""
    snapshots = seen_by(Snapshot.objects.within(request.scope), request.user).select_related("unit")
    snapshot = get_object_or_404(snapshots, pk=pk)
    others = list(comparison.comparable_with(snapshot).only("pk", "as_of", "made_at")[:SHOWN_TO_CHOOSE])
    wanted = request.GET.get("with", "")
    chosen = next((other.pk for other in others if str(other.pk) == wanted), others[0].pk if others else None)
    return snapshot, snapshots.filter(pk=chosen).first() if chosen else None, others
