"""The two reports of a member (双述), with the files that go with them."""

from django.db import transaction
from django.utils import timezone

from assessments.appraisals.choices import Side, State
from assessments.appraisals.models import Appraisal, AppraisalFile, AppraisalReport
from assessments.appraisals.rights import may_enter, may_report
from assessments.appraisals.services.acting import locked, must_be, must_be_seen, must_say, note
from assessments.appraisals.services.refusal import AppraisalRefused
from core.attachments import AttachmentRefused


@transaction.atomic
def save_report(appraisal, side, *, by, at, revision=None, **facts):
    """Write down what a member has told one side, and return the report.

    :param facts: held_on, place, text, and an uploaded `upload` or None.
    :raises AppraisalRefused: somebody else's report, not in the year, in the future, nothing told, somebody
        was faster, or a file that cannot be kept.
    """
    appraisal = locked(appraisal, by=by, entering=False)
    if not may_report(by, appraisal, names=names_at(appraisal)):
        raise AppraisalRefused("述职报告由本人或考核单位填写。")
    if appraisal.is_excluded:
        raise AppraisalRefused(f"此人本年度不定等次：{appraisal.excluded_because}。")
    if facts["held_on"] > timezone.localdate(at):
        raise AppraisalRefused("述职日期不能晚于今天。", field="held_on")
    if facts["held_on"] < appraisal.year.first_day:
        raise AppraisalRefused(f"述职日期不能早于 {appraisal.year.year} 年。", field="held_on")
    must_say(facts["text"], "述职报告", "text")
    report = AppraisalReport.objects.select_for_update().filter(appraisal=appraisal, side=side).first()
    if report is None:
        report = AppraisalReport(appraisal=appraisal, side=side)
    must_be_seen(report, revision, report.written_by if report.pk else "别人")
    upload = facts.pop("upload", None)
    for name, value in facts.items():
        setattr(report, name, value)
    report.written_by = by
    report.revision += 1
    report.save()
    if upload:
        keep_file(upload, by=by, at=at, report=report)
    note(appraisal, f"登记向{appraisal.audience(Side(side))}的述职报告", by=by, at=at)
    return report


def keep_file(upload, *, by, at, **owner):
    """Keep an uploaded file with a report or a meeting, and return it.

    :raises AppraisalRefused: empty, too large, of a type not accepted, or there already.
    """
    try:
        return AppraisalFile(**owner).keep_upload(
            upload, among=AppraisalFile.objects.filter(**owner), by=by, at=at, nameless="考核附件"
        )
    except AttachmentRefused as problem:
        raise AppraisalRefused(str(problem), field="upload") from problem


@transaction.atomic
def withdraw_file(kept, *, by, at):
    """Take a file down that was uploaded by mistake, and return it; it stays in store.

    :raises AppraisalRefused: not one's own to do, the year has gone on, or taken down already.
    """
    kept = AppraisalFile.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    if kept.report_id:
        people = [kept.report.appraisal]
        may = may_report(by, people[0], names=names_at(people[0]))
    else:
        people = [tally.appraisal for tally in kept.meeting.tallies.all()]
        may = all(may_enter(by, one) for one in people)
    must_be((people[0] if people else kept.meeting).year, (State.RUNNING,))
    if not may:
        raise AppraisalRefused("附件由上传的单位撤下。")
    if kept.withdrawn_at:
        raise AppraisalRefused("这份附件已经撤下。")
    kept.withdraw(by=by, at=at)
    for one in people:
        note(one, f"撤下附件“{kept.name}”", by=by, at=at)
    return kept


def names_at(appraisal):
    """Return the names of all who are appraised at the unit in that year. One query."""
    rows = Appraisal.objects.filter(year=appraisal.year, appointment__post__unit=appraisal.unit)
    return set(rows.values_list("appointment__member__name", flat=True))
