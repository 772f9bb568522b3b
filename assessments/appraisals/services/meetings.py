"""Meetings at which people are voted on: the call, the paper tally, slips and the end of a phone ballot."""

import secrets

from django.db import transaction
from django.utils import timezone

from assessments.appraisals.choices import Grade, Side, State, Way
from assessments.appraisals.models import AppraisalCode, AppraisalMeeting, AppraisalTally
from assessments.appraisals.rights import may_enter, meeting_unit
from assessments.appraisals.selectors.results import is_shown
from assessments.appraisals.services.acting import OUTSIDE, locked, must_be, must_be_seen, must_say, note_all
from assessments.appraisals.services.refusal import AppraisalRefused
from assessments.appraisals.services.reports import keep_file
from core.codes import ALPHABET, check_character, shown
from core.encryption import digest

DRAWN = 7  # characters of a code besides the one that checks them


@transaction.atomic
def call_meeting(appraisals, *, by, at, **facts):
    """Write down a meeting of one side about some people, and return it.

    :param facts: side, way, held_on, place, present; opens_at and closes_at of a phone ballot.
    :raises AppraisalRefused: nobody chosen, people of different meetings, voted on by this side already, or
        outside the time that the county has set.
    """
    if not appraisals:
        raise AppraisalRefused("请选择参加测评的人员。", field="people")
    appraisals = [locked(one, by=by) for one in appraisals]
    year, side = appraisals[0].year, facts["side"]
    unit = meeting_unit(appraisals[0], side)
    for one in appraisals:
        if one.is_excluded:
            raise AppraisalRefused(f"{one.member.name}本年度不定等次，不参加测评。", field="people")
        if one.year_id != year.pk or meeting_unit(one, side) != unit:
            raise AppraisalRefused("所选人员不在同一单位测评，请分开登记。", field="people")
    taken = AppraisalTally.objects.filter(appraisal__in=appraisals, side=side).select_related(
        "appraisal__appointment__member"
    )
    if names := [tally.appraisal.member.name for tally in taken]:
        raise AppraisalRefused(f"{'、'.join(names)}已在另一次测评中，同一方只测评一次。", field="people")
    meeting = AppraisalMeeting(year=year, unit=unit, recorded_by=by, **facts)
    _must_be_in_time(meeting, year, today=timezone.localdate(at))
    meeting.save()
    AppraisalTally.objects.bulk_create(
        [AppraisalTally(meeting=meeting, appraisal=one, side=side) for one in appraisals]
    )
    note_all(appraisals, lambda one: f"安排{one.audience(side)}测评", by=by, at=at)
    return meeting


@transaction.atomic
def record_tally(meeting, votes, *, by, at, counted_by, witness, revision=None, upload=None):
    """Write down the counted papers of a meeting, and return it.

    :param votes: {appraisal pk: Votes}
    :raises AppraisalRefused: not one's own to do, a phone ballot, before the meeting, more papers than those
        present, no papers, nobody counted, or somebody was faster.
    """
    meeting = locked_meeting(meeting, by=by)
    if meeting.is_phone:
        raise AppraisalRefused("手机测评的结果由系统汇总，不能手工登记。")
    if meeting.held_on > timezone.localdate(at):
        raise AppraisalRefused(f"测评会 {meeting.held_on:%Y-%m-%d} 才召开，还不能登记结果。")
    must_be_seen(meeting, revision, meeting.recorded_by)
    _must_not_be_judged(meeting)
    must_say(counted_by, "计票人", "counted_by")
    must_say(witness, "监票人", "witness")
    tallies = list(_tallies(meeting))
    for tally in tallies:
        counted = votes.get(tally.appraisal_id)
        _must_add_up(tally.appraisal.member.name, counted, meeting.present)
        for grade in Grade:
            setattr(tally, grade.value, counted.of(grade))
        tally.abstained = counted.abstained
    AppraisalTally.objects.bulk_update(tallies, [*Grade.values, "abstained"])
    if upload:
        keep_file(upload, by=by, at=at, meeting=meeting)
    meeting.counted_by, meeting.witness, meeting.recorded_by = counted_by, witness, by
    return _close(meeting, tallies, by=by, at=at, words="登记{}测评结果：{}")


@transaction.atomic
def make_codes(meeting, *, by, at):
    """Return as many new codes as people were present, for slips; those not used yet become void.

    They are told once and kept as digests only.

    :raises AppraisalRefused: not one's own to do, no phone ballot, or over.
    """
    meeting = locked_meeting(meeting, by=by)
    if not meeting.is_phone:
        raise AppraisalRefused("纸质测评不需要测评码。")
    if meeting.is_closed or at >= meeting.closes_at:
        raise AppraisalRefused("投票已经截止，不能再发测评码。")
    used = AppraisalCode.objects.filter(meeting=meeting, is_used=True).count()
    AppraisalCode.objects.filter(meeting=meeting, is_used=False).delete()
    codes = [_new_code() for _ in range(max(0, meeting.present - used))]
    # In the order of the digests, so that the rows do not tell in which order the slips were printed.
    made = [AppraisalCode(meeting=meeting, digest=each) for each in sorted(digest(code) for code in codes)]
    AppraisalCode.objects.bulk_create(made)
    return [shown(code) for code in codes]


@transaction.atomic
def close_phone_ballot(meeting, *, by, at):
    """Take over the result of a phone ballot whose time is up, and return the meeting.

    :raises AppraisalRefused: not one's own to do, no phone ballot, over already, or still running.
    """
    meeting = locked_meeting(meeting, by=by)
    if not meeting.is_phone or meeting.is_closed:
        raise AppraisalRefused("这次测评没有待汇总的手机投票。")
    if at < meeting.closes_at:
        until = timezone.localtime(meeting.closes_at)
        raise AppraisalRefused(f"投票到 {until:%Y-%m-%d %H:%M} 截止，之后才能汇总结果。")
    meeting.counted_by, meeting.witness = "系统汇总", str(by)
    return _close(meeting, list(_tallies(meeting)), by=by, at=at, words="汇总{}手机测评结果：{}")


@transaction.atomic
def cancel_meeting(meeting, *, by, at):
    """Take out a meeting without a result, so that another can be called.

    :raises AppraisalRefused: not one's own to do, with a result, or with votes already cast.
    """
    meeting = locked_meeting(meeting, by=by)
    if meeting.is_closed or AppraisalCode.objects.filter(meeting=meeting, is_used=True).exists():
        raise AppraisalRefused("这次测评已经有人投票或登记了结果，不能取消。")
    meeting.delete()


def locked_meeting(meeting, *, by):
    """Return the meeting as it stands now, held until this transaction ends.

    :raises AppraisalRefused: not one's own to do, or the year has gone on.
    """
    rows = AppraisalMeeting.objects.select_for_update(of=("self",)).select_related("unit", "year__county")
    meeting = rows.select_related("recorded_by").get(pk=meeting.pk)
    must_be(meeting.year, (State.RUNNING,))
    if not all(may_enter(by, tally.appraisal) for tally in _tallies(meeting)):
        raise AppraisalRefused(OUTSIDE)
    return meeting


def _tallies(meeting):
    rows = AppraisalTally.objects.filter(meeting=meeting)
    return rows.select_related("appraisal__appointment__member", "appraisal__appointment__post__unit__parent")


def _close(meeting, tallies, *, by, at, words):
    meeting.closed_at = at
    meeting.revision += 1
    meeting.save()
    for tally in tallies:
        tally.meeting = meeting
    terms = meeting.year.terms
    counted = {
        tally.appraisal_id: in_words(tally.votes) if is_shown(tally, terms) else "有效票太少，不公布"
        for tally in tallies
    }
    people = [tally.appraisal for tally in tallies]
    note_all(
        people, lambda one: words.format(one.audience(Side(meeting.side)), counted[one.pk]), by=by, at=at
    )
    return meeting


def _must_be_in_time(meeting, year, *, today):
    first, last = year.ballots_from, year.ballots_until
    window = f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}"
    if not first <= meeting.held_on <= last:
        raise AppraisalRefused(f"县（区）规定的述职测评时间是 {window}。", field="held_on")
    if meeting.way == Way.PAPER:
        meeting.opens_at = meeting.closes_at = None
        return
    if meeting.opens_at is None or meeting.closes_at is None:
        raise AppraisalRefused("手机测评须填写开始和截止时间。", field="opens_at")
    if meeting.closes_at <= meeting.opens_at:
        raise AppraisalRefused("截止投票须晚于开始投票。", field="closes_at")
    days = [timezone.localdate(moment) for moment in (meeting.opens_at, meeting.closes_at)]
    if not all(first <= day <= last for day in days):
        raise AppraisalRefused(f"投票须在县（区）规定的述职测评时间 {window} 内。", field="closes_at")


def _must_not_be_judged(meeting):
    for tally in _tallies(meeting):
        if tally.appraisal.grade:
            raise AppraisalRefused(
                f"{tally.appraisal.member.name}已提出等次，票数不能再改；确需修改的，先撤回建议等次。"
            )


def _must_add_up(name, votes, present):
    if votes is None or votes.cast == 0:
        raise AppraisalRefused(f"请填写{name}的测评票数。", field="votes")
    if votes.cast > present:
        raise AppraisalRefused(
            f"{name}的票数合计 {votes.cast} 张，超过到会 {present} 人，请核对。", field="votes"
        )
    if votes.cast == votes.abstained:
        raise AppraisalRefused(f"{name}全部是弃权票，无法计算得分，请重新组织测评。", field="votes")


def in_words(votes):
    """Return the numbers of a ballot as they are read out."""
    counted = [f"{grade.label} {votes.of(grade)} 票" for grade in Grade]
    return "、".join([*counted, f"弃权 {votes.abstained} 票"])


def _new_code():
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(DRAWN))
    return drawn + check_character(drawn)
