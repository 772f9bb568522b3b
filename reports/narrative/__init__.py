"""The prose of a report: sentences put together from figures by rules."""
