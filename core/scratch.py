"""Folders for files under way, which may be too large for memory and for the `/tmp` of a small server."""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from django.conf import settings

from core.models import is_alive


@contextlib.contextmanager
def scratch_folder():
    """Give a folder that is deleted afterwards; those that killed processes left behind go first."""
    place = Path(settings.SCRATCH_DIR)
    place.mkdir(parents=True, exist_ok=True)
    _sweep(place)
    with tempfile.TemporaryDirectory(prefix=f"{os.getpid()}-", dir=place, ignore_cleanup_errors=True) as own:
        yield Path(own)


def _sweep(place):
    for left in place.iterdir():
        owner = left.name.partition("-")[0]
        if owner.isdigit() and not is_alive(int(owner)):
            shutil.rmtree(left, ignore_errors=True)
