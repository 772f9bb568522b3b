"""Keeping evidence in the library of its unit, hanging it on what it proves, taking it down again."""

from dataclasses import dataclass, replace

from django.core.files.base import ContentFile
from django.db import transaction

from assessments.library.models import Evidence, EvidenceUse, kind_of
from assessments.library.pictures import PictureBroken, look_at
from assessments.library.targets import CheckTarget, EvidenceRefused, ItemTarget, target_of
from core.attachments import AttachmentRefused, is_picture, read_attachment
from orgs.models import Unit

TITLE_LENGTH = Evidence._meta.get_field("title").max_length
MOST_AT_ONCE = 20  # files of one upload


@dataclass(frozen=True)
class Kept:
    """A file of the library, whether it was there before, and the use that it was uploaded for."""

    evidence: Evidence
    is_new: bool
    use: EvidenceUse | None = None


@dataclass(frozen=True)
class Upload:
    """What became of the files of one upload: those in the library now, and why others are not."""

    kept: list[Kept]
    refused: list[str]


@transaction.atomic
def keep(unit, upload, *, by, at, title="", kind=""):
    """Put an uploaded file into the library of the unit and return the `Kept`.

    The same content stands in it once: uploaded again, what is there already is returned.

    :param title: what it shows; the name of the file where nothing is said.
    :param kind: one of `Evidence.Kind`; guessed from the type where nothing is said.
    :raises EvidenceRefused: it is empty, too large, of a type that is not accepted, or a broken picture.
    """
    read = _read(upload)
    Unit.objects.select_for_update().get(pk=unit.pk)  # of two uploads the second finds the first
    known = Evidence.objects.standing().filter(unit=unit, sha256=read.sha256).select_related("unit").first()
    if known is not None:
        return Kept(known, is_new=False)
    evidence = Evidence(unit=unit, kind=kind or kind_of(read.content_type))
    evidence.title = (title.strip() or read.name.rpartition(".")[0])[:TITLE_LENGTH]
    if is_picture(read.content_type):
        try:
            see(evidence, read.content, at=at)
        except PictureBroken as problem:
            raise EvidenceRefused(f"“{read.name}”{problem}") from problem
    return Kept(evidence.keep(read, by=by, at=at), is_new=True)


def keep_all(unit, uploads, *, by, at, kind=""):
    """Put several files into the library of the unit; what is refused does not hold up the others.

    Returns the `Upload`. Call it inside a transaction.
    """
    kept, refused = [], []
    for number, upload in enumerate(uploads):
        if number >= MOST_AT_ONCE:
            refused.append(
                f"一次最多上传 {MOST_AT_ONCE} 个文件，其余 {len(uploads) - MOST_AT_ONCE} 个没有上传。"
            )
            break
        try:
            kept.append(keep(unit, upload, by=by, at=at, kind=kind))
        except EvidenceRefused as problem:
            refused.append(str(problem))
    return Upload(kept, refused)


@transaction.atomic
def prove_item(unit, lineage, year, uploads, *, by, at):
    """Keep uploaded files and hang each on an item of a scheme in a year; return the `Upload`.

    :raises EvidenceRefused: the year of the unit is final.
    """
    target = ItemTarget(unit, lineage, year)
    target.refuse_closed()
    done = keep_all(unit, uploads, by=by, at=at)
    kept = [replace(one, use=hang(one.evidence, target, by=by, at=at)) for one in done.kept]
    return Upload(kept, done.refused)


def attach(evidence, unit, lineage, year, *, by, at):
    """Hang a file of the unit's library on an item of a scheme in a year, and return the `EvidenceUse`.

    Hung there already, the use that stands is returned.

    :raises EvidenceRefused: it is of another unit's library, was withdrawn, or the year is final.
    """
    return hang(evidence, ItemTarget(unit, lineage, year), by=by, at=at)


def attach_to_check(evidence, check, *, by, at):
    """Hang a file of the unit's library on a check, and return the `EvidenceUse`; else as `attach`.

    :raises EvidenceRefused: as for `attach`; or the quarter is closed.
    """
    return hang(evidence, CheckTarget(check), by=by, at=at)


@transaction.atomic
def hang(evidence, target, *, by, at):
    """Hang a file on a target of `assessments.library.targets`; see `attach`."""
    if evidence.unit_id != target.unit.pk:
        raise EvidenceRefused(f"“{evidence}”不在{target.unit.name}的佐证库中，请先上传到该单位的佐证库。")
    target.refuse_closed()
    evidence = Evidence.objects.select_for_update(of=("self",)).select_related("unit").get(pk=evidence.pk)
    if evidence.is_withdrawn:
        raise EvidenceRefused(f"“{evidence}”已撤下，请重新上传。")
    known = EvidenceUse.objects.standing().filter(evidence=evidence, **target.columns).first()
    return known or EvidenceUse.objects.create(
        evidence=evidence, linked_by=by, linked_at=at, **target.columns
    )


@transaction.atomic
def detach(use, *, by, at):
    """Let a file prove this no longer; it stays in the library, and the use with who took it down and when.

    A second click changes nothing.

    :raises EvidenceRefused: the quarter is closed, or the year is final.
    """
    if use.withdrawn_at is None:
        target_of(use).refuse_closed()
        use.withdrawn_by, use.withdrawn_at = by, at
        use.save(update_fields=["withdrawn_by", "withdrawn_at"])
    return use


@transaction.atomic
def withdraw(evidence, *, by, at):
    """Take a file out of the library and down from all that it proves; everything stays in store.

    :raises EvidenceRefused: it proves something in a closed quarter or a final year.
    """
    evidence = Evidence.objects.select_for_update(of=("self",)).select_related("unit").get(pk=evidence.pk)
    uses = evidence.uses.standing().for_list()
    for use in uses:
        try:
            target_of(use).refuse_closed()
        except EvidenceRefused as problem:
            raise EvidenceRefused(f"“{evidence}”不能撤下：{problem}") from problem
    evidence.uses.standing().update(withdrawn_by=by, withdrawn_at=at)
    return evidence if evidence.is_withdrawn else evidence.withdraw(by=by, at=at)


@transaction.atomic
def describe(evidence, *, title, kind, taken_on=None):
    """Say what a file shows. When a picture was taken is said by hand only where the picture does not."""
    evidence.title, evidence.kind = title.strip()[:TITLE_LENGTH], kind
    if evidence.taken_source != Evidence.TakenSource.PICTURE:
        evidence.taken_on = taken_on
        evidence.taken_source = Evidence.TakenSource.HAND if taken_on else ""
    evidence.save(update_fields=["title", "kind", "taken_on", "taken_source"])
    return evidence


def _read(upload):
    try:
        return read_attachment(upload)
    except AttachmentRefused as problem:
        raise EvidenceRefused(str(problem)) from problem


def see(evidence, content, *, at):
    """Note when a picture was taken, and keep it small beside the large one; the row is not saved.

    :raises PictureBroken: it cannot be opened.
    """
    seen = look_at(content, now=at)
    evidence.taken_on = seen.taken_on
    evidence.taken_source = Evidence.TakenSource.PICTURE if seen.taken_on else ""
    evidence.thumbnail.save("thumbnail", ContentFile(seen.thumbnail), save=False)
