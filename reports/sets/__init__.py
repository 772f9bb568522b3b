"""All papers that a unit hands in for a year, made at one go and packed together with a list of them."""
