"""Whether the data still say what a report says: it is counted again for the day that it states."""

from orgs.proofs.kinds import ProofKind, register_kind
from reports.kinds import KINDS
from reports.models import Document, Snapshot
from reports.periods import NotPossible, Subject
from reports.snapshots import digest_of


def digest_now(proof):
    """Return the digest that the report would have if it were made now; None where it cannot be made."""
    document = Document.objects.filter(proof=proof).select_related("snapshot__unit").first()
    if document is None:
        return None
    now = digest_again(document.snapshot)
    # The text of an edited paper is its maker's own: it is the data that may have changed.
    return proof.digest if now == document.snapshot.digest else now


def digest_again(snapshot):
    """Return the digest of the data as they are now, for the same unit, period and day."""
    kind = KINDS.get(snapshot.kind)
    if kind is None:
        return None
    subject = Subject(snapshot.unit, snapshot.year, snapshot.quarter, snapshot.as_of)
    try:
        content, lists = kind.build(subject, _before(snapshot))
    except NotPossible:
        return None
    return digest_of(kind.code, subject, content, lists)


def _before(snapshot):
    """Return the snapshot of the year before that was the newest when this one was made."""
    earlier = Snapshot.objects.filter(
        kind=snapshot.kind, unit=snapshot.unit, year=snapshot.year - 1, pk__lt=snapshot.pk
    )
    return earlier.order_by("-pk").first()


def register_all():
    """Register every kind of report as a kind of paper with a code."""
    register_kind(*(ProofKind(kind.code, kind.name, digest_now) for kind in KINDS.values()))
