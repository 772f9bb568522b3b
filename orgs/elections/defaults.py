"""The rules of elections that hold where a county has set nothing, read from `defaults.toml` once."""

import tomllib
from pathlib import Path

from orgs.elections.plan import Condition, Limits, Listed, Plan, Share, StepRule, method_from_json

_FACTS = tomllib.loads(Path(__file__).with_name("defaults.toml").read_text(encoding="utf-8"))


def _listed(rows):
    return tuple(
        Listed(row["code"], row.get("name") or row["text"], row.get("bars", False), row.get("source", ""))
        for row in rows
    )


def default_plan():
    """Return the shipped `Plan`."""
    limits = _FACTS["limits"]
    return Plan(
        steps=tuple(StepRule(**row) for row in _FACTS["steps"]),
        methods=tuple(method_from_json(row) for row in _FACTS["methods"]),
        rerun=Share(**_FACTS["rerun"]["win"]),
        more_candidates=_FACTS["rerun"]["more_candidates"],
        limits=Limits(**{**limits, "committee_sizes": tuple(limits["committee_sizes"])}),
        conditions=tuple(Condition(**row) for row in _FACTS["conditions"]),
        negatives=_listed(_FACTS["negatives"]),
        relations=_listed(_FACTS["relations"]),
        departments=_listed(_FACTS["departments"]),
        handover=_listed(_FACTS["handover"]),
        reviewer_differs=_FACTS["reviewer_differs"],
    )


DEFAULT_PLAN = default_plan()
