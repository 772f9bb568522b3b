"""The selection of 优秀专职委员: choosing among those who meet the criteria, the notice, and the honour."""

from django.db import transaction
from django.utils import timezone

from assessments.appraisals.choices import HonourState, NoticeKind, Standing, State
from assessments.appraisals.models import AppraisalNotice, HonourNominee, HonourSelection
from assessments.appraisals.selectors.honours import candidates_of
from assessments.appraisals.services.acting import locked_year, must_say, note
from assessments.appraisals.services.noticing import end_notice, hang
from assessments.appraisals.services.refusal import AppraisalRefused
from staff.models import Talent
from staff.services.refusal import StaffRefused
from staff.talents.choices import Field
from staff.talents.services import save_talent


@transaction.atomic
def open_selection(year, *, by, at, places, title):
    """Begin the selection that follows a final year, and return it.

    :raises AppraisalRefused: somebody else's to do, the year is not final, or begun already.
    """
    year = locked_year(year, by=by, states=(State.FINAL,))
    if HonourSelection.objects.filter(year=year).exists():
        raise AppraisalRefused("本年度的评选已经开始。")
    return HonourSelection.objects.create(year=year, places=places, title=title, opened_by=by)


@transaction.atomic
def choose(selection, keys, *, by, at, reason=""):
    """Put up those whose appraisals have the keys, and no others; return the nominees.

    :param reason: why somebody who does not meet every criterion is put up.
    :raises AppraisalRefused: somebody else's to do, gone on, nobody, more than places, no candidate, or a
        criterion not met without a reason.
    """
    selection = _locked(selection, by=by, states=(HonourState.OPEN,))
    lines = {line.appraisal.pk: line for line in candidates_of(selection.year)}
    if not keys:
        raise AppraisalRefused("请选择拟表彰的人员。", field="people")
    if len(keys) > selection.places:
        raise AppraisalRefused(f"名额 {selection.places} 名，选了 {len(keys)} 人。", field="people")
    if set(keys) - set(lines):
        raise AppraisalRefused("所选人员不是本年度考核优秀的专职委员。", field="people")
    lacking = [lines[key].appraisal.member.name for key in keys if not lines[key].meets_all]
    if lacking and not reason.strip():
        raise AppraisalRefused(f"{'、'.join(lacking)}有条件未达到，须写明理由。", field="reason")
    selection.nominees.all().delete()
    return HonourNominee.objects.bulk_create(
        [
            HonourNominee(
                selection=selection, appraisal=lines[key].appraisal, chosen_by=by,
                reason="" if lines[key].meets_all else reason[:300],
                facts=[[check.title, check.is_met, check.fact] for check in lines[key].checks],
            )
            for key in keys
        ]
    )  # fmt: skip


@transaction.atomic
def post_honours(selection, *, by, at, **facts):
    """Hang out those who are put up, and return the notice.

    :raises AppraisalRefused: somebody else's to do, gone on, nobody is put up, or too few days.
    """
    selection = _locked(selection, by=by, states=(HonourState.OPEN,))
    if not selection.nominees.exists():
        raise AppraisalRefused("还没有选定拟表彰的人员。")
    made = hang(selection.year, NoticeKind.HONOURS, by=by, at=at, **facts)
    selection.state = HonourState.NOTICE
    selection.save()
    return made


@transaction.atomic
def honour(selection, *, by, at):
    """Honour those against whom no objection was upheld, take them into the pool of talents, and return them.

    :raises AppraisalRefused: somebody else's to do, gone on, days left, or an objection without an answer.
    """
    selection = _locked(selection, by=by, states=(HonourState.NOTICE,))
    notice = AppraisalNotice.objects.select_for_update().get(year=selection.year, kind=NoticeKind.HONOURS)
    end_notice(notice, at=at)
    upheld = set(notice.objections.filter(is_upheld=True).values_list("appraisal", flat=True))
    honoured = []
    for one in selection.nominees.select_related(
        "appraisal__year", "appraisal__appointment__member__unit__parent"
    ):
        if one.appraisal_id in upheld:
            one.standing, one.reason = Standing.DROPPED, "公示期间异议成立"
        else:
            one.standing = Standing.HONOURED
            _into_pool(one.appraisal.member, selection, by=by, at=at)
            note(one.appraisal, f"被评为{selection.title}", by=by, at=at)
            honoured.append(one)
        one.save()
    selection.state, selection.honoured_on = HonourState.DONE, timezone.localdate(at)
    selection.save()
    return honoured


@transaction.atomic
def drop_nominee(nominee, *, by, at, reason):
    """Take somebody out of those put up, for a reason, while it hangs out; return them.

    :raises AppraisalRefused: somebody else's to do, gone on, or no reason.
    """
    _locked(nominee.selection, by=by, states=(HonourState.NOTICE,))
    must_say(reason, "取消的理由")
    nominee.standing, nominee.reason = Standing.DROPPED, reason[:300]
    nominee.save()
    note(nominee.appraisal, "取消拟表彰", by=by, at=at, text=reason)
    return nominee


def _into_pool(member, selection, *, by, at):
    """Write the honour into the member's entry in the pool of talents, or make one (product.md S15)."""
    words = f"{selection.year.year} 年度{selection.title}"
    talent = Talent.objects.standing().filter(member=member).first()
    if talent is None:
        unit = member.unit
        talent = Talent(
            member=member, field=Field.WORK, specialty="基层残疾人工作", education=member.education,
            recommended_by=(unit.parent if unit.is_grassroots else unit).federation_name,
            entered_on=timezone.localdate(at), honours=words,
        )  # fmt: skip
    elif words not in talent.honours:
        talent.honours = f"{talent.honours}；{words}".lstrip("；")
    try:
        save_talent(talent, by=by, at=at)
    except StaffRefused as problem:
        raise AppraisalRefused(f"{member.name}：{problem}") from problem


def _locked(selection, *, by, states):
    rows = HonourSelection.objects.select_for_update(of=("self",)).select_related("year__county")
    selection = rows.get(pk=selection.pk)
    locked_year(selection.year, by=by)
    if selection.state not in states:
        raise AppraisalRefused(f"评选已到“{HonourState(selection.state).label}”，不能再这样办理。")
    return selection
