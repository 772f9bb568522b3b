"""Invented boards for the demo county, and elections under way."""

from registry.boards.demo.elections import make_elections
from registry.boards.demo.load import make_boards

__all__ = ["make_boards", "make_elections"]
