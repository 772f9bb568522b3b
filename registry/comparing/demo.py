"""Two invented comparisons: a finished one with the 低保 list, and a list of deaths at the villages."""

from dataclasses import asdict
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from accounts.models import Posting
from core import bulk
from orgs.models import Unit
from registry.choices import Subsistence
from registry.comparing.choices import Answer, Choice, Kind, RowState, State
from registry.comparing.defaults import PROFILES
from registry.comparing.fields import STANDING
from registry.comparing.models import Comparison, ComparisonDecision, ComparisonRow, ComparisonTask
from registry.comparing.models.rows import joined
from registry.comparing.services.uploading import digest_of
from registry.models import Person

DIFFER, MISSING, DEATHS = 60, 25, 24
SENT_AGO, CLOSED_AGO = 6, 40  # days
NOTES = {
    Answer.TRUE: "已与家属核实。",
    Answer.FALSE: "本人健在，名单有误。",
    Answer.CORRECTED: "户口簿已核对，登记已更正。",
}
NAMES = ("name", "id_number", "subsistence", "unit", "unit_path", "birth_date")
INSTRUCTION = "请入户核实，是否健在、何时去世，三日内答复。"
WHOLE = {"units": [], "categories": [], "grades": [], "living": ""}


@transaction.atomic
def make_comparisons(county, *, rng, at, by):
    """Write the two comparisons of the county's people; return how many rows they have.

    They depend on `rng` and on the persons that are there; the days follow from the moment `at`.
    """
    people = Person.objects.active().filter(unit__path__startswith=county.path).only(*NAMES)
    receiving = list(people.filter(subsistence=Subsistence.DIBAO).order_by("unit_path", "pk"))
    others = list(people.filter(subsistence=Subsistence.NONE).order_by("unit_path", "pk"))
    if len(others) < DEATHS or not receiving:
        return 0
    finished = _finished(county, rng, receiving, others, at=at, by=by)
    return finished + _deaths(county, rng, _with_the_demo_villages(rng, others), at=at, by=by)


def _with_the_demo_villages(rng, others):
    """Return who is on the list of deaths: from the whole county, some from where the demo accounts work."""
    posted = set(Posting.objects.filter(unit__level__in=Unit.GRASSROOTS).values_list("unit", flat=True))
    near = [person for person in others if person.unit_id in posted]
    chosen = rng.sample(others, DEATHS) + rng.sample(near, min(4, len(near)))
    return sorted({person.pk: person for person in chosen}.values(), key=lambda p: (p.unit_path, p.pk))


def _comparison(county, title, sender, code, *, lines, head, at, by):
    profile = PROFILES[code]
    comparison = Comparison(
        unit=county, title=title, sender=sender, uploaded_by=by, file_name=f"{title}.csv", part=WHOLE
    )
    comparison.meaning = asdict(profile) | {"fields": list(profile.fields)}
    comparison.fields = list(profile.fields)
    file = ContentFile("\n".join([",".join(head), *lines]).encode(), name="list.csv")
    comparison.file_digest = digest_of(file)
    comparison.file.save("list.csv", file, save=False)
    comparison.columns = {"sheet": "", "header": 1, "known": [], "unknown": [], "memory": None}
    comparison.state, comparison.compared_at = State.READY, at
    comparison.counts = {"rows": len(lines), "repeats": 0, "outside": 0, "not_kept": 0, "skipped": {}}
    comparison.save()
    return comparison


def _finished(county, rng, receiving, others, *, at, by):
    """Write the comparison with the 低保 list: closed, every row settled. Return its rows."""
    then = at - timedelta(days=CLOSED_AGO)
    missing = set(rng.sample(range(len(receiving)), min(MISSING, len(receiving) // 4)))
    new = rng.sample(others, min(DIFFER, len(others)))
    listed = [person for number, person in enumerate(receiving) if number not in missing] + new
    lines = [",".join((person.name, person.id_number, "城乡低保")) for person in listed]
    title = f"{then.year}年{then.month}月城乡低保名单"
    head = ("姓名", "身份证号", "救助类别")
    comparison = _comparison(county, title, "县民政局", "dibao", lines=lines, head=head, at=then, by=by)
    rows = [_row(comparison, p, Kind.SAME, RowState.SETTLED) for p in listed[: -len(new)]]
    rows += [_row(comparison, receiving[n], Kind.ONLY_HERE, RowState.SETTLED) for n in sorted(missing)]
    differing = [
        _row(comparison, p, Kind.DIFFERING, RowState.SETTLED, differing=["subsistence"]) for p in new
    ]
    for row, person in zip(differing, new, strict=True):
        row.content = _said(person, {"subsistence": "dibao"}, {"subsistence": "none"}, "城乡低保")
    rows += differing
    _store(rows, then)
    decided = [row for row in rows if row.kind != Kind.SAME]
    note = "已与民政局核对，按入户核实的情况处理。"
    notes = [
        ComparisonDecision(row=row, choice=Choice.KEPT, field=joined_key(row), note=note, by=by, at=then)
        for row in decided
    ]
    bulk.insert(notes, at=then)
    comparison.state, comparison.closed_at, comparison.closed_by = State.CLOSED, then, by
    comparison.keep_until = comparison.closed_on(then)
    _count(comparison, rows)
    return len(rows)


def joined_key(row):
    """Return the one field that a row of the demo differs in; empty for none."""
    return row.keys[0] if row.keys else ""


def _deaths(county, rng, people, *, at, by):
    """Write the list of deaths with a task for each village, some answered, a few overdue."""
    then = at - timedelta(days=SENT_AGO)
    today = timezone.localdate(at)
    days = {person.pk: (then - timedelta(days=rng.randrange(5, 60))).date().isoformat() for person in people}
    lines = [f"{person.name},{person.id_number},{days[person.pk]}" for person in people]
    title = f"{then.year}年{then.month}月死亡人员名单"
    head = ("姓名", "身份证号", "死亡日期")
    comparison = _comparison(county, title, "县卫生健康局", "deaths", lines=lines, head=head, at=then, by=by)
    tasks, rows = {}, []
    for number, person in enumerate(people):
        if person.unit_id not in tasks:
            due = today + timedelta(days=-2 if number % 6 == 5 else 9)
            tasks[person.unit_id] = ComparisonTask.objects.create(
                comparison=comparison, unit_id=person.unit_id, sent_on=then.date(), due_on=due,
                remind_on=due - timedelta(days=3), sent_by=by, instruction=INSTRUCTION,
            )  # fmt: skip
        row = _row(comparison, person, Kind.DIFFERING, RowState.TASKED, differing=[STANDING])
        row.task = tasks[person.unit_id]
        row.content = _said(
            person, {"name": person.name}, {STANDING: "在册"}, days[person.pk], event=days[person.pk]
        )
        if number % 3 == 0:
            row.answer = rng.choice(list(NOTES))
            row.answer_note, row.answered_by, row.answered_at = NOTES[row.answer], by, at
        rows.append(row)
    _store(rows, then)
    notes = [ComparisonDecision(row=row, choice=Choice.SENT, by=by, at=then) for row in rows]
    notes += [
        ComparisonDecision(row=row, choice=Choice.ANSWERED, note=row.answer_note, by=by, at=at)
        for row in rows
        if row.answer
    ]
    bulk.insert(notes, at=then)
    _count(comparison, rows)
    return len(rows)


def _row(comparison, person, kind, state, *, differing=()):
    row = ComparisonRow(comparison=comparison, kind=kind, state=state, person_id=person.pk)
    row.unit_id, row.path = person.unit_id, person.unit_path
    row.diffs = joined(differing)
    row.open_diffs = "" if state == RowState.SETTLED else row.diffs
    return row


def _said(person, values, ours, last, *, event=""):
    texts = [
        ["姓名", person.name],
        ["身份证号", person.id_number],
        ["死亡日期" if event else "救助类别", last],
    ]
    said = {"name": person.name, "id_number": person.id_number, "values": values, "texts": texts}
    return said | {"event": event, "ours": ours}


def _store(rows, at):
    rows.sort(key=lambda row: row.path)
    for number, row in enumerate((row for row in rows if row.kind != Kind.ONLY_HERE), start=2):
        row.row = number
    bulk.insert(rows, at=at)


def _count(comparison, rows):
    comparison.counts["kinds"] = {kind.value: sum(row.kind == kind for row in rows) for kind in Kind}
    comparison.save()
