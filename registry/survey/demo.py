"""Last year's round, finished, and this year's in progress, for all holders of the county."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from core import bulk
from registry.models import Person
from registry.survey.choices import LineState, LostReason, Mode, QuestionKind, RoundState, VillageState
from registry.survey.defaults import HEADER, default_form
from registry.survey.models import SurveyChange, SurveyRound
from registry.survey.rules import Form
from registry.survey.services.changes import registered_value
from registry.survey.services.drawing import drawn
from registry.survey.services.entry import subject_of

WINDOW = ((6, 1), (11, 30))
MODES = (Mode.HOME,) * 37 + (Mode.MET,) * 6 + (Mode.CALL,) * 2 + (Mode.LOST,)
REASONS = (LostReason.APART,) * 3 + (LostReason.AWAY,) * 3 + (LostReason.REFUSED, LostReason.OTHER)
VARIANTS = 8  # different sheets for people whom the form asks the same questions
MOVED_SHARE = 0.03  # of the finished sheets say something that the register does not
ON_VILLAGES = (
    "investigator", "answers", "answered_at", "state", "submitted_at", "submitted_by", "decided_at",
    "decided_by",
)  # fmt: skip
NAMES = ("马建军", "杨秀兰", "王志强", "李玉霞", "张国栋", "冉正明")


@transaction.atomic
def make_surveys(county, *, rng, at, by):
    """Write both rounds with their sheets; return how many sheets.

    Sheets follow from `rng`; how far this year's are, from the day of the year.
    """
    today = timezone.localdate(at)
    if not Person.objects.filter(unit_path__startswith=county.path).exists():
        return 0
    made = 0
    for year in (today.year - 1, today.year):
        survey = _round(county, year, at=at)
        villages, lines = drawn(survey, at=at)
        survey.line_count = len(lines)
        is_past = year < today.year
        survey.state = RoundState.CLOSED if is_past else RoundState.OPEN
        survey.closed_at = at if is_past else None
        survey.save()
        _Filler(survey, rng=rng, at=at, by=by, today=today).fill(villages, lines)
        made += survey.line_count
    return made


def _round(county, year, *, at):
    (first_month, first_day), (last_month, last_day) = WINDOW
    start = date(year, first_month, first_day)
    opened = timezone.make_aware(datetime.combine(start, time(9)))
    return SurveyRound.objects.create(
        unit=county, year=year, title=f"{year} 年持证残疾人基本状况调查", standard_on=start,
        starts_on=min(start, timezone.localdate(at)), ends_on=date(year, last_month, last_day),
        form=default_form(), state=RoundState.OPEN, opened_at=min(opened, at), **HEADER,
    )  # fmt: skip


class _Filler:
    """Fills in the sheets of a round, village by village."""

    def __init__(self, survey, *, rng, at, by, today):
        self._survey, self._rng, self._at, self._by = survey, rng, at, by
        self._form, self._pool, self._pools = Form(survey.form), {}, {}
        self._last = min(today, survey.ends_on)
        self._days = max(1, (self._last - survey.starts_on).days)
        self._elapsed = survey.elapsed_on(today)
        self._is_past = survey.state == RoundState.CLOSED

    def fill(self, villages, lines):
        """Write sheets and villages, and what this year's say differently from the register."""
        shares = {village.pk: self._share() for village in villages}
        touched = [line for line in lines if self._rng.random() < shares[line.village_id]]
        for line in touched:
            self._sheet(line)
        is_whole = {line.village_id for line in lines} - {
            line.village_id for line in lines if line.state != LineState.APPROVED
        }
        bulk.insert(lines, at=self._at)
        for village in villages:
            self._village(village, village.pk in is_whole)
        bulk.update(villages, ON_VILLAGES, at=self._at)
        if not self._is_past:
            self._changes([line for line in touched if line.state == LineState.DONE and line.answers])

    def _share(self):
        """Return the share of a village's sheets that are begun; some villages are behind."""
        if self._is_past:
            return 1
        pace = self._rng.choice((1.2, 1.2, 1.15, 1.1, 1.1, 0.7))
        return min(1, self._elapsed * pace)

    def _sheet(self, line):
        rng = self._rng
        line.visited_on = self._survey.starts_on + timedelta(days=rng.randrange(self._days))
        line.mode, line.saved_by, line.saved_at = rng.choice(MODES), self._by, self._at
        if not (line.phone and line.address):  # nobody could reach them
            line.mode = Mode.LOST
        if line.mode == Mode.LOST:
            line.lost_reason = rng.choice(REASONS)
        else:
            reached = {"R2A": line.phone, "R2B": line.address}
            answers = reached | self._answers(line)
            if answers.get("R5") == "1":
                answers["R5A"] = rng.choice(NAMES)
            line.put_answers(answers, self._form.private)
        if self._is_past or rng.random() < 0.6:
            line.state, line.reviewed_by, line.reviewed_at = LineState.APPROVED, self._by, self._at
        else:
            line.state = LineState.DONE if rng.random() < 0.9 else LineState.DOING
        if line.state == LineState.DOING and line.answers:
            line.answers = {code: line.answers[code] for code in list(line.answers)[:6]}
            line.versions = {"basic": 1}

    def _answers(self, line):
        subject = subject_of(line)
        pool = self._pools.get(subject)
        if pool is None:
            key = (*(question.fits(subject) for question in self._form.questions.values()),)
            pool = self._pools[subject] = self._pool.setdefault(key, [])
        if len(pool) < VARIANTS:
            pool.append(self._invent(subject))
        return self._rng.choice(pool)

    def _invent(self, subject):
        """Return a complete sheet for such a person, question by question, jumps followed."""
        answers = {}
        for code, question in self._form.questions.items():
            value = self._answer(question)
            if value and code in self._form.applicable(subject, answers):
                answers[code] = value
        return answers if not self._form.contradictions(answers) else self._invent(subject)

    def _answer(self, question):
        rng, options = self._rng, list(question.options)
        if question.kind == QuestionKind.SINGLE:
            return rng.choice(options)
        if question.kind == QuestionKind.MULTI:
            plain = [code for code in options if code not in question.alone]
            return (
                [rng.choice(question.alone)] if question.alone and rng.random() < 0.5 else [rng.choice(plain)]
            )
        return ""

    def _village(self, village, is_whole):
        rng = self._rng
        village.investigator = rng.choice(NAMES)
        if not (is_whole or self._is_past or rng.random() < 0.5):
            return
        village.answers = {
            code: self._answer(question) if question.options else str(rng.randint(2, 20))
            for code, question in Form(self._survey.form, "village").questions.items()
        }
        village.answered_at = self._at
        if is_whole and (self._is_past or rng.random() < 0.7):
            village.state, village.submitted_at, village.submitted_by = (
                VillageState.SUBMITTED,
                self._at,
                self._by,
            )
        if village.state == VillageState.SUBMITTED and (self._is_past or rng.random() < 0.5):
            village.state, village.decided_at, village.decided_by = VillageState.ACCEPTED, self._at, self._by

    def _changes(self, lines):
        """Propose what some sheets say of marriage and schooling that the register does not."""
        chosen = [line for line in lines if self._rng.random() < MOVED_SHARE * 3]
        people = Person.objects.in_bulk([line.person_id for line in chosen])
        changes = []
        for line in chosen:
            person = people[line.person_id]
            for code in ("R4", "R10", "R3"):
                question = self._form.questions[code]
                old = getattr(person, question.register)
                new = registered_value(question, line.answers.get(code))
                if new and new != old:
                    changes.append(SurveyChange(line=line, field=question.register, old=old, new=new))
        bulk.insert(changes, at=self._at)
