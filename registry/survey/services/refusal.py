"""Why a write is refused, in words that the user may read; and the checks that all writes share."""

from django.utils import timezone

from registry.survey.choices import LineState
from registry.survey.models import SurveyLine, SurveyRound, SurveyVillage

OUTSIDE = "该单位不在您的管辖范围内。"


class SurveyRefused(Exception):
    """The write cannot be done; the message is fit to show to the user. `field` names the form field."""

    def __init__(self, message, field=None):
        super().__init__(message)
        self.field = field


class SurveyConflict(SurveyRefused):
    """Somebody else has saved the same part meanwhile; `line` is the sheet as it stands now."""

    def __init__(self, line):
        who = line.saved_by.full_name if line.saved_by else "别人"
        when = timezone.localtime(line.saved_at)
        super().__init__(
            f"{who}已在 {when:%m月%d日 %H:%M} 保存过这一部分，您填的内容还没有写入。"
            "请对照下面的现有内容，再保存一次。"
        )
        self.line = line


def must_cover(by, permission, unit):
    """Refuse what lies outside the scope of the actor's permission.

    :raises SurveyRefused: it does.
    """
    if not by.scope_of(permission).covers(unit):
        raise SurveyRefused(OUTSIDE)


def locked_round(survey):
    """Return the round as it stands now, held until this transaction ends."""
    return SurveyRound.objects.select_for_update(of=("self",)).select_related("unit").get(pk=survey.pk)


def locked_village(village):
    """Return the village as it stands now, held until this transaction ends."""
    rows = SurveyVillage.objects.select_for_update(of=("self",))
    return rows.select_related("round__unit", "unit__parent").get(pk=village.pk)


def locked_line(line):
    """Return the sheet as it stands now, held until this transaction ends."""
    return SurveyLine.objects.select_for_update(of=("self",)).for_page().get(pk=line.pk)


def must_be_running(survey, at):
    """Refuse writing outside the window of a round.

    :raises SurveyRefused: not opened, closed, before its first day or after its last.
    """
    today = timezone.localdate(at)
    if not survey.is_open:
        raise SurveyRefused(f"{survey.title}{survey.get_state_display()}，现在不能填写。")
    if today < survey.starts_on:
        raise SurveyRefused(f"{survey.title}从 {survey.starts_on:%Y-%m-%d} 开始，现在还不能填写。")
    if today > survey.ends_on:
        raise SurveyRefused(
            f"{survey.title}已于 {survey.ends_on:%Y-%m-%d} 截止。须补填的请县残联延长截止日期。"
        )


def must_be_writable(line, at):
    """Refuse writing on a sheet that is approved, or whose village has been handed in.

    :raises SurveyRefused: it is, or the round is not running.
    """
    must_be_running(line.round, at)
    must_not_be_locked(line.village)
    if line.state == LineState.APPROVED:
        raise SurveyRefused("本份已审核，不能再改。确须修改的请乡镇残联退回。")


def must_not_be_locked(village):
    """Refuse writing in a village that lies with the county.

    :raises SurveyRefused: it has been handed in or accepted.
    """
    if village.is_locked:
        raise SurveyRefused(f"本村（社区）{village.get_state_display()}，不能再改。确须修改的请县残联退回。")
