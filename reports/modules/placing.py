"""Putting modules into the text of a report, their figures taken from the report's own book."""

import re

from reports.modules.models import TextModule
from reports.modules.sections import HEADINGS, Where
from reports.narrative.writing import plain

NAME = re.compile(r"【([^【】：]+)(?:：[^【】]*)?】")


def with_modules(content, kind, subject):
    """Return the content with the modules in force put into its blocks; the same where there are none."""
    if kind.code not in HEADINGS:
        return content
    told = {}
    for module in TextModule.objects.used_for(subject.unit, kind.code, subject.as_of):
        place = (HEADINGS[kind.code].get(module.section), module.where)
        told.setdefault(place, []).extend(blocks_of(module, content["figures"]))
    blocks = content["blocks"]
    for heading in dict.fromkeys(heading for heading, _ in told):
        blocks = _placed(blocks, {where: told.get((heading, where), []) for where in Where}, heading)
    return content | {"blocks": blocks}


def blocks_of(module, figures):
    """Return the paragraphs of a module as blocks; one whose figures are not in the book is left out."""
    keys = {}
    for key, figure in figures.items():
        keys.setdefault(figure["label"], key)
    told = (_segments(text, keys, figures) for text in module.paragraphs)
    return [{"kind": "p", "segments": segments} for segments in told if segments]


def unknown_names(text, figures):
    """Return the names in a text that no figure of the book has, each once."""
    labels = {figure["label"] for figure in figures.values()}
    return list(dict.fromkeys(name for name in names_in(text) if name not in labels))


def names_in(text):
    return [own[1].strip() for own in NAME.finditer(text)]


def _segments(text, keys, figures):
    segments, end = [], 0
    for token in NAME.finditer(text):
        key = keys.get(token[1].strip())
        if key is None:
            return []
        segments += plain(text[end : token.start()])
        segments.append({"text": figures[key]["text"], "key": key})
        end = token.end()
    return segments + plain(text[end:])


def _placed(blocks, told, heading):
    """Return the blocks with those of modules in one section; unchanged where there is no such section.

    :param told: the blocks for each `Where`.
    """
    start = next((at for at, own in enumerate(blocks) if _is_heading(own, heading)), None)
    if start is None:
        return blocks
    end = next((at for at in range(start + 1, len(blocks)) if blocks[at]["kind"] == "h2"), len(blocks))
    own = blocks[start + 1 : end]
    if told[Where.OPENING] and own and own[0]["kind"] == "p":
        own = own[1:]
    inside = [*told[Where.START], *told[Where.OPENING], *own, *told[Where.END]]
    return [*blocks[: start + 1], *inside, *blocks[end:]]


def _is_heading(block, heading):
    if block["kind"] != "h2" or heading is None:
        return False
    return "".join(own["text"] for own in block["segments"]).partition("、")[2] == heading
