"""Why a write is refused, in words that the user may read; and the checks that all writes share."""

from django.utils import timezone

from registry.applications.choices import LEVEL_PERMISSIONS, SPEAKING, Act, Level, State, StepKind
from registry.applications.models import Application


class ApplicationRefused(Exception):
    """The write cannot be done; the message is fit to show to the user. `field` names the form field."""

    def __init__(self, message, field=None):
        super().__init__(message)
        self.field = field


def locked(application):
    """Return the application as it stands now, held until this transaction ends."""
    rows = Application.objects.select_for_update(of=("self",))
    related = ("county", "unit__parent", "handler_unit", "person__unit", "notice")
    return rows.select_related(*related).get(pk=application.pk)


def unit_at(application, level):
    """Return the unit whose step a step of that level is."""
    units = {Level.VILLAGE: application.unit, Level.TOWNSHIP: application.unit.parent}
    return units.get(level, application.county)


def may_act(user, application):
    """True if the present step is for a unit for which the user may act at that level."""
    permission = LEVEL_PERMISSIONS[application.step_level]
    return application.is_open and user.scope_of(permission).covers(application.handler_unit)


def may_change(user, application):
    """True while the first step has not been done, for who may take applications down there."""
    permission = LEVEL_PERMISSIONS[Level.VILLAGE]
    is_first = application.is_open and application.step_number == 0
    return is_first and user.scope_of(permission).covers(application.unit)


def must_be_open(application):
    """:raises ApplicationRefused: it is closed."""
    if not application.is_open:
        raise ApplicationRefused(
            f"{application.number} 现在是“{State(application.state).label}”，不能再办理。"
        )


def must_be_mine(application, by):
    """Refuse who may not act now, or has a part in it that bars them (经办与审核、批准分开).

    Where the procedure says so of a step, nobody does it who has spoken for another level, or who did the
    step before. Whoever took the application down has spoken for the level of the first step.

    :raises ApplicationRefused: as said.
    """
    must_be_open(application)
    if not may_act(by, application):
        raise ApplicationRefused(
            f"{application.number} 的“{application.step_name}”由{application.handler_unit.name}办理，"
            "不在您的权限内。"
        )
    if problem := own_part(application, by):
        raise ApplicationRefused(problem)


def own_part(application, by, spoken=None):
    """Return in words which part of the user's own bars them from the present step; None if nothing does.

    :param spoken: their entries of this application, where the caller has them already.
    """
    procedure, number = application.procedure, application.step_number
    if not procedure.must_differ(number):
        return None
    if spoken is None:
        spoken = list(application.entries.filter(by=by, act__in=SPEAKING).order_by("pk"))
    other = next((entry for entry in spoken if entry.level != application.step_level), None)
    if other is not None:
        what = "登记了本申请" if other.act == Act.REGISTER else f"经办了“{other.step_name}”"
        return f"您已{what}，按经办与审核分开的要求，“{application.step_name}”须由其他人办理。"
    before = procedure.back_from(number)
    if any(entry.act == Act.PASS and entry.step_number == before for entry in spoken):
        name = procedure.steps[before].name
        if application.step_kind == StepKind.APPROVE:
            return f"您已经办“{name}”，按审核与批准分开的要求，须由其他人批准。"
        return f"您已经办“{name}”，按前后环节分开的要求，“{application.step_name}”须由其他人办理。"
    return None


def must_fit(on, *, not_before, at):
    """:raises ApplicationRefused: the day is in the future, or before what came before it."""
    if on > timezone.localdate(at):
        raise ApplicationRefused("日期不能晚于今天。", field="on")
    if on < not_before:
        day = f"{not_before.year}年{not_before.month}月{not_before.day}日"
        raise ApplicationRefused(f"日期不能早于上一环节（{day}）。", field="on")
