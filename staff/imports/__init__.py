"""Importing 专职委员: a township's list → files and appointments, by the rules of the forms."""
