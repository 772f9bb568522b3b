"""A worker of its own process that dies in the middle of its work, as a power cut would have it."""

import os
import signal
import subprocess
import sys

from django.conf import settings
from django.core.management import call_command
from django.db import connection

# Runs the queue on the tests' own database and kills itself at the named function, as a power cut would.
WORKER = """
import os, signal, sys
from importlib import import_module
import django
from django.conf import settings
django.setup()
from django.db import connections
connections.databases["default"]["NAME"] = settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.MEDIA_ROOT = sys.argv[2]
module, name = sys.argv[3].rsplit(".", 1)
lives = int(sys.argv[4])
go_on = getattr(import_module(module), name)
def die(*args, **kwargs):
    global lives
    if not lives:
        os.kill(os.getpid(), signal.SIGKILL)
    lives -= 1
    return go_on(*args, **kwargs)
setattr(import_module(module), name, die)
from django.core.management import call_command
call_command("work", "--once")
"""


def kill_at(place, *, after=0):
    """Let a worker of its own process run the queue, and be killed when it comes to `place` once more."""
    arguments = [connection.settings_dict["NAME"], str(settings.MEDIA_ROOT), place, str(after)]
    known = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
    run = subprocess.run(
        [sys.executable, "-c", WORKER, *arguments],
        env=os.environ | known,
        cwd=settings.BASE_DIR,
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == -signal.SIGKILL, run.stderr.decode()


def work():
    call_command("work", "--once")
