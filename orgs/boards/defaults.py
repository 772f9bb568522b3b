"""What holds where a county has set nothing of its own, read from the TOML files once."""

import tomllib
from pathlib import Path

from orgs.boards.kinds import BodyKind, Post

HERE = Path(__file__).parent
_FACTS = tomllib.loads((HERE / "defaults.toml").read_text(encoding="utf-8"))
_DEPARTMENTS = tomllib.loads((HERE / "departments.toml").read_text(encoding="utf-8"))

WARN_DAYS = tuple(sorted(_FACTS["warn_days"]))
DEPARTMENTS = [(row["name"], row["duties"]) for row in _DEPARTMENTS["departments"]]
GOVERNMENT_COMMITTEE = "government_committee"


def _kind(facts):
    posts = tuple(Post(**post) for post in facts["posts"])
    return BodyKind(**{**facts, "levels": tuple(facts["levels"]), "posts": posts})


KINDS = {facts["code"]: _kind(facts) for facts in _FACTS["kinds"]}


def kinds_at(level):
    """Return the kinds of bodies that stand at a level of the tree, in order."""
    return [kind for kind in KINDS.values() if level in kind.levels]
