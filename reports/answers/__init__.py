"""Answering the superior's workbook: any xlsx is read, filled where its heads are known, and given back.

The layout stays the sender's. What was filled is kept as a snapshot, what the columns mean as a recipe.
"""
