"""Who held a post when: an invented history for each post, from its first day to today."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from staff.choices import EndReason

VACANT_SHARE = 12 / 344  # as the real county's figures suggest
LONG_VACANT_SHARE = 0.25  # of the vacant ones, for more than thirty days
SHORT_GAP, LONG_GAP = (2, 29), (34, 118)  # days a post has been vacant
HOLDERS = (1,) * 11 + (2,) * 7 + (3,) * 2
LEAVING = (EndReason.RESIGNED,) * 4 + (EndReason.EXPIRED,) * 3 + (EndReason.TRANSFERRED, EndReason.UNFIT)
LEAST_DAYS = 200  # in post, before somebody leaves
CHANGES_A_HALF_YEAR = 3  # posts that change hands, so that the roll has something to tell


@dataclass
class Stay:
    """Somebody's days in a post; `until` None means still there."""

    post: object
    since: date
    until: date | None = None
    reason: str = ""

    @property
    def is_open(self):
        return self.until is None


def histories(posts, *, rng, today):
    """Return the stays in all `posts`, oldest first within a post; a few posts end vacant."""
    vacant = set(rng.sample(range(len(posts)), round(len(posts) * VACANT_SHARE)))
    long_vacant = set(sorted(vacant)[: round(len(vacant) * LONG_VACANT_SHARE)])
    stays = []
    for place, post in enumerate(posts):
        own = _history(post, rng, today)
        if place in vacant:
            gap = rng.randint(*(LONG_GAP if place in long_vacant else SHORT_GAP))
            _leave(own[-1], today - timedelta(days=gap), rng)
        stays += own
    _change_lately(stays, rng, today)
    return stays


def _history(post, rng, today):
    """Return one to three stays that follow each other with short gaps; the last is open."""
    days = (today - post.established_on).days
    number = rng.choice(HOLDERS) if days > LEAST_DAYS * 6 else 1
    first = post.established_on + timedelta(days=rng.choice((0, 0, 0, rng.randint(1, 60))))
    starts = sorted(rng.sample(range(LEAST_DAYS, days - LEAST_DAYS, LEAST_DAYS // 2), number - 1))
    stays = [Stay(post, first)]
    for start in starts:
        since = post.established_on + timedelta(days=start)
        last = since - timedelta(days=rng.randint(1, 45))
        _leave(stays[-1], max(last, stays[-1].since), rng)
        stays.append(Stay(post, since))
    return stays


def _change_lately(stays, rng, today):
    """Let a few posts have changed hands in each of the last two half-years."""
    pairs = [
        (before, after)
        for before, after in pairwise(stays)
        if before.post is after.post and after.is_open and after.since.year < today.year - 1
    ]
    for place, (before, after) in enumerate(rng.sample(pairs, min(CHANGES_A_HALF_YEAR * 2, len(pairs)))):
        half_years_ago = place % 2
        after.since = today - timedelta(days=rng.randint(40, 120) + 182 * half_years_ago)
        before.until = after.since - timedelta(days=rng.randint(1, 20))


def _leave(stay, until, rng):
    stay.until, stay.reason = until, rng.choice(LEAVING)
