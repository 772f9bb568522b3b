"""Taking values of the list over into the register, in one go and with the way back."""

from django.db import transaction

from accounts import audit
from core import bulk
from core.permissions import Permission
from registry.changes import announce
from registry.comparing.choices import Choice, RowState
from registry.comparing.fields import FIELDS, UNITS, title_of
from registry.comparing.services.noting import note, reopen_field, settle_field
from registry.comparing.services.refusal import (
    ComparisonRefused,
    locked,
    locked_rows,
    must_be_open,
    must_cover,
)
from registry.comparing.weighing import has_moved_on
from registry.imports.applying import COPIES
from registry.models import (
    ComparisonDecision,
    ComparisonRow,
    ComparisonTakeover,
    Person,
)
from registry.services.persons import PersonRefused, update_person

STEP = 500
ROW_FIELDS = ["state", "open_diffs"]
MOVED_ON = "比对以后登记表里的这一项已经改过，没有采用。请重新比对，或保留登记的值。"


def why_not(row, key, *, by):
    """Return why the list's value of a field may not be taken over for a row, or the empty text."""
    person = row.person
    if person is None or key not in row.open_keys or key not in FIELDS:
        return "这一项不在待处理的项目里。"
    if not FIELDS[key].is_takeable:
        return f"“{FIELDS[key].title}”以残疾人证为准，不能按名单修改。"
    if not by.scope_of(Permission.PERSON_EDIT).covers(person.unit):
        return "此人不在您的管辖范围内。"
    if person.is_archived:
        return "此人已归档。"
    return MOVED_ON if has_moved_on(person, key, row.said["ours"].get(key)) else ""


@transaction.atomic
def take_over(rows, key, *, by, at):
    """Write the list's value of one field into the register and return the `ComparisonTakeover`.

    Rows of which the register has changed since the comparison are left as they are, with a remark.

    :param rows: a queryset of rows of one comparison.
    :raises ComparisonRefused: nothing of it can be taken over.
    """
    first = rows.select_related("comparison__unit").first()
    if first is None:
        raise ComparisonRefused("没有可以采用的行。")
    comparison = locked(first.comparison)
    must_be_open(comparison)
    lock_people(rows)
    found = locked_rows(rows)
    for row in found:
        must_cover(by, row)
    refused = [(row, reason) for row in found if (reason := why_not(row, key, by=by))]
    out = {row.pk for row, _ in refused}
    taken = [row for row in found if row.pk not in out]
    if not taken:
        raise ComparisonRefused(refused[0][1])
    takeover = ComparisonTakeover.objects.create(
        comparison=comparison,
        unit=comparison.unit,
        field=key,
        by=by,
        at=at,
        count=len(taken),
        refused=len(refused),
    )
    _write(taken, key, takeover, by=by, at=at)
    _remark(refused)
    return takeover


def lock_people(rows):
    """Lock the persons of rows, so that nobody changes them between the look and the writing."""
    keys = rows.order_by().exclude(person=None).values("person")
    people = Person.objects.select_for_update(of=("self",)).filter(pk__in=keys)
    list(people.order_by("pk").values_list("pk"))


def _rows_of(takeover):
    return ComparisonRow.objects.filter(decisions__takeover=takeover, decisions__choice=Choice.TAKEN)


def _remark(refused):
    """Let the rows say that the register has moved on."""
    told = [row for row, reason in refused if reason == MOVED_ON]
    for row in told:
        row.remark = MOVED_ON
    ComparisonRow.objects.bulk_update(told, ["remark"], batch_size=STEP)


def _write(rows, key, takeover, *, by, at):
    new = {row.pk: row.said["values"][key] for row in rows}
    old = {row.pk: row.said["ours"].get(key) for row in rows}
    change_persons([(row.person, new[row.pk]) for row in rows], key, by=by, at=at)
    for row in rows:
        settle_field(row, key)
    ComparisonRow.objects.bulk_update(rows, ROW_FIELDS, batch_size=STEP)
    decisions = [
        ComparisonDecision(
            row=row,
            choice=Choice.TAKEN,
            field=key,
            by=by,
            at=at,
            takeover=takeover,
            change={"before": old[row.pk], "after": new[row.pk]},
        )
        for row in rows
    ]
    bulk.insert(decisions, at=at)
    _log(takeover, by=by, what="采用比对名单的值", rows=len(rows))


def change_persons(pairs, key, *, by, at):
    """Write one field of many persons: of one through the service of the register, of many in one go.

    :param pairs: (person, value as JSON keeps it); the persons are locked and within the actor's right.
    :raises ComparisonRefused: the register does not take it.
    """
    name = f"{key}_id" if key in UNITS else key
    if len(pairs) == 1:
        person, value = pairs[0]
        try:
            update_person(person, by=by, at=at, **{name: value or None if key in UNITS else value})
        except PersonRefused as problem:
            raise ComparisonRefused(str(problem)) from problem
        return
    keys = sorted(person.pk for person, _ in pairs)
    people = {p.pk: p for p in _locked_people(keys)}
    for person, value in pairs:
        setattr(people[person.pk], name, (value or None) if key in UNITS else value)
        people[person.pk].refresh_copies()
    bulk.update(list(people.values()), [key, *COPIES.get(key, ())], at=at)
    announce(Person.objects.filter(updated_at=at, pk__range=(keys[0], keys[-1])), by=by, at=at)


def _locked_people(keys):
    people = Person.objects.select_for_update(of=("self",)).select_related("unit")
    for start in range(0, len(keys), STEP):
        yield from people.filter(pk__in=keys[start : start + STEP]).order_by("pk")


def may_undo(takeover, user):
    """True for whoever took over, and for who manages comparisons at its unit; once."""
    mine = takeover.by_id == user.pk and user.holds(Permission.COMPARISON_MANAGE)
    return not takeover.is_undone and (
        mine or user.scope_of(Permission.COMPARISON_MANAGE).covers(takeover.unit)
    )


def plan_undo(takeover, *, by):
    """Return (decisions that can be taken back, [(decision, reason)] of those that stay)."""
    found = takeover.decisions.filter(choice=Choice.TAKEN).select_related("row__person__unit", "row__unit")
    good, kept = [], []
    for decision in found.order_by("pk"):
        reason = _why_kept(decision, takeover.field, by=by)
        kept.append((decision, reason)) if reason else good.append(decision)
    return good, kept


def _why_kept(decision, key, *, by):
    person = decision.row.person
    if person is None or not by.scope_of(Permission.PERSON_EDIT).covers(person.unit):
        return "此人已不在您的管辖范围内"
    if person.is_archived:
        return "此人已归档"
    return "采用以后又有改动" if FIELDS[key].of(person) != decision.change["after"] else ""


@transaction.atomic
def undo_takeover(takeover, *, by, at):
    """Give back what the register said before, as far as nobody has changed it since; return how many.

    :raises ComparisonRefused: not the actor's, undone already, closed, or everything has been changed since.
    """
    comparison = locked(takeover.comparison)
    takeover = ComparisonTakeover.objects.select_for_update(of=("self",)).get(pk=takeover.pk)
    takeover.unit = comparison.unit
    if not may_undo(takeover, by):
        raise ComparisonRefused("这次采用已经撤回，或者您不能撤回它。")
    must_be_open(comparison)
    lock_people(_rows_of(takeover))
    good, _ = plan_undo(takeover, by=by)
    if not good:
        raise ComparisonRefused("采用以后都又有改动，没有可以撤回的人。")
    key = takeover.field
    wanted = {decision.row_id for decision in good}
    rows = [row for row in locked_rows(_rows_of(takeover)) if row.pk in wanted]
    change_persons([(d.row.person, d.change["before"]) for d in good], key, by=by, at=at)
    for row in rows:
        reopen_field(row, key)
    ComparisonRow.objects.bulk_update(rows, ROW_FIELDS, batch_size=STEP)
    undone = [ComparisonDecision(row=row, choice=Choice.UNDONE, field=key, by=by, at=at) for row in rows]
    bulk.insert(undone, at=at)
    takeover.undone_at, takeover.undone_by, takeover.undone_count = at, by, len(good)
    takeover.save()
    _log(takeover, by=by, what="撤回采用的比对名单的值", rows=len(good))
    return len(good)


def _log(takeover, *, by, what, rows):
    facts = {"what": what, "field": FIELDS[takeover.field].title, "rows": rows}
    audit.record(audit.Event.IMPORT, by=by, about=takeover.comparison, **facts)


@transaction.atomic
def keep_ours(rows, key, *, by, at, reason):
    """Settle one field of the rows given by keeping what the register says, for a reason; return how many.

    :param key: the field; empty for rows that do not differ in fields (only here, only there).
    :raises ComparisonRefused: nothing of it waits, or it is not the actor's.
    """
    first = rows.select_related("comparison__unit").first()
    if first is None:
        raise ComparisonRefused("没有待处理的行。")
    must_be_open(locked(first.comparison))
    found = [row for row in locked_rows(rows) if row.is_open and (not key or key in row.open_keys)]
    if not found:
        raise ComparisonRefused("这一项已经处理过。")
    for row in found:
        must_cover(by, row)
        if key:
            settle_field(row, key)
        else:
            row.state, row.open_diffs = RowState.SETTLED, ""
    ComparisonRow.objects.bulk_update(found, ROW_FIELDS, batch_size=STEP)
    if len(found) == 1:
        note(found[0], Choice.KEPT, by=by, at=at, field=key, text=reason)
    else:
        made = [
            ComparisonDecision(row=row, choice=Choice.KEPT, field=key, note=reason, by=by, at=at)
            for row in found
        ]
        bulk.insert(made, at=at)
    facts = {"what": "保留登记的值", "field": title_of(key), "rows": len(found)}
    audit.record(audit.Event.IMPORT, by=by, about=found[0].comparison, **facts)
    return len(found)
