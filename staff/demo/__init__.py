"""Invented 专职委员 for the demo county, from posts to the half-year's roll. None of them exists."""

from staff.demo.load import make_staff

__all__ = ["make_staff"]
