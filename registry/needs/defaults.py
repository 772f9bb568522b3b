"""The kinds of need and of project that are shipped, read once from the TOML files beside this module."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
ALL_ITEMS = ""  # in a project's needs, "kind:" stands for every concrete need of the kind


@dataclass(frozen=True)
class NeedKind:
    """A kind of need: the days it may stay open, who is usually asked, the concrete needs below it."""

    code: str
    name: str
    days: int
    department: str
    items: tuple[str, ...]
    order: int = 0
    is_offered: bool = True


@dataclass(frozen=True)
class ProjectKind:
    """A kind of yearly project: whom it is for, which needs it meets, when serving again is warned of."""

    code: str
    name: str
    measure: str
    again_after: int
    needs: tuple[str, ...]
    categories: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    subsistence: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    order: int = 0
    is_offered: bool = True


def _read(name, make):
    rows = tomllib.loads((HERE / name).read_text(encoding="utf-8"))["kind"]
    frozen = ({key: tuple(v) if isinstance(v, list) else v for key, v in row.items()} for row in rows)
    return {row["code"]: make(**row, order=10 * place) for place, row in enumerate(frozen, start=1)}


NEED_KINDS = _read("kinds.toml", NeedKind)
PROJECT_KINDS = _read("project_kinds.toml", ProjectKind)


def in_order(kinds):
    """Return {code: kind} of the kinds, in the order in which they are shown."""
    return {kind.code: kind for kind in sorted(kinds, key=lambda kind: (kind.order, kind.code))}


def item_choices(kinds):
    """Return kind and concrete need in one choice, one tap on a phone; grouped as a select groups them."""
    return [
        (kind.name, [(f"{kind.code}:{item}", item) for item in kind.items])
        for kind in kinds.values()
        if kind.is_offered
    ]


def split_item(key):
    """Return (kind, concrete need) of a key such as `aids:轮椅`."""
    kind, _, item = key.partition(":")
    return kind, item


def need_name(key, kinds):
    """Return what people call the need with this key: 辅助器具（轮椅）, or 辅助器具 for the whole kind."""
    kind, item = split_item(key)
    name = kinds[kind].name if kind in kinds else kind
    return f"{name}（{item}）" if item else name
