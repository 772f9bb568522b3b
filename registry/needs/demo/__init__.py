"""Invented needs and projects: `make_needs` writes them."""

from registry.needs.demo.load import make_needs

__all__ = ["make_needs"]
