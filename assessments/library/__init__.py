"""The evidence library: one per unit, each file once, hung on as many things as it proves."""
