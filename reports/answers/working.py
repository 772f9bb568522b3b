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
from reports.answers.choices import LEFT, How, State, Target
from reports.answers.filling import fill_book
from reports.answers.filling_persons import PersonFiller
from reports.answers.filling_units import UnitFiller
from reports.answers.models import AnswerRecipe
from reports.answers.persons import Rights
from reports.answers.previews import add_previews
from reports.answers.reading import read_book
from reports.answers.services import fits
from reports.kinds.foreign import FormKind, code_of_form
from reports.periods import Subject
from reports.services import keep_snapshot
from reports.snapshots import freeze

NO_RIGHT = "您在这个单位已没有生成报表的权限，没有写入任何数据。"
NO_PERSONS = "这张工作表要填个人信息，您没有导出个人信息的权限，不填写，原样保留。"


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
        sheets = _without_persons(sheets, answer, job.requested_by)
    except UnreadableSheet as problem:
        _end(answer, State.REFUSED, str(problem))
        raise JobFailed(str(problem)) from problem
    except JobCancelled:
        _end(answer, State.REFUSED, "已取消，没有写入任何数据。")
        raise
    answer.found = sheets
    answer.has_persons = any(sheet["target"] == Target.PERSONS for sheet in answer.tables)
    answer.recipe = _remembered(answer)
    job.progress(message="正在取前两行的数……")
    user = job.requested_by
    add_previews(
        book, answer, subject=_subject(answer), rights=Rights.of(user, answer.unit),
        scope=user.scope_of(Permission.REPORT_MAKE).narrowed_to(answer.unit),
    )  # fmt: skip
    warning = f"文件里有{'、'.join(lost)}，回填后的文件里不保留，其余原样。" if lost else ""
    _end(answer, State.MAPPING, warning)
    job.message = "已认出表头，请核对各列。"


def _without_persons(sheets, answer, user):
    """Leave out the sheets about persons for who may not take persons out of the house.

    :raises UnreadableSheet: nothing is left.
    """
    if user.scope_of(Permission.PERSON_EXPORT).covers(answer.unit):
        return sheets
    for sheet in sheets:
        if sheet["target"] == Target.PERSONS:
            sheet |= {"columns": [], "note": NO_PERSONS}
    if not any(sheet["columns"] for sheet in sheets):
        raise UnreadableSheet("这张表要填个人信息，您没有导出个人信息的权限。请由县残联或乡镇的经办人回填。")
    return sheets


def _remembered(answer):
    """Apply the recipe of the same form, if there is one, and return it."""
    home = county_of(answer.unit) or answer.unit
    recipe = AnswerRecipe.objects.filter(unit=home, look=answer.look).first()
    if recipe is None:
        return None
    for sheet, columns in zip(answer.tables, recipe.columns, strict=False):
        for column, told in zip(sheet["columns"], columns, strict=False):
            key = told["key"]
            if key and (key == LEFT or fits(sheet["target"], key)):
                column["key"], column["how"] = key, How.REMEMBERED.value
            elif not key:
                column["key"] = ""
                column["how"] = (How.NEAR if column["near"] else How.UNKNOWN).value
    return recipe


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
    rights = Rights.of(user, answer.unit)
    if answer.has_persons and not rights.scope:
        raise JobFailed("这张表要填个人信息，您没有导出个人信息的权限。")
    job.progress(message="正在汇总数据……")
    fillers = {Target.PERSONS: PersonFiller(answer, subject, rights, _place_names(answer))}
    scope = user.scope_of(Permission.REPORT_MAKE)
    outcome = fill_book(book, answer, _Fillers(fillers, answer, subject, scope), job=job)
    job.progress(message="正在保存……")
    content = saved(book)
    needs = {Permission.REPORT_MAKE.value}
    if outcome.persons or answer.has_persons:
        needs |= set(rights.needs(outcome.keys))
    _keep(answer, outcome, content, subject, by=user, at=at, needs=sorted(needs))
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
