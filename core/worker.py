"""What a process of our own needs before it can work."""

import django


def set_up():
    """Read the settings and the apps; called once in each process that helps with long work."""
    django.setup()
