"""Boards: the bodies of the federations, their terms, and who sits in them."""
