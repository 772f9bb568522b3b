"""Benefits: 低保、特困 and the two subsidies, their standards, reviews and sentinels."""
