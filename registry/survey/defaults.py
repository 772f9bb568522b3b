"""The form that a county begins with, read from `form.toml` once, and what of it has a source."""

import copy
import tomllib
from pathlib import Path

_FACTS = tomllib.loads(Path(__file__).with_name("form.toml").read_text(encoding="utf-8"))
_ORIGIN = (
    "source",
    "unsourced",
)  # kept here, so that rounds of earlier years are marked by what is known now

HEADER = _FACTS["header"]
SUGGESTED = "建议"  # shipped without a source
CHANGED = "本县修改"


def default_form():
    """Return a fresh copy of the shipped form: {sections, conflicts, village}."""
    form = copy.deepcopy({name: _FACTS[name] for name in ("sections", "conflicts", "village")})
    for question in _questions_of(form):
        for name in _ORIGIN:
            question.pop(name, None)
    return form


def source_of(question):
    """Return where a question comes from: its source (domain.md §2), SUGGESTED or CHANGED."""
    shipped = _SHIPPED.get(question.code)
    if shipped is None or shipped["text"] != question.text:
        return CHANGED
    return shipped.get("source", SUGGESTED)


def option_marks(question):
    """Return the options that no source has: {code: SUGGESTED or CHANGED}."""
    shipped = _SHIPPED.get(question.code, {})
    texts = shipped.get("options", {})
    own = "source" not in shipped  # a suggested question: its options are, too
    marks = {}
    for code, text in question.options.items():
        if texts.get(code) != text:
            marks[code] = CHANGED
        elif own or code in shipped.get("unsourced", ()):
            marks[code] = SUGGESTED
    return marks


def _questions_of(form):
    return (one for part in ("sections", "village") for section in form[part] for one in section["questions"])


_SHIPPED = {question["code"]: question for question in _questions_of(_FACTS)}
