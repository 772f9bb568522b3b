"""Finished PDF files: reading their objects, and joining many of them into one."""
