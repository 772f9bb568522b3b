"""What a survey says differently from the register: proposed, then taken over by the township or not."""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from core.permissions import Permission
from registry.models import Person
from registry.services.persons import PersonRefused, archive_person, update_person
from registry.survey.choices import LEAVING, ChangeState, QuestionKind
from registry.survey.models import SurveyChange, SurveyLine
from registry.survey.rules import Form, Subject
from registry.survey.services.refusal import SurveyRefused, must_not_be_locked

ARCHIVE = "archive"
MOST_AT_ONCE = 500


def propose(line):
    """Write down what the sheet says differently from the register; return how many things."""
    withdraw(line)
    refused = {(change.field, change.new) for change in line.changes.filter(state=ChangeState.REFUSED)}
    found = [change for change in differences(line) if (change.field, change.new) not in refused]
    SurveyChange.objects.bulk_create(found)
    return len(found)


def withdraw(line):
    """Take back what the sheet has proposed and nobody has decided."""
    line.changes.filter(state=ChangeState.PROPOSED).delete()


def differences(line):
    """Return unsaved changes: the fields of the register whose answer differs, and a death or a move."""
    person = line.person
    if line.is_lost:
        is_gone = line.lost_reason in LEAVING and not person.is_archived
        return [SurveyChange(line=line, field=ARCHIVE, new=line.lost_reason)] if is_gone else []
    form, answers, found = Form(line.round.form), line.all_answers, {}
    for code in form.applicable(Subject(line.age, line.category, line.grade), answers):
        question = form.questions[code]
        new = registered_value(question, answers.get(code))
        if question.register and new and new != (getattr(person, question.register) or ""):
            found[question.register] = SurveyChange(
                line=line, field=question.register, old=getattr(person, question.register), new=new
            )
    return list(found.values())


def registered_value(question, answer):
    """Return what the register would say for an answer; empty if it would say nothing."""
    if not question.register or not answer:
        return ""
    if question.kind == QuestionKind.MULTI:
        return next((value for code, value in question.values.items() if code in answer), question.otherwise)
    return question.values.get(answer, "") if question.values else question.words(answer)


@transaction.atomic
def refuse_changes(changes, *, by, at):
    """Leave the register as it is; return how many proposals were refused.

    :raises SurveyRefused: too many at once, outside the scope, or the village has been handed in.
    """
    rows = _locked(changes, by)
    SurveyChange.objects.filter(pk__in=[row.pk for row in rows]).update(
        state=ChangeState.REFUSED, decided_by=by, decided_at=at, updated_at=at
    )
    return len(rows)


@transaction.atomic
def accept_changes(changes, *, by, at):
    """Write proposals into the register, person by person; return (how many, why others were not).

    Those of one person are written together or not at all; who cannot be written stays proposed.

    :raises SurveyRefused: too many at once, outside the scope, or the village has been handed in.
    """
    rows, problems, done = _locked(changes, by), [], 0
    by_line = defaultdict(list)
    for row in rows:
        by_line[row.line].append(row)
    for line, own in by_line.items():
        try:
            with transaction.atomic():
                _write(line, own, by=by, at=at)
        except (PersonRefused, SurveyRefused) as problem:
            problems.append(f"{line.name}：{problem}")
            continue
        for row in own:
            row.state, row.decided_by, row.decided_at = ChangeState.ACCEPTED, by, at
            row.save()
        done += len(own)
    return done, problems


def _write(line, changes, *, by, at):
    person = Person.objects.select_for_update(of=("self",)).select_related("unit").get(pk=line.person_id)
    if person.unit_id != line.unit_id:
        raise SurveyRefused("底册生成以后已迁往其他村（社区），不能按本份修改，请核对后不予采纳。")
    facts = {change.field: change.new for change in changes if change.field != ARCHIVE}
    for change in changes:
        if change.field != ARCHIVE and (getattr(person, change.field) or "") not in (change.old, change.new):
            raise SurveyRefused(f"登记中的{label_of(change.field)}在调查之后又有改动，请核对后不予采纳。")
    if facts:
        update_person(person, by=by, at=at, **facts)
    if any(change.field == ARCHIVE for change in changes):
        on = line.happened_on or line.visited_on or timezone.localdate(at)
        archive_person(person, by=by, at=at, reason=line.lost_reason, on=on)


def _locked(changes, by):
    """Return the proposals that still wait, held, in order; refuse any that this user may not decide."""
    keys = list(changes.order_by("pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    if len(keys) > MOST_AT_ONCE:
        raise SurveyRefused(f"一次最多审核 {MOST_AT_ONCE} 项，请先按村（社区）筛选。")
    rows = list(
        SurveyChange.objects.filter(pk__in=keys, state=ChangeState.PROPOSED)
        .select_for_update(of=("self",))
        .select_related("line__village", "line__unit", "line__round")
        .order_by("line__unit_path", "line__number", "pk")
    )
    scope = by.scope_of(Permission.SURVEY_REVIEW)
    for village in {row.line.village for row in rows}:
        must_not_be_locked(village)
    if not all(scope.covers_path(row.line.unit_path) for row in rows):
        raise SurveyRefused("有不在您管辖范围内的变更。")
    return rows


def label_of(field):
    """Return the title of a register field as people know it."""
    return "归档" if field == ARCHIVE else Person._meta.get_field(field).verbose_name


def shown(change, value):
    """Return a value of a change in words; phones are the caller's to mask."""
    if change.field == ARCHIVE:
        return f"归档（{SurveyLine(lost_reason=value).get_lost_reason_display()}）" if value else "在册"
    choices = dict(Person._meta.get_field(change.field).flatchoices)
    return choices.get(value, value)
