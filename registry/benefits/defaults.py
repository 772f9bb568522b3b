"""What a county is given first, read from `defaults.toml` once; from then on they are its own rows."""

import tomllib
from decimal import Decimal
from pathlib import Path

FACTS = tomllib.loads(Path(__file__).with_name("defaults.toml").read_text(encoding="utf-8"))

MONTHS_WATCHED = FACTS["months_watched"]
ELDERLY_FROM = FACTS["elderly_from"]
RECHECK = (FACTS["recheck_month"], FACTS["recheck_day"])
FAULTS = FACTS["faults"]
RULES = {rule["code"]: rule for rule in FACTS["rules"]}


def default_kinds():
    """Return the shipped kinds as mappings of fields."""
    return [dict(kind) for kind in FACTS["kinds"]]


def default_standards():
    """Return the shipped tiers as mappings of fields with `kind` as a code, in the order of the file."""
    rows = [dict(row) for row in FACTS["standards"]]
    return [row | {"amount": Decimal(row["amount"]), "order": place} for place, row in enumerate(rows, 1)]
