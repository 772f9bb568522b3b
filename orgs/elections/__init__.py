"""Elections (换届): from the call to the hand-over, step by step, until a new board is in office."""
