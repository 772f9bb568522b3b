"""An invented appraisal of all members: last year finished, this year under way."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from assessments.appraisals.choices import (
    ActState,
    Grade,
    Level,
    Rhythm,
    Side,
    Way,
)
from assessments.appraisals.demo_texts import DONE, PLACES, REPORTS
from assessments.appraisals.models import (
    Appraisal,
    AppraisalConsequence,
    AppraisalMark,
    AppraisalMeeting,
    AppraisalReport,
    AppraisalTally,
)
from assessments.appraisals.rights import meeting_unit
from assessments.appraisals.selectors.honours import candidates_of
from assessments.appraisals.selectors.tables import DAILY, items_of, part_of
from assessments.appraisals.services import honours, judging, noticing, years
from assessments.appraisals.spans import spans_of
from assessments.schemes.services.drafting import install_template
from assessments.schemes.services.publishing import publish
from assessments.scoring import RULES, SlotKind
from core import bulk

TEMPLATE = "members_district"
QUALITIES = (0, 1, 2, 3)  # good, fair, poor, bad
PEOPLE_OF_QUALITY = (0.4, 0.53, 0.06, 0.01)
REACHED = 10  # townships that have begun their meetings this year
OPEN_ACTS = 14  # proposals of last year that still wait


def make_appraisals(county, *, rng, at, by, reviewer):
    """Write the appraisal of last year, final with what follows, and of this year; return how many people."""
    today = timezone.localdate(at)
    last = _Year(county, today.year - 1, rng=rng, by=by, reviewer=reviewer)
    last.finish(at=at)
    this = _Year(county, today.year, rng=rng, by=by, reviewer=reviewer)
    this.begin(at=at)
    return Appraisal.objects.filter(year__county=county).count()


class _Year:
    """Writes one year set by set."""

    def __init__(self, county, number, *, rng, by, reviewer):
        self.county, self.number, self.rng, self.by, self.reviewer = county, number, rng, by, reviewer

    def finish(self, *, at):
        """Write a year that was concluded in the January after it."""
        now = _moment(date(self.number + 1, 1, 12))
        self._open(
            now, ballots=(date(self.number, 12, 1), date(self.number + 1, 1, 10)),
            rhythm=Rhythm.HALF, honour_months=0,  # the diary is kept here since this year only
        )  # fmt: skip
        people = self._people()
        self._mark(people, spans_of(self.number, self.year.terms), at=now)
        self._report(people, date(self.number, 12, 12), at=now)
        self._vote(people, date(self.number, 12, 18), at=now)
        judging.propose_by_points(self.year, by=self.by, at=now)
        judging.decide_by_quota(self.year, by=self.reviewer, at=now)
        self._decide_equals(now)
        first = now.date()
        noticing.post_notice(
            self.year, by=self.by, at=now, place="县残联公示栏、各乡镇便民服务中心", hotline="0943-7821234",
            first_day=first, last_day=first + timedelta(days=7),
        )  # fmt: skip
        self.year = noticing.conclude(self.year, by=self.reviewer, at=now + timedelta(days=8))
        self._settle(now + timedelta(days=20))
        self._honour(now + timedelta(days=9))

    def begin(self, *, at):
        """Write a year that is under way: daily points until the last quarter, ballots in some townships."""
        today = timezone.localdate(at)
        self._open(
            at, rhythm=Rhythm.QUARTER,
            ballots=(today - timedelta(days=16), max(today + timedelta(days=20), date(self.number, 12, 20))),
        )  # fmt: skip
        people = self._people()
        past = [span for span in spans_of(self.number, self.year.terms) if span.last < today]
        self._mark(people, past, at=at)
        townships = sorted({meeting_unit(one, Side.ABOVE).path for one in people})[1 : REACHED + 1]
        reached = [one for one in people if meeting_unit(one, Side.ABOVE).path in townships]
        self._report(reached, today - timedelta(days=9), at=at)
        self._vote([one for one in reached if one.pk % 3], today - timedelta(days=6), at=at)

    def _open(self, at, *, ballots, **terms):
        for level in Level:
            if years.table_of(self.county, self.number, level) is None:
                made = install_template(
                    self.county, self.number, years.SUBJECTS[level], TEMPLATE, by=self.by, at=at
                )
                publish(made, by=self.by, at=at)
        self.year = years.open_year(
            self.county, by=self.by, at=at, year=self.number, basis=f"会残发〔{self.number}〕31号",
            ballots_from=ballots[0], ballots_until=ballots[1], propose_until=ballots[1] + timedelta(days=10),
        )  # fmt: skip
        self.year.terms_kept = self.year.terms_kept | terms
        self.year.save()

    def _people(self):
        rows = Appraisal.objects.filter(year=self.year).included().for_list().in_tree_order()
        self.quality = {}
        people = list(rows)
        for one in people:
            one.year = self.year
            self.quality[one.pk] = self.rng.choices(QUALITIES, PEOPLE_OF_QUALITY)[0]
        return people

    def _mark(self, people, spans, *, at):
        """Give everybody points for the daily items of the periods."""
        make, rows, terms = bulk.maker(AppraisalMark), [], self.year.terms
        by_level = {level: next((one for one in people if one.level == level), None) for level in Level}
        tables = {
            level: [(item, _variants(item)) for item in items_of(one) if part_of(item, terms) == DAILY]
            for level, one in by_level.items() if one is not None
        }  # fmt: skip
        for one in people:
            held = one.appointment
            own = self.rng.random()
            for span in spans:
                if not span.counts_for(held.since, held.until):
                    continue
                for item, variants in tables[one.level]:
                    good = self.rng.random() < (0.82, 0.52, 0.12, 0.0)[self.quality[one.pk]] - own / 4
                    answers, points, words = variants[
                        0 if good else self.rng.choice((1, 1, 2, self.quality[one.pk]))
                    ]
                    rows.append(
                        make(
                            appraisal=one, item=item, period=span.number, answers=answers, points=points,
                            words=words, by=self.by, at=at,
                        )
                    )  # fmt: skip
        bulk.insert(rows, at=at)

    def _report(self, people, day, *, at):
        """Write both reports of everybody."""
        make, rows = bulk.maker(AppraisalReport), []
        for one in people:
            for side in Side:
                visits, helped = self.rng.randrange(90, 260), self.rng.randrange(6, 40)
                text = self.rng.choice(REPORTS).format(
                    unit=one.unit.name, visits=visits, helped=helped, cards=self.rng.randrange(2, 18)
                )
                rows.append(
                    make(
                        appraisal=one, side=side, held_on=day, place=PLACES[side], text=text, revision=1,
                        written_by=self.by,
                    )
                )  # fmt: skip
        bulk.insert(rows, at=at)

    def _vote(self, people, day, *, at):
        """Hold a meeting at every unit of each side and write its tallies."""
        meetings = {}
        for one in people:
            for side in Side:
                unit = meeting_unit(one, side)
                meetings.setdefault((unit.pk, side), (unit, []))[1].append(one)
        made, tallies = [], []
        for number, ((_, side), (unit, voted_on)) in zip(count(), meetings.items(), strict=False):
            present = self.rng.randrange(9, 16) if side == Side.ABOVE else self.rng.randrange(18, 42)
            meeting = AppraisalMeeting(
                year=self.year, unit=unit, side=side, held_on=day, place=PLACES[side], present=present,
                counted_by="计票组", witness="纪检委员", closed_at=at, recorded_by=self.by, revision=1,
                **_way(number, day),
            )  # fmt: skip
            made.append(meeting)
            tallies += [self._tally(meeting, one) for one in voted_on]
        AppraisalMeeting.objects.bulk_create(made)
        AppraisalTally.objects.bulk_create(tallies)

    def _tally(self, meeting, one):
        weights = ((70, 25, 3, 0, 2), (34, 50, 12, 1, 3), (4, 16, 36, 40, 4), (1, 4, 25, 66, 4))[
            self.quality[one.pk]
        ]
        counted = self.rng.choices(range(5), weights, k=meeting.present - self.rng.randrange(2))
        names = (*Grade.values, "abstained")
        votes = {name: counted.count(place) for place, name in enumerate(names)}
        return AppraisalTally(meeting=meeting, appraisal=one, side=meeting.side, **votes)

    def _decide_equals(self, at):
        """Decide by hand about those who are equal where the places run out."""
        rest = Appraisal.objects.filter(year=self.year, decided="").included().exclude(proposed="").for_list()
        for one in rest:
            judging.decide_grade(
                one, Grade.COMPETENT, by=self.reviewer, at=at, because="名额边缘同分，经党组研究定为称职"
            )

    def _settle(self, at):
        """Write that most proposals of last year were carried out."""
        rows = list(AppraisalConsequence.objects.filter(appraisal__year=self.year).order_by("pk"))
        for row in rows[OPEN_ACTS:]:
            row.state, row.done_on, row.done_by = ActState.DONE, at.date(), self.by
            row.done_text = DONE[row.act]
        AppraisalConsequence.objects.bulk_update(
            rows[OPEN_ACTS:], ["state", "done_on", "done_by", "done_text"], batch_size=200
        )

    def _honour(self, at):
        """Choose the best, hang them out, and honour them."""
        selection = honours.open_selection(
            self.year, by=self.by, at=at, places=self.year.terms.honour_places, title="优秀残疾人专职委员"
        )
        lines = sorted(candidates_of(self.year), key=lambda line: len(line.unmet))
        keys = [line.appraisal.pk for line in lines[: selection.places]]
        if not keys:
            return
        honours.choose(selection, keys, by=self.by, at=at, reason="工作实绩突出，经党组研究同意")
        first = timezone.localdate(at)
        honours.post_honours(
            selection, by=self.by, at=at, place="县残联公示栏", hotline="", first_day=first,
            last_day=first + timedelta(days=7),
        )  # fmt: skip
        honours.honour(selection, by=self.by, at=at + timedelta(days=8))


def _variants(item):
    """Return (answers, points, words) of an item answered well, fairly, poorly and badly."""
    rule, found = RULES[item.rule], []
    for quality in QUALITIES:
        answers = {
            slot.key: _answer(slot, item, quality) for slot in rule.slots(item.params)
        }  # fmt: skip
        clean = rule.clean(item.params, answers, item.points)
        score = rule.score(item.points, item.params, clean)
        found.append((clean, score.points, score.words))
    return found


def _answer(slot, item, quality):
    if slot.kind is SlotKind.YES_NO:
        return not slot.bad
    if slot.kind is SlotKind.POINTS:
        share = (Decimal(1), Decimal("0.88"), Decimal("0.5"), Decimal("0.1"))[quality]
        return str((item.points * share).quantize(Decimal("0.1")))
    if slot.kind is SlotKind.PERCENT:
        return ("100", "92", "70", "30")[quality]
    if slot.bad:
        return quality
    return 20 if slot.key == "whole" else (20, 18, 13, 5)[quality]


def _way(number, day):
    """Return how a meeting votes: every fortieth by phone."""
    if number % 40 != 39:
        return {"way": Way.PAPER}
    opens = _moment(day)
    return {"way": Way.PHONE, "opens_at": opens, "closes_at": opens + timedelta(hours=3)}


def _moment(day):
    return timezone.make_aware(datetime.combine(day, time(9, 30)))
