"""The joint result (联考): the township proposes, somebody else at the county decides."""

from django.db import transaction

from assessments.appraisals.choices import Grade, State, Ties
from assessments.appraisals.models import Appraisal, AppraisalObjection
from assessments.appraisals.rights import may_enter
from assessments.appraisals.selectors.ranking import pool_of, pools_of
from assessments.appraisals.selectors.results import outcome_of, outcomes_of
from assessments.appraisals.services.acting import (
    locked,
    locked_year,
    must_be_seen,
    must_say,
    note,
    note_all,
)
from assessments.appraisals.services.refusal import AppraisalRefused

DECIDING = ("decided", "decided_because", "decided_by", "decided_at", "revision")
OVER_QUOTA = "满优秀分数线，因优秀名额限制定为称职"


@transaction.atomic
def propose_grade(appraisal, grade, *, by, at, because="", revision=None):
    """Propose a grade for somebody whose parts are all there, and return the appraisal.

    :raises AppraisalRefused: not one's own to do, decided already, not graded, parts missing (says which),
        another grade than the points give without a reason, or somebody was faster.
    """
    appraisal = locked(appraisal, by=by)
    must_be_seen(appraisal, revision, appraisal.proposed_by or "别人")
    _must_be_graded(appraisal)
    if appraisal.decided:
        raise AppraisalRefused("县（区）残联已经审定，不能再改建议等次。")
    by_points = _by_points(appraisal)
    if grade != by_points and not because.strip():
        raise AppraisalRefused(
            f"按得分应为{by_points.label}，改为{Grade(grade).label}须写明理由。", field="because"
        )
    appraisal.proposed, appraisal.proposed_because = grade, because
    appraisal.proposed_by, appraisal.proposed_at = by, at
    appraisal.revision += 1
    appraisal.save()
    note(appraisal, f"建议等次：{Grade(grade).label}", by=by, at=at, text=because)
    return appraisal


@transaction.atomic
def propose_by_points(year, *, by, at):
    """Propose the grade by points for everybody whom the actor assesses and who has none; return how many.

    Who lacks a part is passed over.
    """
    rows = Appraisal.objects.select_for_update(of=("self",)).filter(year=year, proposed="", decided="")
    rows = list(rows.included().for_list())
    own = [one for one in rows if one.year.is_running and may_enter(by, one)]
    outcomes, proposed = outcomes_of(own), []
    for one in own:
        if grade := outcomes[one.pk].grade(one.year.terms):
            one.proposed, one.proposed_by, one.proposed_at = grade, by, at
            one.revision += 1
            proposed.append(one)
    Appraisal.objects.bulk_update(proposed, ["proposed", "proposed_by", "proposed_at", "revision"])
    note_all(proposed, lambda one: f"按得分建议等次：{Grade(one.proposed).label}", by=by, at=at)
    return len(proposed)


@transaction.atomic
def decide_grade(appraisal, grade, *, by, at, because="", revision=None):
    """Decide the grade of somebody, and return the appraisal.

    :raises AppraisalRefused: not one's own to do, nothing proposed, proposed by the same person, another
        grade than proposed without a reason, no place left for 优秀, parts missing, or somebody was faster.
        While the results hang out: no objection was upheld.
    """
    year = locked_year(appraisal.year, by=by, states=(State.RUNNING, State.NOTICE))
    rows = Appraisal.objects.select_for_update(of=("self",)).for_list()
    appraisal = rows.get(pk=appraisal.pk)
    must_be_seen(appraisal, revision, appraisal.decided_by or "别人")
    _must_be_graded(appraisal)
    if not appraisal.proposed:
        raise AppraisalRefused("还没有提出建议等次，不能审定。")
    if appraisal.proposed_by_id == by.pk:
        raise AppraisalRefused("建议等次是您提出的，须由另一人审定。")
    _by_points(appraisal)
    upheld = _upheld(appraisal) if year.state == State.NOTICE else None
    if year.state == State.NOTICE and not upheld:
        raise AppraisalRefused("公示期间只有异议成立的才能重新审定。")
    if grade != appraisal.proposed or upheld:
        must_say(because, "与建议等次不同的理由" if not upheld else "重新审定的理由", "because")
    if grade == Grade.EXCELLENT and appraisal.decided != Grade.EXCELLENT:
        _must_have_a_place(appraisal, year)
    appraisal.decided, appraisal.decided_because = grade, because
    appraisal.decided_by, appraisal.decided_at = by, at
    appraisal.revision += 1
    appraisal.save()
    if upheld:
        upheld.update(redecided=True)
    note(appraisal, f"审定等次：{Grade(grade).label}", by=by, at=at, text=because)
    return appraisal


@transaction.atomic
def decide_by_quota(year, *, by, at):
    """Decide as proposed by others, 优秀 only within the quota; return how many were (decided, left).

    Who is equal with others where the places run out is left to be decided one by one.

    :raises AppraisalRefused: somebody else's to do, or the year has gone on.
    """
    year = locked_year(year, by=by, states=(State.RUNNING,))
    rows = Appraisal.objects.select_for_update(of=("self",)).filter(year=year, decided="")
    waiting = list(rows.included().exclude(proposed="").exclude(proposed_by=by).for_list())
    pools = pools_of(year)
    gets = {row.appraisal.pk for pool in pools for row in pool.entrants if row.gets}
    tied = {row.appraisal.pk for pool in pools for row in pool.entrants if row.is_tied and not row.gets}
    left, all_equal = {pool.name: pool.left for pool in pools}, year.terms.ties == Ties.ALL
    decided = []
    for one in waiting:
        grade, because = one.proposed, ""
        if grade == Grade.EXCELLENT:
            pool = pool_of(one, year.terms)
            if one.pk in tied or (one.pk in gets and left[pool] <= 0 and not all_equal):
                continue
            if one.pk in gets:
                left[pool] -= 1
            else:
                grade, because = Grade.COMPETENT, OVER_QUOTA
        one.decided, one.decided_because, one.decided_by, one.decided_at = grade, because, by, at
        one.revision += 1
        decided.append(one)
    Appraisal.objects.bulk_update(decided, DECIDING)
    note_all(decided, lambda one: f"审定等次：{Grade(one.decided).label}", by=by, at=at)
    return len(decided), len(waiting) - len(decided)


@transaction.atomic
def withdraw_proposal(appraisal, *, by, at):
    """Take back a proposed grade so that points and ballots may be corrected, and return the appraisal.

    :raises AppraisalRefused: not one's own to do, nothing proposed, or decided already.
    """
    appraisal = locked(appraisal, by=by)
    if not appraisal.proposed or appraisal.decided:
        raise AppraisalRefused("没有可以撤回的建议等次，或已经审定。")
    _forget_proposal(appraisal)
    note(appraisal, "撤回建议等次", by=by, at=at)
    return appraisal


@transaction.atomic
def exclude(appraisal, *, by, at, reason):
    """Take somebody out of the grading for a reason, and return the appraisal.

    :raises AppraisalRefused: not one's own to do, no reason, or decided already.
    """
    appraisal = locked(appraisal, by=by)
    must_say(reason, "不定等次的原因")
    if appraisal.decided:
        raise AppraisalRefused("已经审定等次，不能再改为不定等次。")
    appraisal.excluded_because = reason[:200]
    _forget_proposal(appraisal)
    note(appraisal, "改为不定等次", by=by, at=at, text=reason)
    return appraisal


@transaction.atomic
def include(appraisal, *, by, at, reason):
    """Grade somebody after all, by the part of the year in post, and return the appraisal.

    :raises AppraisalRefused: not one's own to do, no reason, or graded anyway.
    """
    appraisal = locked(appraisal, by=by)
    must_say(reason, "参加考核的理由")
    if not appraisal.is_excluded:
        raise AppraisalRefused("此人本来就参加考核。")
    appraisal.excluded_because = ""
    appraisal.revision += 1
    appraisal.save()
    note(appraisal, "改为参加考核，按在岗期间计分", by=by, at=at, text=reason)
    return appraisal


def _forget_proposal(appraisal):
    appraisal.proposed, appraisal.proposed_by, appraisal.proposed_at = "", None, None
    appraisal.proposed_because = ""
    appraisal.revision += 1
    appraisal.save()


def _must_be_graded(appraisal):
    if appraisal.is_excluded:
        raise AppraisalRefused(f"此人本年度不定等次：{appraisal.excluded_because}。")


def _by_points(appraisal):
    outcome = outcome_of(appraisal)
    if outcome.missing:
        raise AppraisalRefused(f"还不能定等次，缺：{'；'.join(outcome.missing)}。")
    return outcome.grade(appraisal.year.terms)


def _upheld(appraisal):
    rows = AppraisalObjection.objects.filter(appraisal=appraisal, is_upheld=True, redecided=False)
    return rows if rows.exists() else None


def _must_have_a_place(appraisal, year):
    name = pool_of(appraisal, year.terms)
    pool = next(pool for pool in pools_of(year) if pool.name == name)
    gets = year.terms.ties == Ties.ALL and any(
        row.gets for row in pool.entrants if row.appraisal == appraisal
    )
    if pool.left <= 0 and not gets:
        raise AppraisalRefused(
            f"{name}共 {pool.people} 人，优秀名额 {pool.places} 名，已经用完。", field="grade"
        )
