"""What holds where nobody has set a rule, read from the TOML file once."""

import tomllib
from pathlib import Path

FACTS = tomllib.loads((Path(__file__).parent / "defaults.toml").read_text(encoding="utf-8"))
