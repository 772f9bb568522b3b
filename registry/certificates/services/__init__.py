"""Writing cases: starting them, taking their steps, and what the last step does to the register."""
