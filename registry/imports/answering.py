"""Decisions on single cells: a proposed number accepted, a conflict settled. Never by themselves."""

from django.db import transaction

from registry.imports import batches
from registry.models import ImportAnswer, ImportRow

Choice = ImportAnswer.Choice
CONFLICT = "edit_conflict"


def proposal_in(row):
    """Return the ID number that is proposed for a refused row, or the empty text."""
    found = (p["proposal"] for p in row.problems or () if p["key"] == "id_number" and p["proposal"])
    return next(found, "")


@transaction.atomic
def decide(batch, *, by, at, accepted=(), choices=None):
    """Keep a clerk's decisions on single cells, note who said so, and read the batch again; return how many.

    :param accepted: numbers of the rows whose proposed ID number is taken; those without one are passed over.
    :param choices: (row number, column's key) → `Choice.FILE` or `Choice.REGISTER`, for fields that have
        changed on both sides since the export.
    :raises batches.NotPossible: nothing of that is open, or the batch is not in a state for it.
    """
    batch = batches.locked(batch)
    refused = batch.rows.filter(outcome=ImportRow.Outcome.REFUSED).order_by("row")
    answers = [
        ImportAnswer(row=row.row, name=row.name, key="id_number", choice=Choice.PROPOSAL, value=number)
        for row in refused.filter(row__in=accepted)
        if (number := proposal_in(row))
    ]
    choices = choices or {}
    answers += [
        ImportAnswer(row=row.row, name=row.name, key=problem["key"], choice=choices[row.row, problem["key"]])
        for row in refused.filter(row__in={row for row, _ in choices}, codes__contains=CONFLICT)
        for problem in row.problems
        if problem["code"] == CONFLICT and (row.row, problem["key"]) in choices
    ]
    return _keep(batch, answers, by=by, at=at)


@transaction.atomic
def withdraw(answer, *, by):
    """Take back a decision on a cell and read its batch again.

    :raises batches.NotPossible: the batch is not in a state for it.
    """
    batch = batches.locked(answer.batch)
    answer.delete()
    return batches.replan(batch, by=by)


def _keep(batch, answers, *, by, at):
    if not answers:
        raise batches.NotPossible("没有勾选任何一行，或所选的行已经没有建议。")
    for answer in answers:
        values = {"name": answer.name, "choice": answer.choice, "value": answer.value}
        ImportAnswer.objects.update_or_create(
            batch=batch, row=answer.row, key=answer.key, defaults=values | {"said_by": by, "said_at": at}
        )
    batches.replan(batch, by=by)
    return len(answers)
