"""What the worker does for an answer: read the form, or fill it and freeze what was reported."""

from django.core.files.base import ContentFile
from django.db import transaction

from core.jobs import JobFailed
from core.models import JobCancelled
from core.permissions import Permission
from core.sheets.errors import UnreadableSheet
from orgs.boards.selectors.rules import county_of
from orgs.models import Unit
from reports.answers.books import open_book, saved
from reports.answers.choices import LEFT, PEOPLE, How, State, Target
from reports.answers.filling import fill_book
from reports.answers.filling_persons import PeopleFiller
from reports.answers.filling_units import UnitFiller
from reports.answers.members import MemberRoster
from reports.answers.models import AnswerRecipe
from reports.answers.people import Rights
from reports.answers.persons import PersonRoster
from reports.answers.previews import add_previews
from reports.answers.reading import read_book
from reports.answers.services import fits
from reports.kinds.foreign import FormKind, code_of_form
from reports.periods import Subject
from reports.services import keep_snapshot
from reports.snapshots import freeze

NO_RIGHT = "您在这个单位已没有生成报表的权限，没有写入任何数据。"
LACKING = {
    Target.PERSONS: "要填个人信息，您没有导出个人信息的权限",
    Target.MEMBERS: "要填专职委员名册，您没有查看专职委员的权限",
}
ROSTERS = (PersonRoster, MemberRoster)


def read(answer, *, job):
    """Find the tables of the form and what their columns are; apply what is remembered of it.

    :raises JobFailed: it cannot be filled; the answer says why.
    """
    try:
        _must_make(answer, job.requested_by)
        job.progress(message="正在识别表头……")
        with answer.file.open("rb") as file:
            book, lost = open_book(file)
        sheets, answer.look = read_book(book)
        answer.recipe = _recipe_of(answer)
        if targets := _said_targets(answer):
            sheets, _ = read_book(book, targets)
        sheets = _without_people(sheets, answer, job.requested_by)
    except UnreadableSheet as problem:
        _end(answer, State.REFUSED, str(problem))
        raise JobFailed(str(problem)) from problem
    except JobCancelled:
        _end(answer, State.REFUSED, "已取消，没有写入任何数据。")
        raise
    answer.found = sheets
    answer.has_persons = any(sheet["target"] in PEOPLE for sheet in answer.tables)
    _remembered(answer)
    job.progress(message="正在取前两行的数……")
    user = job.requested_by
    add_previews(
        book, answer, subject=_subject(answer), rosters=_rosters(answer, user),
        scope=user.scope_of(Permission.REPORT_MAKE).narrowed_to(answer.unit),
    )  # fmt: skip
    warning = f"文件里有{'、'.join(lost)}，回填后的文件里不保留，其余原样。" if lost else ""
    _end(answer, State.MAPPING, warning)
    job.message = "已认出表头，请核对各列。"


def _without_people(sheets, answer, user):
    """Leave out the sheets about people for who may not take these out of the house.

    :raises UnreadableSheet: nothing is left.
    """
    lacking = []
    for sheet in sheets:
        right = PEOPLE.get(sheet["target"])
        if right is not None and not user.scope_of(right).covers(answer.unit):
            lacking.append(LACKING[sheet["target"]])
            sheet |= {"columns": [], "note": f"这张工作表{lacking[-1]}，不填写，原样保留。"}
    if lacking and not any(sheet["columns"] for sheet in sheets):
        raise UnreadableSheet(f"这张表{lacking[0]}。请由县残联或乡镇的经办人回填。")
    return sheets


def _recipe_of(answer):
    """Return the recipe of the same form, or None."""
    home = county_of(answer.unit) or answer.unit
    return AnswerRecipe.objects.filter(unit=home, look=answer.look).first()


def _said_targets(answer):
    """Return {name or number of a sheet: target} as somebody has said it, of this form or the last time."""
    told = {}
    for number, columns in enumerate(answer.recipe.columns if answer.recipe else []):
        if columns and "target" in columns[0]:
            told[number] = columns[0]["target"]
    return told | answer.options.get("targets", {})


def _remembered(answer):
    """Apply the recipe, if there is one, to the sheets that are about what they were then."""
    for sheet, columns in zip(answer.tables, answer.recipe.columns if answer.recipe else [], strict=False):
        if columns and columns[0].get("target", sheet["target"]) != sheet["target"]:
            continue
        for column, told in zip(sheet["columns"], columns, strict=False):
            key = told["key"]
            if key and (key == LEFT or fits(sheet["target"], key)):
                column["key"], column["how"] = key, How.REMEMBERED.value
            elif not key:
                column["key"] = ""
                column["how"] = (How.NEAR if column["near"] else How.UNKNOWN).value


def _rosters(answer, user):
    """Return {target: `Roster`} for one answer, by the rights of who makes it."""
    return {
        roster.target: roster(answer.unit, Rights.of(user, answer.unit, roster.target), answer.as_of)
        for roster in ROSTERS
    }


def fill(answer, *, job, at):
    """Fill the form with today's data for its day, freeze what was reported, and keep the filled file.

    :raises JobFailed: nothing could be filled; the answer says why.
    """
    try:
        _fill(answer, job=job, at=at)
    except UnreadableSheet as problem:
        _end(answer, State.REFUSED, str(problem))
        raise JobFailed(str(problem)) from problem
    except JobFailed as problem:
        _end(answer, State.MAPPING, str(problem))
        raise
    except JobCancelled:
        _end(answer, State.MAPPING, "已取消，没有写入任何数据。")
        raise


def _fill(answer, *, job, at):
    user = job.requested_by
    _must_make(answer, user)
    with answer.file.open("rb") as file:
        book, _ = open_book(file)
    subject = _subject(answer)
    rosters = _rosters(answer, user)
    for target in {sheet["target"] for sheet in answer.tables} & set(PEOPLE):
        if not rosters[target].rights.scope:
            raise JobFailed(f"这张表{LACKING[target]}。")
    job.progress(message="正在汇总数据……")
    names = _place_names(answer)
    fillers = {target: PeopleFiller(answer, roster, names) for target, roster in rosters.items()}
    scope = user.scope_of(Permission.REPORT_MAKE)
    outcome = fill_book(book, answer, _Fillers(fillers, answer, subject, scope), job=job)
    job.progress(message="正在保存……")
    content = saved(book)
    needs = sorted({Permission.REPORT_MAKE, *outcome.needs})
    _keep(answer, outcome, content, subject, by=user, at=at, needs=needs)
    job.message = f"已填 {outcome.written:,} 格，{len(outcome.troubles):,} 处没有填，见回填结果。"


class _Fillers(dict):
    """The fillers by target; that of units is made with the book of figures when it is first needed."""

    def __init__(self, fillers, answer, subject, scope):
        super().__init__(fillers)
        self._made = (answer, subject, scope)

    def of(self, target, book):
        if target not in self:
            self[target] = UnitFiller(*self._made, book)
        return self[target]


@transaction.atomic
def _keep(answer, outcome, content, subject, *, by, at, needs):
    book = outcome.book
    stated = {
        "title": f"回填：{answer.file_name}", "issuer": answer.unit.federation_name, "tables": [],
        "blocks": [], "figures": book.figures, "groups": book.groups,
    }  # fmt: skip
    kind = FormKind(code_of_form(answer.look), lambda *_: (stated, list(book.lists.values())))
    snapshot, lists = freeze(kind, subject, by=by, at=at)
    keep_snapshot(snapshot, lists)
    old = (answer.result.storage, answer.result.name) if answer.result else None
    answer.snapshot, answer.counts, answer.troubles = snapshot, outcome.counts, outcome.troubles
    answer.needs, answer.filled_at = needs, at
    answer.result.save("answer.xlsx", ContentFile(content), save=False)
    _end(answer, State.READY, "")
    if old:
        transaction.on_commit(lambda: old[0].delete(old[1]))


def _subject(answer):
    return Subject(answer.unit, answer.as_of.year, None, answer.as_of)


def _place_names(answer):
    """Return {unit pk: township and village} at and below the unit of an answer. One query."""
    units = Unit.objects.below(answer.unit).select_related("parent")
    return {unit.pk: unit.place_name for unit in units}


def _must_make(answer, user):
    if not user.scope_of(Permission.REPORT_MAKE).covers(answer.unit):
        _end(answer, State.REFUSED, NO_RIGHT)
        raise JobFailed(NO_RIGHT)


def _end(answer, state, message):
    answer.state, answer.message = state, message
    answer.save()
