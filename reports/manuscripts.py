"""Editing the text of a summary before it goes out: paragraph by paragraph, its figures live or fixed."""

import re

from django.db import transaction

from reports.kinds import KINDS
from reports.models import Manuscript
from reports.modules.placing import blocks_of
from reports.narrative.writing import plain
from reports.services import keep_snapshot
from reports.snapshots import freeze, newest

TOKEN = re.compile(r"【([^【】：]+)：([^【】]+)】")
UNWRITTEN = "（请在这里写）"
LONGEST = 3000  # characters of a paragraph
MOST_BLOCKS = 200


class ManuscriptRefused(Exception):
    """The text cannot be changed as asked; the message is fit to show."""


def begin(snapshot):
    """Return the manuscript of a snapshot, made from its text if there is none yet.

    :raises ManuscriptRefused: it is no snapshot of prose.
    """
    if not KINDS[snapshot.kind].is_prose:
        raise ManuscriptRefused("表格没有可以编辑的文字。")
    manuscript, _ = Manuscript.objects.get_or_create(
        snapshot=snapshot, defaults={"blocks": snapshot.content["blocks"]}
    )
    return manuscript


def text_of(segments, figures):
    """Return a paragraph as it stands in the editor: each live figure as 【name：value】."""
    return "".join(
        f"【{figures[own['key']]['label']}：{own['text']}】" if own.get("key") in figures else own["text"]
        for own in segments
    )


def segments_of(text, figures, *, before=(), is_live=True):
    """Return what was typed as segments; a 【name：value】 that names a figure stays tied to it.

    :param before: the segments of before: of several figures with the same name, theirs is meant.
    :param is_live: False lets the figures stay as they are now, whatever the data say later.
    """
    own_keys = [own["key"] for own in before if own.get("key") in figures]
    known = {figures[key]["label"]: key for key in (*reversed(figures), *own_keys)}
    exact = {(figures[key]["label"], figures[key]["text"]): key for key in own_keys}
    segments, end = [], 0
    for token in TOKEN.finditer(text):
        label, value = token[1].strip(), token[2].strip()
        key = exact.get((label, value)) or known.get(label)
        segments += plain(text[end : token.start()])
        segments.append({"text": figures[key]["text"], "key": key} if key and is_live else {"text": value})
        end = token.end()
    return segments + plain(text[end:])


@transaction.atomic
def change_block(manuscript, number, text, *, revision, by, at, is_live=True):
    """Write one paragraph anew; an empty text takes it out.

    :raises ManuscriptRefused: somebody else changed it since, it is too long, or there is no such paragraph.
    """
    manuscript = _locked(manuscript, revision)
    block = _block(manuscript, number)
    text = re.sub(r"\s*\n\s*", "", text.strip())
    if len(text) > LONGEST:
        raise ManuscriptRefused(f"这一段有 {len(text)} 字，最多 {LONGEST} 字，请分成几段。")
    if text:
        figures = manuscript.snapshot.figures
        block["segments"] = segments_of(text, figures, before=block["segments"], is_live=is_live)
    else:
        del manuscript.blocks[number]
    return _keep(manuscript, by, at)


def unwritten(manuscript):
    """Return the places of paragraphs that were added and still wait for their words."""
    return [
        number
        for number, block in enumerate(manuscript.blocks)
        if "".join(segment["text"] for segment in block["segments"]) == UNWRITTEN
    ]


@transaction.atomic
def add_block(manuscript, number, *, revision, by, at):
    """Put a paragraph of its own after another, to be written by hand."""
    manuscript = _locked(manuscript, revision)
    _block(manuscript, number)
    if len(manuscript.blocks) >= MOST_BLOCKS:
        raise ManuscriptRefused(f"最多 {MOST_BLOCKS} 段，不能再加。")
    manuscript.blocks.insert(number + 1, {"kind": "p", "segments": plain(UNWRITTEN)})
    return _keep(manuscript, by, at)


@transaction.atomic
def insert_module(manuscript, number, module, *, revision, by, at):
    """Put the paragraphs of a text module after another, their figures those of the snapshot.

    :raises ManuscriptRefused: none of them has its figures here, or there would be too many.
    """
    manuscript = _locked(manuscript, revision)
    _block(manuscript, number)
    told = blocks_of(module, manuscript.snapshot.figures)
    if not told:
        raise ManuscriptRefused(f"“{module.name}”用到的数字这份稿子里没有，没有放进去。")
    if len(manuscript.blocks) + len(told) > MOST_BLOCKS:
        raise ManuscriptRefused(f"最多 {MOST_BLOCKS} 段，不能再加。")
    manuscript.blocks[number + 1 : number + 1] = told
    return _keep(manuscript, by, at)


@transaction.atomic
def start_over(manuscript, *, revision, by, at):
    """Take back every change: the text is the one that the figures gave."""
    manuscript = _locked(manuscript, revision)
    manuscript.blocks = manuscript.snapshot.content["blocks"]
    return _keep(manuscript, by, at)


@transaction.atomic
def renew(manuscript, *, revision, by, at):
    """Freeze today's data and put them in for every figure that is live; what was written by hand stays.

    Return the manuscript of the new snapshot. A figure that is no more stays as it was.
    """
    manuscript = _locked(manuscript, revision)
    old = manuscript.snapshot
    subject = KINDS[old.kind].subject(old.unit, old.year, old.quarter)
    snapshot, lists = freeze(KINDS[old.kind], subject, by=by, at=at)
    if snapshot.pk == old.pk:
        return manuscript
    keep_snapshot(snapshot, lists)
    blocks = [
        block | {"segments": [_renewed(segment, snapshot.figures) for segment in block["segments"]]}
        for block in manuscript.blocks
    ]
    fresh, _ = Manuscript.objects.get_or_create(snapshot=snapshot, defaults={"blocks": blocks})
    fresh.blocks = blocks
    return _keep(fresh, by, at)


def last_years_blocks(snapshot):
    """Return the text of the newest summary of the year before, empty without one."""
    earlier = newest(snapshot.kind, snapshot.unit, snapshot.year - 1)
    return earlier.content.get("blocks", []) if earlier else []


def _renewed(segment, figures):
    if segment.get("key") in figures:
        return {"text": figures[segment["key"]]["text"], "key": segment["key"]}
    return {"text": segment["text"]}


def _locked(manuscript, revision):
    rows = Manuscript.objects.select_for_update(of=("self",)).select_related("snapshot__unit", "edited_by")
    manuscript = rows.get(pk=manuscript.pk)
    if manuscript.revision != revision:
        raise ManuscriptRefused(
            f"{manuscript.edited_by}刚刚改过这份稿子，这次的修改没有保存。您写的内容还在下面的框里，"
            "请看过最新的稿子再保存。"
        )
    return manuscript


def _block(manuscript, number):
    if not 0 <= number < len(manuscript.blocks):
        raise ManuscriptRefused("稿子里没有这一段，请刷新后再改。")
    return manuscript.blocks[number]


def _keep(manuscript, by, at):
    manuscript.revision += 1
    manuscript.edited_by, manuscript.edited_at = by, at
    manuscript.save()
    return manuscript
