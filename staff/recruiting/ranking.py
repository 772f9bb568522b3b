"""Total marks and the order of candidates for one post."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
HUNDRED = Decimal(100)


def total_of(conditions, written, interview):
    """Return the weighted marks out of 100 with two decimals, or None while a part that counts is missing."""
    if conditions.has_written and conditions.has_interview:
        if written is None or interview is None:
            return None
        weighted = written * conditions.written_weight + interview * conditions.interview_weight
        return (weighted / HUNDRED).quantize(CENT, rounding=ROUND_HALF_UP)
    only = written if conditions.has_written else interview if conditions.has_interview else None
    return None if only is None else only.quantize(CENT, rounding=ROUND_HALF_UP)


def has_passed(conditions, candidate):
    """True if the candidate may be chosen: their marks reach the pass mark, or there is no exam."""
    if not conditions.has_exam:
        return True
    return not candidate.is_absent and candidate.total is not None and candidate.total >= conditions.pass_mark


def ranked(conditions, candidates):
    """Return [(rank, candidate)] of those who may be chosen, best first; equal marks share a rank."""
    if not conditions.has_exam:
        return [(1, candidate) for candidate in candidates]
    passed = [candidate for candidate in candidates if has_passed(conditions, candidate)]
    passed.sort(key=lambda one: (-one.total, one.pk))
    ranks = []
    for place, candidate in enumerate(passed, 1):
        same = ranks and passed[place - 2].total == candidate.total
        ranks.append((ranks[-1][0] if same else place, candidate))
    return ranks
