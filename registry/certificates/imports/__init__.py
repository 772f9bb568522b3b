"""Importing what has come of the business of certificates (办证、换证结果)."""
