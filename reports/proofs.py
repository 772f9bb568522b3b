"""Whether the data still say what a report says: it is counted again for the day that it states."""

from orgs.proofs.kinds import ProofKind, register_kind
from reports.kinds import KINDS
from reports.models import Document, Snapshot
from reports.periods import NotPossible
from reports.snapshots import as_stored, digest_of


def digest_now(proof):
    """Return the digest that the report would have if it were made now; None where it cannot be made."""
    document = Document.objects.filter(proof=proof).select_related("snapshot__unit").first()
    if document is None:
        return None
    now = digest_again(document.snapshot)
    # What an edited paper says about the data is its maker's own: it is the data that may have changed.
    return proof.digest if now == document.snapshot.digest else now


def digest_again(snapshot):
    """Return the digest for the same unit, period and day as a snapshot: its own if the data are still those.

    What is counted in addition since then, and words that a new version of the program writes otherwise, are
    no change of the data.
    """
    kind = KINDS.get(snapshot.kind)
    if kind is None:
        return None
    subject = kind.subject_again(snapshot)
    try:
        content, lists = kind.build(subject, _before(snapshot))
    except NotPossible:
        return None
    if _says_the_same(snapshot, content, lists):
        return snapshot.digest
    return digest_of(kind.code, subject, content, lists)


def _says_the_same(snapshot, content, lists):
    """True if every figure and every row that the snapshot has is still there."""
    now = as_stored({key: own["value"] for key, own in content["figures"].items()})
    if any(key not in now or now[key] != own["value"] for key, own in snapshot.figures.items()):
        return False
    rows = {frozen.key: frozen for frozen in lists}
    return all(old.key in rows and _same_rows(old, rows[old.key]) for old in snapshot.lists.all())


def _same_rows(old, new):
    """True if two lists have the same rows in the columns of the older one."""
    places = {column.key: at for at, column in enumerate(new.columns)}
    if any(column["key"] not in places for column in old.columns):
        return False
    kept = [places[column["key"]] for column in old.columns]
    return old.rows == as_stored([[row[at] for at in kept] for row in new.rows])


def _before(snapshot):
    """Return the snapshot of the year before that was the newest when this one was made."""
    earlier = Snapshot.objects.filter(
        kind=snapshot.kind,
        unit=snapshot.unit,
        year=snapshot.year - 1,
        about=snapshot.about,
        pk__lt=snapshot.pk,
    )
    return earlier.order_by("-pk").first()


def register_all():
    """Register every kind of report as a kind of paper with a code."""
    register_kind(*(ProofKind(kind.code, kind.name, digest_now) for kind in KINDS.values()))
