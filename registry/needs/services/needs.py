"""The way of a need: registered, referred, measures taken, closed with a result, satisfaction asked.

Each verb writes a `NeedStep`, so the history says who did what and when.
"""

from django.db import transaction
from django.utils import timezone

from registry.needs.choices import NeedState, Result, Satisfaction, Source, Step
from registry.needs.models import Need, NeedStep
from registry.needs.selectors.rules import kinds_for
from registry.needs.services.refusal import NeedRefused, must_cover, must_not_be_later

CLOSED = "该需求已办结；情况有变请先重新办理。"


@transaction.atomic
def register_need(person, *, by, at, kind, item, on, source=Source.VISIT, detail=""):
    """Write down what a person needs and return the need; its deadline follows from the kind.

    :raises NeedRefused: outside the actor's scope, in the future, archived person, or open already.
    """
    must_cover(by, person.unit)
    must_not_be_later(on, timezone.localdate(at), "on")
    if person.is_archived:
        raise NeedRefused("该人员已归档，恢复登记后才能登记需求。")
    same = Need.objects.filter(person=person, kind=kind, item=item, closed_on=None).first()
    if same is not None:
        raise NeedRefused(
            f"此人的这项需求已在 {same.registered_on:%Y-%m-%d} 登记，还没有办结，请到该需求中继续办理。",
            field="item",
        )
    need = Need(person=person, item=item, detail=detail, source=source, registered_on=on)
    need.follow(_kind_of(need, kind))
    need.save()
    _note(need, Step.REGISTER, on=on, by=by, at=at, note=detail)
    return need


@transaction.atomic
def change_need(need, *, by, at, kind, item, source, detail):
    """Correct what was written down; another kind gives another deadline.

    :raises NeedRefused: outside the actor's scope, closed, or the person has that need already.
    """
    need = _held(need, by)
    if not need.is_open:
        raise NeedRefused(CLOSED)
    twin = Need.objects.filter(person=need.person, kind=kind, item=item, closed_on=None)
    if twin.exclude(pk=need.pk).exists():
        raise NeedRefused("此人的这项需求已登记，还没有办结。", field="item")
    before = f"{need.kind_name}（{need.item}）"
    need.item, need.source, need.detail = item, source, detail
    if kind != need.kind:
        need.follow(_kind_of(need, kind))
    need.save()
    _note(need, Step.CHANGE, on=timezone.localdate(at), by=by, at=at, note=f"原为：{before}")
    return need


@transaction.atomic
def refer_need(need, *, by, at, organisation, on, contact="", note=""):
    """Hand a need to the department or organisation that can meet it (转介); it may be handed on again.

    :raises NeedRefused: outside the actor's scope, closed, in the future, or before its registration.
    """
    need = _open_need(need, by, on, at)
    need.referred_to = organisation
    if need.state == NeedState.REGISTERED:
        need.state = NeedState.REFERRED
    need.save()
    _note(need, Step.REFER, on=on, by=by, at=at, organisation=organisation, contact=contact, note=note)
    return need


@transaction.atomic
def record_measure(need, *, by, at, note, on, organisation="", amount=None):
    """Write down what was done for the person: by whom, when, for how much money (落实措施).

    :raises NeedRefused: outside the actor's scope, closed, in the future, or before its registration.
    """
    need = _open_need(need, by, on, at)
    need.state = NeedState.IN_HAND
    need.save()
    _note(need, Step.MEASURE, on=on, by=by, at=at, organisation=organisation, amount=amount, note=note)
    return need


@transaction.atomic
def close_need(need, *, by, at, result, on, note=""):
    """Close a need with its result; whatever is not solved says why.

    :raises NeedRefused: as for a measure, or a result other than solved has no reason.
    """
    need = _open_need(need, by, on, at)
    if result != Result.SOLVED and not note.strip():
        raise NeedRefused("没有完全解决的，请写明原因。", field="note")
    need.state, need.result, need.closed_on = NeedState.CLOSED, result, on
    need.save()
    _note(need, Step.RESULT, on=on, by=by, at=at, value=result, note=note)
    return need


@transaction.atomic
def record_satisfaction(need, *, by, at, satisfaction, on, note=""):
    """Write down what the person says of the result; who is dissatisfied is asked why.

    :raises NeedRefused: outside the actor's scope, still open, before the result, or without a reason.
    """
    need = _held(need, by)
    if need.is_open:
        raise NeedRefused("办结以后才能登记满意度。")
    must_not_be_later(on, timezone.localdate(at), "on")
    if on < need.closed_on:
        raise NeedRefused("回访日期不能早于办结日期。", field="on")
    if satisfaction == Satisfaction.DISSATISFIED and not note.strip():
        raise NeedRefused("不满意的，请写明原因。", field="note")
    need.satisfaction = satisfaction
    need.save()
    _note(need, Step.SATISFACTION, on=on, by=by, at=at, value=satisfaction, note=note)
    return need


@transaction.atomic
def reopen_need(need, *, by, at, note):
    """Take up a closed need again: the result and the satisfaction go, the history stays.

    :raises NeedRefused: outside the actor's scope, not closed, without a reason, or open a second time.
    """
    need = _held(need, by)
    if need.is_open:
        raise NeedRefused("该需求还没有办结，不必重新办理。")
    if not note.strip():
        raise NeedRefused("请写明重新办理的原因。", field="note")
    if need.completions.exists():
        raise NeedRefused("该需求由年度项目办结，请先在项目完成名单中撤销。")
    if Need.objects.filter(person=need.person, kind=need.kind, item=need.item, closed_on=None).exists():
        raise NeedRefused("此人已另行登记同一需求，请在那一项中办理。")
    reopen(need)
    need.save()
    _note(need, Step.REOPEN, on=timezone.localdate(at), by=by, at=at, note=note)
    return need


def reopen(need):
    """Set a need back to where it stood before its result, without saving it."""
    need.state = NeedState.REFERRED if need.referred_to else NeedState.REGISTERED
    need.result, need.satisfaction, need.closed_on = "", "", None


def _kind_of(need, code):
    """Return the kind with this code as it held on the day the need was registered.

    :raises NeedRefused: there was none then.
    """
    kind = kinds_for(need.person.unit, need.registered_on).get(code)
    if kind is None:
        raise NeedRefused("登记日期那一天还没有这类需求，请重新选择。", field="item")
    return kind


def _held(need, by):
    """Return the need locked, if `by` may change it."""
    need = Need.objects.select_for_update(of=("self",)).select_related("person__unit").get(pk=need.pk)
    must_cover(by, need.person.unit)
    return need


def _open_need(need, by, on, at):
    need = _held(need, by)
    if not need.is_open:
        raise NeedRefused(CLOSED)
    must_not_be_later(on, timezone.localdate(at), "on")
    if on < need.registered_on:
        raise NeedRefused(f"日期不能早于登记日期 {need.registered_on:%Y-%m-%d}。", field="on")
    return need


def _note(need, step, **facts):
    NeedStep.objects.create(need=need, step=step, **facts)
