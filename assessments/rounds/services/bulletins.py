"""The wording of the bulletin of a final year."""

from django.db import transaction

from assessments.rounds.models import Bulletin
from assessments.rounds.rights import may_manage
from assessments.rounds.services.refusal import RoundRefused
from assessments.rounds.services.year import OUTSIDE


@transaction.atomic
def word_bulletin(round_, facts, *, by, at):
    """Keep the wording of the bulletin and return it; the figures stay those of the frozen results.

    :raises RoundRefused: not the actor's county, or not final.
    """
    if not may_manage(by, round_):
        raise RoundRefused(OUTSIDE)
    if not round_.is_final:
        raise RoundRefused("考核定稿以后才能拟通报。")
    return Bulletin.objects.update_or_create(round=round_, defaults=facts | {"written_by": by})[0]
