"""Freezing: build the figures, the text and the lists of a report once, and seal them with a digest."""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder

from reports.models import Snapshot, SnapshotList
from reports.modules.placing import with_modules


def freeze(kind, subject, *, by, at):
    """Return an unsaved snapshot of today's data and its unsaved lists.

    What has been frozen before with the very same digest is returned instead, with no lists to save.
    """
    content, lists = kind.build(
        subject, newest(kind.code, subject.unit, subject.year - 1, about=subject.about)
    )
    content = with_modules(content, kind, subject)
    digest = digest_of(kind.code, subject, content, lists)
    known = Snapshot.objects.filter(digest=digest).first()
    if known is not None:
        return known, []
    snapshot = Snapshot(
        kind=kind.code, unit=subject.unit, year=subject.year, quarter=subject.quarter, about=subject.about,
        as_of=subject.as_of, content=as_stored(content), digest=digest, made_by=by, made_at=at,
    )  # fmt: skip
    return snapshot, [_list_row(snapshot, frozen) for frozen in lists]


def newest(kind_code, unit, year, *, about=""):
    """Return the newest snapshot of a kind for a unit (or one row of it) and year, or None."""
    return Snapshot.objects.filter(kind=kind_code, unit=unit, year=year, about=about).order_by("-pk").first()


def digest_of(kind_code, subject, content, lists):
    """Return the SHA-256 of everything a snapshot states, independent of who makes it and at what hour."""
    stated = {
        "kind": kind_code,
        "unit": subject.unit.code,
        "year": subject.year,
        "quarter": subject.quarter,
        "as_of": subject.as_of,
        "content": content,
        "lists": [
            [frozen.key, [column.as_json() for column in frozen.columns], frozen.rows] for frozen in lists
        ],
    }
    if subject.about:
        stated["about"] = subject.about
    return hashlib.sha256(_canonical(stated).encode()).hexdigest()


def digest_of_text(snapshot, blocks):
    """Return the digest of a paper whose text was edited: of its data and of what it says."""
    return hashlib.sha256(f"{snapshot.digest}{_canonical(blocks)}".encode()).hexdigest()


def _canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, cls=DjangoJSONEncoder)


def as_stored(content):
    """Return the content as it will be read back, so that every print shows the same."""
    return json.loads(_canonical(content))


def _list_row(snapshot, frozen):
    return SnapshotList(
        snapshot=snapshot, key=frozen.key, label=frozen.label, permission=frozen.permission,
        columns=[column.as_json() for column in frozen.columns], rows=frozen.rows, size=len(frozen.rows),
    )  # fmt: skip
