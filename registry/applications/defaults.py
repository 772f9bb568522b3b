"""What holds where a county has set nothing of its own, read from `defaults.toml` once."""

import tomllib
from pathlib import Path

from registry.applications.procedure import Material, Procedure, StepRule

_FACTS = tomllib.loads(Path(__file__).with_name("defaults.toml").read_text(encoding="utf-8"))

NUMBER_FORMAT = _FACTS["number"]
MOST_AHEAD = _FACTS["most_ahead"]
REMIND_DAYS = _FACTS["remind_days"]
MATERIALS = _FACTS["materials"]
ORGANS = _FACTS["organs"]
REMEDIES = _FACTS["remedies"]


def _procedure(facts):
    codes = [(code, True) for code in facts["materials"]] + [(code, False) for code in facts["optional"]]
    return Procedure(
        steps=tuple(StepRule(**step) for step in facts["steps"]),
        materials=tuple(Material(code, MATERIALS[code], is_required) for code, is_required in codes),
        source=facts["source"],
        quorum_percent=_FACTS["quorum_percent"],
        majority_percent=_FACTS["majority_percent"],
        delivery=StepRule(**_FACTS["delivery"]),
    )


_PROCEDURES = {name: _procedure(facts) for name, facts in _FACTS["procedures"].items()}


def default_procedure(kind):
    """Return the shipped `Procedure` of a kind of benefit."""
    return _PROCEDURES[_FACTS["kinds"].get(kind, _FACTS["otherwise"]["procedure"])]
