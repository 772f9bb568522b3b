"""What a process of our own needs before it can work."""

import os
import threading
from multiprocessing import connection, parent_process

import django


def set_up():
    """Read the settings and the apps; called once in each process that helps with long work.

    Such a process ends with the one that it helps, also if that is killed.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()
    django.setup()


def _end_with_parent():
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
