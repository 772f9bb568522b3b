"""Questions about recruitments: lists, what waits, the ranking of each post."""

from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils import timezone

from orgs.models import Unit
from staff.recruiting.choices import HOLDING, Standing, State
from staff.recruiting.models import Candidate, Opening, Recruitment
from staff.recruiting.ranking import ranked
from staff.selectors.posts import vacant_posts


@dataclass
class Field:
    """A post that a recruitment fills, with those who apply for it in the order of their marks."""

    opening: Opening
    rows: list = field(default_factory=list)  # (rank or None, candidate)
    chosen: Candidate | None = None

    @property
    def in_words(self):
        """Return how far the post is."""
        if self.chosen is not None:
            return f"{self.chosen.name}，{self.chosen.get_standing_display()}"
        return "已结束" if self.opening.released_on else "未确定人选"


@dataclass(frozen=True)
class Waiting:
    """What waits in the recruitments of a scope."""

    open: int = 0
    to_review: int = 0
    to_close: int = 0
    to_end: int = 0
    to_hire: int = 0


def for_list(recruitments):
    """Return the recruitments with the number of posts and of those who applied."""
    return recruitments.select_related("unit").annotate(
        posts=Count("openings", distinct=True),
        people=Count("candidates", distinct=True),
        hired=Count("candidates", filter=Q(candidates__standing=Standing.HIRED), distinct=True),
    )


def waiting_in(scope, on):
    """Return what waits on the day `on` in the recruitments of the scope. Two queries."""
    mine = Recruitment.objects.filter(scope.as_q("unit__path")).under_way()
    of_recruitments = mine.aggregate(
        open=Count("pk", distinct=True),
        to_close=Count("pk", filter=Q(state=State.OPEN, applies_until__lt=on), distinct=True),
        to_end=Count(
            "pk",
            filter=Q(state=State.NOTICE, notices__closed_on=None, notices__last_day__lt=on),
            distinct=True,
        ),
    )
    candidates = Candidate.objects.within(scope).filter(recruitment__in=mine)
    of_candidates = candidates.aggregate(
        to_review=Count("pk", filter=Q(standing=Standing.APPLIED)),
        to_hire=Count("pk", filter=Q(standing=Standing.CLEARED)),
    )
    return Waiting(**of_recruitments, **of_candidates)


def fields_of(recruitment):
    """Return the posts of a recruitment in tree order, each with its ranking: [Field]. Two queries."""
    openings = recruitment.openings.for_list().order_by("post__unit__path", "post__post_type", "pk")
    fields = {opening.pk: Field(opening) for opening in openings}
    rules, by_opening = recruitment.rules, {}
    for candidate in recruitment.candidates.for_list().order_by("-total", "pk"):
        by_opening.setdefault(candidate.opening_id, []).append(candidate)
    for key, candidates in by_opening.items():
        places = {}
        if rules.has_exam:
            places = {
                one.pk: rank for rank, one in ranked(rules, [c for c in candidates if c.total is not None])
            }
        rows = [(places.get(one.pk), one) for one in candidates]
        rows.sort(key=lambda row: (row[0] is None, row[0] or 0, row[1].pk))
        fields[key].rows = rows
        fields[key].chosen = next((one for one in candidates if one.standing in HOLDING), None)
    return list(fields.values())


def posts_on_offer(scope, on):
    """Return the vacant posts for which no recruitment is under way."""
    busy = Opening.objects.standing().values("post")
    return vacant_posts(scope, on).filter(abolished_on=None).exclude(pk__in=busy)


def notice_now(recruitment):
    """Return the public notice that hangs or waits for its end, or None."""
    return recruitment.notices.filter(closed_on=None).select_related("unit", "posted_by").first()


def timeline_of(recruitment, candidate=None):
    """Return what was done, newest first; of one candidate if given."""
    rows = recruitment.entries.select_related("by", "candidate").order_by("-pk")
    return rows.filter(candidate=candidate) if candidate else rows


def recruiting_counties(scope):
    """Return the counties of the scope in tree order."""
    return Unit.objects.within(scope).current().filter(level=Unit.Level.COUNTY).in_tree_order()


def recruitments_for(post_keys):
    """Return {post id: Recruitment} of those under way for the posts. One query."""
    rows = Opening.objects.standing().filter(post__in=post_keys).select_related("recruitment")
    return {row.post_id: row.recruitment for row in rows}


def matching(recruitments, text):
    """Keep those with this number, or with this text in the title."""
    text = text.strip()
    return recruitments.filter(Q(number__contains=text) | Q(title__contains=text)) if text else recruitments


def takes_applications(recruitment):
    """True on the days on which people may apply."""
    return recruitment.state == State.OPEN and recruitment.applies_from <= timezone.localdate()
