"""Every step of an answer: the file comes in, its columns are chosen, it is filled and may be taken away."""

import contextlib

from django.db import transaction
from django.utils import timezone

from core import jobs
from core.permissions import Permission
from core.sheets.errors import UnreadableSheet
from orgs.boards.selectors.rules import county_of
from reports.answers.books import check_upload
from reports.answers.choices import LEFT, PEOPLE, How, State, Target
from reports.answers.items import item_of, people_items, roles
from reports.answers.models import Answer, AnswerRecipe

READ, FILL = "answer_read", "answer_fill"
NAME_MAX = AnswerRecipe._meta.get_field("name").max_length


class AnswerRefused(Exception):
    """The step cannot be taken; the message is fit to show to the user. `field` names the place."""

    def __init__(self, message, field=None):
        super().__init__(message)
        self.field = field


@transaction.atomic
def start_answer(file, *, by, at, unit, as_of, options):
    """Keep an uploaded form as an answer of `unit` for the day `as_of`, queue its reading, and return it.

    :param options: tier, all_persons, categories, grades, subsistence, age_from, age_to, overwrite.
    :raises AnswerRefused: not the actor's unit, a day to come, or no workbook that can be given back.
    """
    if not by.scope_of(Permission.REPORT_MAKE).covers(unit):
        raise AnswerRefused("您不能为这个单位填报。", field="unit")
    if as_of > timezone.localdate(at):
        raise AnswerRefused("数据截止日期不能晚于今天。", field="as_of")
    try:
        check_upload(file)
    except UnreadableSheet as problem:
        raise AnswerRefused(str(problem), field="file") from problem
    name = file.name.replace("\\", "/").rsplit("/", 1)[-1][-200:]
    answer = Answer(unit=unit, as_of=as_of, options=options, uploaded_by=by, file_name=name)
    file.seek(0)
    answer.file.save(name, file, save=False)
    answer.save()
    _enqueue(answer, READ, by=by, state=State.READING, label=f"识别 {name}")
    return answer


@transaction.atomic
def choose_columns(answer, *, by, at, choices):
    """Write down what fills the columns: {(sheet number, place): key, LEFT or empty}. Others stay.

    :raises AnswerRefused: not the actor's, at work, or nothing that could stand there.
    """
    answer = locked(answer, by=by)
    if not answer.can_be_mapped:
        raise AnswerRefused(f"这张表{answer.get_state_display()}，不能再核对各列。")
    for number, sheet in enumerate(answer.tables):
        for column in sheet["columns"]:
            key = choices.get((number, column["place"]))
            if key is not None and key != column["key"]:
                _choose(sheet, column, key)
    answer.save()
    return answer


def _choose(sheet, column, key):
    if key not in ("", LEFT) and not fits(sheet["target"], key):
        raise AnswerRefused(f"“{column['title']}”不能填这一项。")
    column["key"] = key
    column["how"] = (How.CHOSEN if key else How.NEAR if column["near"] else How.UNKNOWN).value


def fits(target, key):
    """True if a key names something that can stand in a column of units or of one sort of people."""
    if target in PEOPLE:
        return key in people_items(target)
    return key in roles() or item_of(key) is not None


@transaction.atomic
def change_options(answer, *, by, at, options):
    """Change which units or persons are put into a form that names none, and whether cells are overwritten.

    :raises AnswerRefused: not the actor's, or at work.
    """
    answer = locked(answer, by=by)
    if not answer.can_be_mapped:
        raise AnswerRefused(f"这张表{answer.get_state_display()}，不能再改填报范围。")
    answer.options = answer.options | options
    answer.save()
    return answer


@transaction.atomic
def read_again(answer, *, by, at, number, target):
    """Queue another reading, with the rows of one sheet taken to be about `target`. Choices are made anew.

    :raises AnswerRefused: not the actor's, at work, no such sheet or target, or it is taken so already.
    """
    answer = locked(answer, by=by)
    if not answer.can_be_mapped:
        raise AnswerRefused(f"这张表{answer.get_state_display()}，不能再改每行是谁。")
    tables = answer.tables
    if number >= len(tables) or target not in Target.values:
        raise AnswerRefused("没有看懂要改哪张工作表，请刷新后再试。")
    if tables[number]["target"] == target:
        raise AnswerRefused(f"工作表“{tables[number]['name']}”的每一行已经按{Target(target).label}识别。")
    if target in PEOPLE and not by.scope_of(PEOPLE[target]).covers(answer.unit):
        raise AnswerRefused(f"您没有带出{Target(target).label}名单的权限。")
    targets = {sheet["name"]: sheet["target"] for sheet in tables} | {tables[number]["name"]: target}
    answer.options = answer.options | {"targets": targets}
    _enqueue(answer, READ, by=by, state=State.READING, label=f"识别 {answer.file_name}")
    return answer


@transaction.atomic
def request_filling(answer, *, by, at):
    """Queue the filling, and remember the columns for the next time the same form comes.

    :raises AnswerRefused: not the actor's, at work, or no column is chosen.
    """
    answer = locked(answer, by=by)
    if not answer.can_be_mapped:
        raise AnswerRefused(f"这张表{answer.get_state_display()}，不能回填。")
    keys = {column["key"] for sheet in answer.tables for column in sheet["columns"]}
    if not keys - {"", LEFT} - roles().keys():
        raise AnswerRefused("还没有一列选好要填什么，请先核对各列。")
    answer.recipe = remember(answer, by=by, at=at)
    _enqueue(answer, FILL, by=by, state=State.FILLING, label=f"回填 {answer.file_name}")
    return answer


def remember(answer, *, by, at):
    """Keep what the columns of a form mean in its county, and return the recipe."""
    home = county_of(answer.unit) or answer.unit
    columns = [
        [
            {name: column[name] for name in ("place", "title", "key")} | {"target": sheet["target"]}
            for column in sheet["columns"]
        ]
        for sheet in answer.tables
    ]
    stem = answer.file_name.rpartition(".")[0] or answer.file_name
    recipe, _ = AnswerRecipe.objects.get_or_create(
        unit=home, look=answer.look, defaults={"name": stem[:NAME_MAX], "made_by": by}
    )
    recipe.columns, recipe.used_at, recipe.uses = columns, at, recipe.uses + 1
    recipe.save()
    return recipe


@transaction.atomic
def resume(answer, *, by, at):
    """Queue again a reading or filling that was broken off, cancelled or failed.

    :raises AnswerRefused: not the actor's, or nothing was.
    """
    answer = locked(answer, by=by)
    if not answer.is_stuck:
        raise AnswerRefused("任务正在排队、执行或已经完成，不能重新开始。")
    kind = READ if answer.state == State.READING else FILL
    _enqueue(answer, kind, by=by, state=answer.state, label=f"回填 {answer.file_name}")
    return answer


@transaction.atomic
def delete_answer(answer, *, by, at):
    """Delete an answer with both of its files; what was reported stays in its snapshot.

    :raises AnswerRefused: not the actor's, or at work.
    """
    answer = locked(answer, by=by)
    if answer.is_busy and not answer.is_stuck:
        raise AnswerRefused("正在识别或回填，请先在“我的任务”里取消，再删除。")
    kept = [(own.storage, own.name) for own in (answer.file, answer.result) if own]
    answer.delete()
    transaction.on_commit(lambda: _forget(kept))


@transaction.atomic
def rename_recipe(recipe, *, by, at, name):
    """Give a recipe another name.

    :raises AnswerRefused: it is of another county.
    """
    _must_own(recipe, by=by)
    recipe.name = name
    recipe.save()
    return recipe


@transaction.atomic
def delete_recipe(recipe, *, by, at):
    """Forget what the columns of a form mean; filled forms stay.

    :raises AnswerRefused: it is of another county.
    """
    _must_own(recipe, by=by)
    recipe.delete()


def locked(answer, *, by):
    """Return the answer as it is now, locked.

    :raises AnswerRefused: the actor may not make reports at its unit.
    """
    found = Answer.objects.select_for_update(of=("self",)).select_related("unit", "job").get(pk=answer.pk)
    if not by.scope_of(Permission.REPORT_MAKE).covers(found.unit):
        raise AnswerRefused("这张表不在您的管辖范围内。")
    return found


def _must_own(recipe, *, by):
    if not by.scope_of(Permission.REPORT_MAKE).covers(recipe.unit):
        raise AnswerRefused("这个回填方案是上级或别的单位的，您不能改。")


def _enqueue(answer, kind, *, by, state, label):
    answer.state, answer.message = state, ""
    answer.job = jobs.enqueue(kind, by=by, label=label[:150], answer=answer.pk)
    answer.job.result_url = answer.get_absolute_url()
    answer.job.save()
    answer.save()


def _forget(kept):
    for storage, name in kept:
        with contextlib.suppress(FileNotFoundError):
            storage.delete(name)
