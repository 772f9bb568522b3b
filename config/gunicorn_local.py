"""gunicorn as `script/server` runs it: everything is made ready before it serves.

One process does both, because a second start of Python would double the time until the first page.
"""

import django
from django.core.management import CommandError, call_command
from django.db import connections

from config.gunicorn import *  # noqa: F403

preload_app = False  # the application looks for static files when it is made, so it must come after them


def on_starting(server):
    """Upgrade the database, collect static files, load the demo county, where that is due."""
    django.setup()
    try:
        call_command("prepare")
    except CommandError as problem:
        raise RuntimeError(problem) from problem  # which gunicorn prints without a traceback
    finally:
        connections.close_all()  # the workers must not inherit them
