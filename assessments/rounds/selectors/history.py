"""Who changed the marks of an item when: from the audit log."""

from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType

from accounts.models import AuditEntry
from assessments.rounds.models import Mark

SHOWN = {"points": "得分", "answers": "填报", "reason": "理由"}


@dataclass(frozen=True)
class Step:
    """One change of one mark."""

    stage: str
    at: object
    by: object
    words: str


def history_of(marks):
    """Return the `Step`s of some marks, the newest first. Two queries."""
    stages = {mark.pk: mark.get_stage_display() for mark in marks}
    kind = ContentType.objects.get_for_model(Mark)
    entries = AuditEntry.objects.filter(content_type=kind, object_id__in=stages).select_related("actor")
    return [
        Step(stages[entry.object_id], entry.timestamp, entry.actor, _words(entry.changes or {}))
        for entry in entries.order_by("-pk")
    ]


def _words(changes):
    parts = [
        f"{label} {_said(changes[name][0])} → {_said(changes[name][1])}"
        for name, label in SHOWN.items()
        if name in changes
    ]
    return "；".join(parts) or "保存"


def _said(value):
    return "空" if value in (None, "None", "") else value
