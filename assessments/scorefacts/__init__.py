"""Numeric facts about many units at once, which fill the slots of an assessment's items.

Each has a name, a definition in words, a day, and the list behind it. What a source does not know is unknown,
never zero.
"""
