"""What a code says to anybody: about the paper, never about a person."""

from dataclasses import dataclass

from django.utils import timezone

from core.freshness import remember_for
from orgs.proofs.kinds import KINDS
from orgs.proofs.models import Proof, ProofFile

COMPARED_EVERY = 600  # seconds; making the figures anew is dear, and a visitor's impatience no reason for it
MATCHES, CHANGED, UNKNOWN = "matches", "changed", "unknown"


@dataclass(frozen=True)
class Comparison:
    """Whether the data say today what the paper says, and when that was looked at."""

    state: str
    at: object

    @property
    def matches(self):
        return self.state == MATCHES

    @property
    def has_changed(self):
        return self.state == CHANGED


@dataclass(frozen=True)
class Verdict:
    """Everything that the page of a code shows."""

    proof: Proof
    kind_name: str
    newer: Proof | None
    comparison: Comparison | None

    @property
    def is_void(self):
        return self.proof.withdrawn_at is not None

    @property
    def is_good(self):
        """True if nothing speaks against relying on the paper."""
        return not self.is_void and self.newer is None and bool(self.comparison and self.comparison.matches)


def proof_of(code):
    """Return the proof with a clean code, or None."""
    return Proof.objects.select_related("unit__parent").filter(code=code).first()


def proof_of_file(sha256):
    """Return the newest proof under which this very file was handed out, or None."""
    found = ProofFile.objects.select_related("proof").filter(sha256=sha256).order_by("-pk").first()
    return found.proof if found else None


def newer_than(proof):
    """Return the newest standing proof that takes the place of this one, or None."""
    same = Proof.objects.standing().filter(
        kind=proof.kind, unit=proof.unit_id, reference=proof.reference, about=proof.about, pk__gt=proof.pk
    )
    return same.order_by("-pk").first()


def verdict_on(proof):
    """Return what can be said about a paper; a void one is not compared with anything."""
    kind = KINDS.get(proof.kind)
    void = proof.withdrawn_at is not None
    return Verdict(
        proof=proof,
        kind_name=kind.name if kind else "其他文件",
        newer=None if void else newer_than(proof),
        comparison=None if void else _compared(proof),
    )


def _compared(proof):
    return remember_for(COMPARED_EVERY, f"proof:{proof.pk}", lambda: _compare(proof))


def _compare(proof):
    kind = KINDS.get(proof.kind)
    now = kind.digest_now(proof) if kind else None
    state = UNKNOWN if now is None else MATCHES if now == proof.digest else CHANGED
    return Comparison(state, timezone.now())
