"""What the worker does for a batch. Each step can be run again: it looks first whether it is done."""

from django.db import transaction

from core.jobs import JobFailed
from core.models import JobCancelled
from core.sheets import HeaderUnknown, UnreadableSheet, read_sheets
from registry.imports import applying, batches
from registry.imports.batches import State, note
from registry.imports.guidance import guidance_for
from registry.imports.kinds import Setting, kind_of
from registry.imports.mapping import sample_of
from registry.models import ImportBatch

LOST = "出现系统错误，没有写入任何数据。请重试；仍不行请联系管理员，并提供任务编号 {}。"
STOPPED = "已取消，没有写入任何数据。"
COMPARED = {"new": "可新增", "changed": "有变化", "unchanged": "无变化", "refused": "有错误"}
NO_RIGHT = "您在这个单位已没有导入权限，没有写入任何数据。"
NO_RIGHT_ANY_MORE = "您在这个单位已没有导入权限，没有撤回任何数据。"


def plan(batch, *, job, today):
    """Weigh every row of the file and keep the result for people to look at.

    Where the header is not understood, the batch waits for somebody to say what its columns are.

    :raises JobFailed: the file is no roster; the batch says why.
    """
    if batch.state != State.PLANNING:
        return
    try:
        made = _plan(batch, job=job, today=today)
    except HeaderUnknown as problem:
        batch.state, batch.message = State.MAPPING, str(problem)
        batch.save()
        job.message = "没有认出表头，请在页面上对应各列。"
        return
    except UnreadableSheet as problem:
        batch.state, batch.message = State.REFUSED, str(problem)
        batch.save()
        raise JobFailed(str(problem)) from problem
    except JobCancelled:
        batch.state, batch.message = State.CANCELLED, STOPPED
        batch.save()
        raise
    job.progress(message="正在整理核对结果…")
    _show(batch, made, by=job.requested_by)
    job.message = f"核对 {made.rows:,} 行，{len(made.refused):,} 行有错误。"


def apply(batch, *, job, at, today):
    """Plan again with the same code, and write if that says what people have seen.

    :raises JobFailed: the register has changed since; the batch shows the new state of things.
    """
    if batch.state != State.APPLYING:
        return
    try:
        made = _plan(batch, job=job, today=today)
        _write(batch, made, job=job, at=at)
    except applying.MovedOn as problem:
        _show_again(batch, job=job, today=today)
        raise JobFailed(batch.message) from problem
    except Exception as problem:
        _fall_back(batch, problem, job=job, state=State.PLANNED)
        raise


def _write(batch, made, *, job, at):
    seen, now = batch.counts, made.counts()
    if any(seen.get(name, now[name]) != now[name] for name in (*COMPARED, "mark")):
        raise applying.MovedOn
    if made.refused and not batch.is_partial:
        raise JobFailed("有错误行，而没有勾选“错误行先不导入”，没有写入任何数据。")
    job.progress(message=f"正在写入 {batch.importable:,} 行…")
    kind, by = kind_of(batch), job.requested_by
    built = kind.build(made)
    with transaction.atomic():
        if ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk).state != State.APPLYING:
            return  # written by another worker
        kind.write(made, batch, built, by=by, at=at, check=job.check_cancelled)
        finish_apply(batch, by=by, at=at)
    added, changed = (f"{now[name]:,} {kind.noun}" for name in ("new", "changed"))
    job.message = f"新增 {added}，更新 {changed}，{now['refused']:,} 行留待改正。"


def finish_apply(batch, *, by, at):
    """Mark a batch as written and note it in the audit log."""
    batch.state, batch.applied_at, batch.message = State.APPLIED, at, ""
    batch.save()
    figures = {name: batch.counts[name] for name in ("rows", *COMPARED)}
    kind = kind_of(batch)
    note(batch, by=by, what=f"写入导入的{kind.place}", **figures)
    kind.tell_written(batch, by=by, at=at)


def undo(batch, *, job, at):
    """Take a written batch back; what was touched since stays and is listed."""
    if batch.state != State.UNDOING:
        return
    kind, by = kind_of(batch), job.requested_by
    if not scope_of(batch, by):
        _fall_back(batch, JobFailed(NO_RIGHT_ANY_MORE), job=job, state=State.APPLIED)
        raise JobFailed(NO_RIGHT_ANY_MORE)
    try:
        with transaction.atomic():
            taken = kind.take_back(batch, by=by, at=at, check=job.check_cancelled)
            batch.state, batch.undone_at, batch.undone_by = State.UNDONE, at, by
            batch.counts |= {
                "undone": {name: len(getattr(taken, name)) for name in ("removed", "restored", "kept")}
            }
            batch.save()
            note(batch, by=by, what=f"撤回导入的{kind.place}", **batch.counts["undone"])
    except Exception as problem:
        _fall_back(batch, problem, job=job, state=State.APPLIED)
        raise
    job.message = (
        f"撤下 {len(taken.removed):,} {kind.noun}，恢复 {len(taken.restored):,} {kind.noun}原来的内容，"
        f"保留 {len(taken.kept):,} {kind.noun}。"
    )


def _fall_back(batch, problem, *, job, state):
    """Put the batch back to where it was, with a word on why its step ended without effect."""
    if isinstance(problem, JobCancelled):
        message = STOPPED
    else:
        message = str(problem) if isinstance(problem, JobFailed) else LOST.format(job.pk)
    ImportBatch.objects.filter(pk=batch.pk).update(state=state, message=message)


def _plan(batch, *, job, today):
    scope = scope_of(batch, job.requested_by)
    if not scope:
        raise JobFailed(NO_RIGHT)
    with batch.file.open("rb") as file:
        sheets = read_sheets(file)
    batch.sample = sample_of(sheets)
    setting = Setting(job.requested_by, scope, today, guidance_for(batch))
    return kind_of(batch).plan(batch, sheets, setting, track=job.track)


def scope_of(batch, user):
    """Return where the user may import into this batch today."""
    return user.scope_of(kind_of(batch).permission).narrowed_to(batch.unit)


@transaction.atomic
def _show(batch, made, *, by):
    kind_of(batch).store(batch, made)
    batch.state = State.PLANNED
    if made.refused:
        batch.mark_job = batches.enqueue(batch, batches.MARK, f"错误标注表 {batch.file_name}", by=by)
    batch.save()


def _show_again(batch, *, job, today):
    before = batch.counts
    _show(batch, _plan(batch, job=job, today=today), by=job.requested_by)
    moves = [
        f"{title} {before.get(name, 0):,} → {batch.counts[name]:,}"
        for name, title in COMPARED.items()
        if before.get(name) != batch.counts[name]
    ]
    place, what = kind_of(batch).place, "，".join(moves) or "人员、单位或写法刚被修改"
    batch.message = (
        f"{place}在您核对之后有变动（{what}），没有写入任何数据。下面是重新核对的结果，请看过后再确认。"
    )
    batch.save()
