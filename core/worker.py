"""What a process of our own needs before it can work, and when it ends."""

import os
import threading
from multiprocessing import connection, parent_process


def set_up():
    """Let a process that helps with long work end with the one that it helps, also if that is killed.

    Called once in each of them. The apps are not loaded: to print takes the settings only, and a process
    without apps begins in half a second and takes 60 MB less memory.
    """
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent():
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
