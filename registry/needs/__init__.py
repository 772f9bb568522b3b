"""Needs, services and the projects of the year."""
