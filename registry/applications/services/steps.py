"""The way of an application: each step passes it on, sends it back, or refuses it; the last one grants."""

from django.db import transaction

from registry.applications.choices import Act, State, StepKind, Verdict
from registry.applications.selectors.benefits import kind_of
from registry.applications.services.facts import checked_facts
from registry.applications.services.moving import arrive, close, note
from registry.applications.services.refusal import ApplicationRefused, locked, must_be_mine, must_fit
from registry.benefits.models import Circumstance
from registry.benefits.services.circumstances import note_circumstance
from registry.benefits.services.grants import NotGranted, start_grant
from registry.choices import Subsistence
from registry.services.persons import PersonRefused, update_person


@transaction.atomic
def take_step(application, *, by, at, at_step, verdict, on, text="", **facts):
    """Do the present step with the verdict, and return the application where it is then.

    :param at_step: the number of the step that the actor has before them; another one means that somebody
        was faster.
    :param facts: what the kind of step asks for (`services.facts`).
    :raises ApplicationRefused: not the actor's, gone on, not complete, or a notice that has to be ended.
    """
    application = locked(application)
    if application.step_number != at_step:
        raise ApplicationRefused(f"{application.number} 已转到“{application.step_name}”，请重新查看后办理。")
    must_be_mine(application, by)
    must_fit(on, not_before=application.since_on, at=at)
    if verdict == Verdict.RETURN:
        return _send_back(application, by=by, at=at, on=on, text=text)
    if application.step_kind == StepKind.NOTICE and verdict == Verdict.PASS:
        raise ApplicationRefused("公示环节请张榜公示，期满后在公示页面结束。")
    if verdict == Verdict.REFUSE:
        return _refuse(application, by=by, at=at, on=on, text=text, facts=facts)
    told = checked_facts(application, facts, on=on)
    if application.step_kind == StepKind.APPROVE:
        return _grant(application, by=by, at=at, on=on, text=text)
    note(application, Act.PASS, by=by, at=at, on=on, text=text, facts=told)
    pass_on(application, on=on)
    return application


@transaction.atomic
def approve_many(applications, *, by, at, on):
    """Approve those that wait for it, each by itself, and return (approved, [(application, why not)]).

    One that cannot be approved holds up none of the others.
    """
    done, kept = [], []
    for application in applications:
        if application.step_kind != StepKind.APPROVE:
            kept.append((application, "不在批准环节。"))
            continue
        try:
            done.append(
                take_step(
                    application, by=by, at=at, at_step=application.step_number, verdict=Verdict.PASS, on=on
                )
            )
        except ApplicationRefused as problem:
            kept.append((application, str(problem)))
    return done, kept


def pass_on(application, *, on):
    """Bring the application to the next step and save it."""
    arrive(application, application.step_number + 1, on=on)
    application.save()


def _send_back(application, *, by, at, on, text):
    to_step = application.procedure.back_from(application.step_number)
    if to_step is None:
        raise ApplicationRefused("这是第一个环节，不能再退回。请补正材料，或者不予通过。", field="verdict")
    _must_say(text, "退回的理由")
    note(application, Act.RETURN, by=by, at=at, on=on, text=text, to_step=to_step)
    arrive(application, to_step, on=on)
    application.save()
    return application


def _refuse(application, *, by, at, on, text, facts):
    _must_say(text, "不予通过的理由，会写入告知书")
    told = checked_facts(application, facts, on=on, carries=False)
    note(application, Act.REFUSE, by=by, at=at, on=on, text=text, facts=told)
    close(application, State.REFUSED, on=on, outcome=text)
    application.save()
    return application


def _grant(application, *, by, at, on, text):
    if application.person.is_archived:
        raise ApplicationRefused(f"{application.person.name}已归档，不能批准发放。")
    kind = kind_of(application, application.first_month)
    if kind is None:
        raise ApplicationRefused(f"本县（区）已没有{application.kind_name}，不能批准发放。")
    try:
        start_grant(
            application.person, kind, tier=application.tier, amount=application.amount,
            first_month=application.first_month, by=by, at=at, source=f"申请 {application.number}",
            persons=application.persons,
        )  # fmt: skip
        tell_the_register(application, kind, by=by, at=at)
    except (NotGranted, PersonRefused) as problem:
        raise ApplicationRefused(f"{application.number}：{problem}") from problem
    note(application, Act.GRANT, by=by, at=at, on=on, text=text)
    close(application, State.GRANTED, on=on)
    application.save()
    return application


def tell_the_register(application, kind, *, by, at):
    """Let the register say what the grant has made of the person: 低保 or 特困, from the first month on.

    Only where the review itself decides who is one; other benefits merely ask for it.
    """
    person, what = application.person, kind.requires
    if not kind.by_decision or what not in Subsistence.values or person.subsistence == what:
        return
    standing = Circumstance.objects.standing().filter(person=person, what=what)
    if not standing.exists():
        since = application.first_month
        note_circumstance(person, what=what, since=since, source=f"申请 {application.number}", by=by, at=at)
    update_person(person, by=by, at=at, subsistence=what)


def _must_say(text, what):
    if not text.strip():
        raise ApplicationRefused(f"请填写{what}。", field="text")
