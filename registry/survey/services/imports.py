"""Taking a filled-in 底册 back: plan, look, apply; all rows or none. Problems are named by row and column."""

import json
import uuid
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.db import transaction

from accounts import audit
from core.encryption import decrypt, encrypt
from core.permissions import Permission
from core.sheets import UnreadableSheet, Vocabulary, find_layout, read_sheets
from core.sheets.cells import day_of, text_of
from orgs.scoping import UnitScope
from registry.survey.answers import AnswerRefused, read_answer
from registry.survey.choices import LineState
from registry.survey.columns import KEY, MODES, NAME, REASONS, VISIT, known_columns
from registry.survey.models import SurveyImport, SurveyLine, SurveySave
from registry.survey.rules import Form
from registry.survey.services.changes import propose, withdraw
from registry.survey.services.entry import VISIT as VISIT_PART
from registry.survey.services.entry import put_visit, subject_of, what_is_missing
from registry.survey.services.refusal import SurveyRefused, must_be_running, must_cover

TITLES = dict(VISIT)
PART = "import"


@dataclass
class Plan:
    """What an import would do: lines to fill in, rows that say nothing new, and problems by row and column.

    `sealed` holds the answers by line, encrypted as a whole: {line: {"saved", "visit", "answers"}}.
    """

    sealed: str = ""
    count: int = 0
    same: int = 0
    problems: list = field(default_factory=list)  # {"row", "column", "message"}
    unknown: list = field(default_factory=list)

    @property
    def entries(self):
        """Return {line pk as text: what its row says}."""
        return json.loads(decrypt(self.sealed)) if self.sealed else {}


@transaction.atomic
def plan_import(survey, unit, file, *, by, at):
    """Keep an uploaded sheet with its plan and return the import, to be looked at and applied.

    :raises SurveyRefused: outside the scope, the round is not running, or the table cannot be read.
    """
    must_cover(by, Permission.SURVEY_EDIT, unit)
    must_be_running(survey, at)
    try:
        plan = _plan_rows(survey, unit, file, at=at)
    except UnreadableSheet as problem:
        raise SurveyRefused(str(problem), field="file") from problem
    file.seek(0)
    made = SurveyImport(round=survey, unit=unit, uploaded_by=by, file_name=file.name[-200:], plan=vars(plan))
    made.file.save(file.name[-80:], ContentFile(file.read()), save=False)
    made.save()
    return made


@transaction.atomic
def apply_import(made, *, by, at):
    """Write the planned rows, all or none; return how many sheets are filled in completely now.

    :raises SurveyRefused: applied already, problems, or a sheet was saved, approved or locked since.
    """
    rows = SurveyImport.objects.select_for_update(of=("self",)).select_related("round", "unit")
    made = rows.get(pk=made.pk)
    must_cover(by, Permission.SURVEY_EDIT, made.unit)
    must_be_running(made.round, at)
    plan = Plan(**made.plan)
    if not made.is_planned:
        raise SurveyRefused("这份底册已经导入，没有再写一次。")
    if plan.problems:
        raise SurveyRefused(f"有 {len(plan.problems)} 处错误，没有导入任何一行。请改正后重新上传。")
    if not plan.count:
        raise SurveyRefused("没有可以导入的行。")
    lines = _lines_of(made.round, made.unit).select_for_update(of=("self",)).in_bulk(map(int, plan.entries))
    form, done, saves = Form(made.round.form), 0, []
    for key, entry in plan.entries.items():
        line = lines.get(int(key))
        if line is None or problem_of(line) or _stamp_of(line) != entry["saved"]:
            name = line.name if line else "有人"
            raise SurveyRefused(f"核对之后，{name}的底册又有人填写或审核，没有导入任何一行。请重新上传核对。")
        done += _fill(line, entry, form, by=by, at=at)
        saves.append(SurveySave(line=line, token=uuid.uuid4(), section=PART, by=by, at=at))
    SurveySave.objects.bulk_create(saves)
    made.state, made.applied_at = SurveyImport.State.APPLIED, at
    made.save()
    audit.record(audit.Event.IMPORT, by=by, about=made, unit=made.unit, rows=plan.count)
    return done


def _plan_rows(survey, unit, file, *, at):
    form = Form(survey.form)
    vocabulary = Vocabulary(known_columns(form))
    layout = find_layout(read_sheets(file), vocabulary, required=[KEY, NAME])
    lines = {line.code: line for line in _lines_of(survey, unit)}
    plan, reader, entries, seen = Plan(unknown=layout.unknown), _Reader(form, layout, at), {}, {}
    for row in layout.body:
        raw = {key: layout.cell(row, key) for key in layout.places}
        if not any(text_of(cell) for cell in raw.values()):
            continue
        code = text_of(raw[KEY])
        problem = _wrong_line(lines.get(code), code, raw, seen)
        seen.setdefault(code, row.number)
        if problem:
            plan.problems.append({"row": row.number, "column": "底册号", "message": problem})
            continue
        line = lines[code]
        entry, problems = reader.read(line, raw)
        plan.problems += [{"row": row.number, **one} for one in problems]
        if entry is None:
            plan.same += 1
        elif not problems:
            entries[str(line.pk)] = entry
    plan.sealed, plan.count = encrypt(json.dumps(entries, ensure_ascii=False)), len(entries)
    return plan


def _wrong_line(line, code, raw, seen):
    """Return why a row cannot be taken for a line, or an empty text."""
    if line is None:
        return f"“{code[:20]}”不是本单位这一轮的底册号。底册以外的人不在调查范围内。"
    if code in seen:
        return f"与第 {seen[code]} 行重复，请只留一行。"
    if text_of(raw[NAME]) != line.name:
        return f"底册号 {code} 是{line.name}，这一行写的是“{text_of(raw[NAME])[:20]}”。请核对。"
    return ""


class _Reader:
    """Reads the rows of a filled-in sheet by the form."""

    def __init__(self, form, layout, at):
        self._form, self._layout, self._at = form, layout, at

    def read(self, line, raw):
        """Return (entry or None if it says nothing new, problems)."""
        problems = []
        visit = self._visit(line, raw, problems)
        said = self._answers(raw, problems)
        standing = line.all_answers
        merged, _ = self._form.cleaned(subject_of(line), {**standing, **said})
        problems += [{"column": "", "message": text} for text in self._form.contradictions(merged)]
        is_same = merged == standing and not visit and not problems
        if is_same:
            return None, []
        if problem := problem_of(line):
            return {}, [{"column": "底册号", "message": problem}]
        return {"saved": _stamp_of(line), "visit": visit, "answers": merged}, problems

    def _answers(self, raw, problems):
        said = {}
        for code, question in self._form.questions.items():
            if question.is_off or not text_of(raw.get(code)):
                continue
            try:
                said[code] = read_answer(question, raw[code])
            except AnswerRefused as problem:
                problems.append({"column": self._column(code), "message": str(problem)})
        return said

    def _visit(self, line, raw, problems):
        """Return how the person was met as texts; empty if the row says nothing of it, or nothing new."""
        if not text_of(raw.get("mode")):
            return {}
        words = {"mode": text_of(raw["mode"]), "lost_reason": text_of(raw.get("lost_reason"))}
        visit = {
            "mode": MODES.get(words["mode"], ""),
            "lost_reason": REASONS.get(words["lost_reason"], ""),
        }
        for key, known in (("mode", MODES), ("lost_reason", REASONS)):
            if words[key] and not visit[key]:
                message = f"“{words[key][:20]}”不在选项中，请从“{'、'.join(known)}”中选择。"
                problems.append({"column": self._column(key), "message": message})
        for key in ("happened_on", "visited_on"):
            try:
                day = day_of(raw.get(key))
            except ValueError:
                message = "不是日期，请按 2026-11-22 的样子填写。"
                problems.append({"column": self._column(key), "message": message})
            else:
                visit[key] = day.isoformat() if day else ""
        if problems:
            return {}
        return self._tried(line, visit, problems)

    def _tried(self, line, visit, problems):
        """Return the visit if the line can take it, empty if it is what the line says already."""
        before = _visit_of(line)
        if before == visit:
            return {}
        if not visit["visited_on"]:
            problems.append({"column": self._column("visited_on"), "message": "填了调查方式的须填调查日期。"})
            return {}
        try:
            put_visit(line, visit_facts(visit), at=self._at)
        except SurveyRefused as problem:
            problems.append({"column": self._column(problem.field or "mode"), "message": str(problem)})
        return visit

    def _column(self, key):
        place = self._layout.places.get(key)
        return self._layout.titles.get(place) or TITLES.get(key, key)


def visit_facts(visit):
    """Return a visit of texts with its days as dates."""
    days = {key: day_of(visit[key]) for key in ("happened_on", "visited_on")}
    return {**visit, **days}


def problem_of(line):
    """Return why a sheet takes no import, or an empty text."""
    if line.village.is_locked:
        return f"{line.unit.name}{line.village.get_state_display()}，不能再改。"
    return "本份已审核，不能再改。" if line.is_approved else ""


def _fill(line, entry, form, *, by, at):
    """Write one planned row on its locked sheet; return 1 if it is complete."""
    if entry["visit"]:
        put_visit(line, visit_facts(entry["visit"]), at=at)
    line.put_answers(entry["answers"], form.private)
    parts = [VISIT_PART, *(section.code for section in form.sections)]
    line.versions = {**line.versions, **{part: line.versions.get(part, 0) + 1 for part in parts}}
    is_complete = not what_is_missing(line)
    line.state = LineState.DONE if is_complete else LineState.DOING
    line.saved_by, line.saved_at = by, at
    line.save()
    withdraw(line)
    if is_complete:
        propose(line)
    return int(is_complete)


def _lines_of(survey, unit):
    scope = UnitScope(paths=frozenset({unit.path}))
    lines = SurveyLine.objects.within(scope).filter(round=survey)
    return lines.select_related("village", "unit", "round", "person")


def _visit_of(line):
    return {
        "mode": line.mode,
        "lost_reason": line.lost_reason,
        "happened_on": line.happened_on.isoformat() if line.happened_on else "",
        "visited_on": line.visited_on.isoformat() if line.visited_on else "",
    }


def _stamp_of(line):
    return line.saved_at.isoformat() if line.saved_at else ""
