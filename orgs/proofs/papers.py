"""Codes on papers that are made anew at each click: the same content has the same code, whoever prints it.

Nothing is written while the paper is made. The code is reckoned from what the paper states; once the answer
stands, it is kept together with the digest of the very file that was sent.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from core.codes import code_of
from core.documents import print_document, render_pdf
from orgs.models import Proof
from orgs.proofs.kinds import register_kind
from orgs.proofs.services import draft_code, mark_on_paper, record_file


@dataclass(frozen=True)
class PaperKind:
    """A sort of paper that is made of one row: its name, and everything that it states about it now.

    :param stated: called with (unit, key of the row), returns plain values; None if there is no such paper.
    :param row: what the key is one of, as in `run:12`.
    """

    code: str
    name: str
    row: str
    stated: Callable

    def digest_now(self, proof):
        """Return the digest that the paper would have now; None where it can no longer be made."""
        stated = self.stated(proof.unit, proof.about_pk)
        return None if stated is None else digest_of(stated)


def register_papers(*kinds):
    """Make kinds of papers known; called from `AppConfig.ready`."""
    register_kind(*kinds)


def digest_of(stated):
    """Return the SHA-256 of plain values."""
    canonical = json.dumps(stated, ensure_ascii=False, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(canonical.encode()).hexdigest()


def code_for(kind, unit, key, *, reference, by):
    """Return the code of a paper as it would be made now, not saved unless it was printed before.

    :param reference: what it is about, in words that everybody may read: no names of persons.
    :return: None if there is nothing yet that could be proved.
    """
    stated = kind.stated(unit, key)
    if stated is None:
        return None
    digest, about, at = digest_of(stated), f"{kind.row}:{key}", timezone.now()
    proof = draft_code(
        kind.code,
        unit,
        digest,
        as_of=timezone.localdate(at),
        at=at,
        by=by,
        reference=reference[:60],
        about=about,
    )
    if proof.pk is None:
        proof.code = code_of(
            "|".join([kind.code, unit.code, proof.reference, about, digest, _times_void(proof)])
        )
    return proof


def _times_void(proof):
    """Return how often this very paper was withdrawn: made again, it needs another code."""
    facts = ("kind", "unit", "reference", "about", "digest")
    return str(Proof.objects.filter(**{name: getattr(proof, name) for name in facts}).count())


def pdf_with_code(template, context, proof, *, title, author):
    """Return the PDF of a paper with the code in its foot; without one if there is nothing to prove."""
    if proof is None:
        return render_pdf(template, context, title=title, author=author)
    mark, media = mark_on_paper(proof)
    printed = print_document(template, {**context, "proof": mark}, title=title, author=author, media=media)
    proof.pages = printed.pages
    return printed.content


def keep_code(request, response, *proofs):
    """Return the answer, and have the codes on its paper kept together with the very file that was sent."""
    proofs = [proof for proof in proofs if proof is not None]
    if proofs and not response.streaming:
        request.after_response(lambda: keep(proofs, response.content))
    return response


@transaction.atomic
def keep(proofs, content):
    """Save codes that are not saved yet, and note the PDF that carries them."""
    for proof in proofs:
        pages = proof.pages
        if proof.pk is None:
            facts = {name: getattr(proof, name) for name in _FACTS}
            proof, _ = Proof.objects.get_or_create(code=proof.code, defaults=facts)
        record_file(proof, content, pages=pages)


_FACTS = ("kind", "unit", "reference", "about", "as_of", "digest", "made_by", "made_at")
