"""The start of a year: a round for one subject, and a sheet for every unit that is assessed."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from assessments.rounds.choices import Phase
from assessments.rounds.models import Round, Sheet
from assessments.rounds.services.refusal import RoundRefused
from assessments.schemes.choices import Subject
from orgs.models import Unit


@dataclass(frozen=True)
class Days:
    """The days of a round; the meeting and the end of appeals may be set later."""

    self_from: object
    self_until: object
    review_until: object
    meeting_on: object = None
    appeal_until: object = None


@transaction.atomic
def open_round(scheme, days, *, by, at):
    """Begin the year of a published scheme: make the round and a sheet per unit. Return the `Round`.

    :raises RoundRefused: the scheme is a draft, scores people, or its year has begun already.
    """
    if not scheme.is_published:
        raise RoundRefused("方案尚未发布，请先发布方案，再启动年度考核。")
    if scheme.subject_kind.is_people:
        raise RoundRefused("专职委员的考核在“专职委员考核”中启动。")
    if Round.objects.filter(county=scheme.county, year=scheme.year, subject=scheme.subject).exists():
        raise RoundRefused(f"{scheme.year} 年度{scheme.get_subject_display()}考核已经启动。")
    _refuse_disorder(days)
    made = Round.objects.create(
        county=scheme.county,
        year=scheme.year,
        subject=scheme.subject,
        scheme=scheme,
        phase=Phase.OPEN,
        self_from=days.self_from,
        self_until=days.self_until,
        review_until=days.review_until,
        meeting_on=days.meeting_on,
        appeal_until=days.appeal_until,
    )
    add_missing_sheets(made, by=by, at=at)
    return made


@transaction.atomic
def add_missing_sheets(round_, *, by, at):
    """Give a sheet to every unit of the subject that exists on that day and has none. Return how many.

    Units that were set up in the course of the year are found by this as well.
    """
    levels = Subject(round_.subject).levels
    units = Unit.objects.current(timezone.localtime(at).date()).below(round_.county).filter(level__in=levels)
    wanting = units.exclude(sheets__round=round_).in_tree_order()
    sheets = [Sheet(round=round_, unit=unit) for unit in wanting]
    Sheet.objects.bulk_create(sheets, batch_size=500)
    return len(sheets)


def adopt_version(scheme, *, by, at):
    """Let the running round of the subject go on by a newly published version; what was marked stays.

    Return the round, None if there is none yet.

    :raises RoundRefused: the year is final.
    """
    found = Round.objects.select_for_update().filter(
        county=scheme.county, year=scheme.year, subject=scheme.subject
    )
    round_ = found.first()
    if round_ is None:
        return None
    if round_.is_final:
        raise RoundRefused("本年度考核已定稿，方案不能再修订。")
    round_.scheme = scheme
    round_.save()
    return round_


def _refuse_disorder(days):
    if not days.self_from <= days.self_until <= days.review_until:
        raise RoundRefused("自评开始、自评截止、复核截止须依次不早于前一个日期。")
    if days.meeting_on and days.meeting_on < days.review_until:
        raise RoundRefused("联席会议日期不能早于复核截止日期。")
    if days.appeal_until and days.meeting_on and days.appeal_until < days.meeting_on:
        raise RoundRefused("申诉截止日期不能早于联席会议日期。")
