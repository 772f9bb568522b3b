"""Giving a paper its code, noting its file, and withdrawing it."""

import hashlib
from dataclasses import dataclass

from core.qr import qr_data_uri, qr_svg
from orgs.proofs.kinds import KINDS
from orgs.proofs.models import Proof

QR_NAME = "proof.svg"


class WithdrawalRefused(Exception):
    """The paper cannot be withdrawn; the message is fit to show."""


@dataclass(frozen=True)
class ProofMark:
    """What `print/_proof.html` shows of a code; `picture` is the address of the QR code."""

    code: str
    address: str
    picture: str


def draft_code(kind, unit, digest, *, as_of, at, by=None, reference="", about=""):
    """Return the code of a paper that is still to be printed: not saved, unless the very same paper has one.

    :param kind: the code of a registered `ProofKind`.
    :param digest: the SHA-256 of everything that the paper states.
    :param reference: the period or thing it is about, shown to everybody; a newer paper takes its place.
    :param about: the row it is made of, as `run:12`.
    """
    facts = {
        "kind": KINDS[kind].code, "unit": unit, "reference": reference, "about": about, "digest": digest,
    }  # fmt: skip
    known = Proof.objects.standing().filter(**facts).order_by("-pk").first()
    return known or Proof(**facts, as_of=as_of, made_by=by, made_at=at)


def issue_code(kind, unit, digest, **when_and_who):
    """Return the code of a paper, saved; the arguments are those of `draft_code`."""
    proof = draft_code(kind, unit, digest, **when_and_who)
    if proof.pk is None:
        proof.save()
    return proof


def record_file(proof, content, *, pages):
    """Note a finished file under its code, so that a copy of it can be compared; return its row."""
    return record_digest(proof, hashlib.sha256(content).hexdigest(), pages=pages)


def record_digest(proof, sha256, *, pages):
    """Note a finished file by its SHA-256 alone, as `record_file` does."""
    own, _ = proof.files.get_or_create(sha256=sha256, defaults={"pages": pages})
    return own


def mark_on_paper(proof, name=QR_NAME):
    """Return (what the template shows, the pictures to hand over) for printing a code.

    :param name: of the picture, another for each code in a file with several.
    """
    mark = ProofMark(proof.shown_code, proof.address, f"media:{name}")
    return mark, {name: qr_svg(proof.address)}


def mark_on_screen(proof):
    """Return what the template shows of a code in the preview."""
    return ProofMark(proof.shown_code, proof.address, qr_data_uri(proof.address))


def withdraw(proof, *, reason, by, at):
    """Declare a paper void: whoever looks up its code is told so.

    :raises WithdrawalRefused: no reason is given, or it is void already.
    """
    reason = reason.strip()
    if not reason:
        raise WithdrawalRefused("请写明作废原因，以后查得到。")
    proof = Proof.objects.select_for_update().get(pk=proof.pk)
    if proof.withdrawn_at:
        raise WithdrawalRefused(f"验真码 {proof.shown_code} 已经作废，不用再作废一次。")
    proof.withdrawn_by, proof.withdrawn_at, proof.withdrawn_reason = by, at, reason[:200]
    proof.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_reason"])
    return proof
