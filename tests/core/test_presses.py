"""Processes that print, and end with the one that they print for."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from pypdf import PdfReader

from core.presses import Presses
from core.scratch import scratch_folder

pytestmark = pytest.mark.once

PAGE = '<!doctype html><html lang="zh-CN"><head><title>{0}</title></head><body><h1>{0}</h1></body></html>'
# Prints one page in a process of its own, says which process that is, and then waits to be killed.
PARENT = """
import sys, time
from pathlib import Path
from core.presses import Presses
if __name__ == "__main__":
    with Presses(Path(sys.argv[1]), 1) as presses:
        presses.order([sys.argv[2]], {}, title="甲", author="").finished()
        print(*presses._pool._processes, flush=True)
        time.sleep(60)
"""


def is_gone(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_process_that_prints_ends_when_its_parent_is_killed(tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    arguments = [sys.executable, str(script), str(tmp_path), PAGE.format("甲")]
    with subprocess.Popen(arguments, env=environment, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        os.kill(parent.pid, signal.SIGKILL)

    for _ in range(200):
        if is_gone(child):
            break
        time.sleep(0.1)
    assert is_gone(child)


def test_pieces_come_back_as_one_file_in_their_order(tmp_path):
    with Presses(tmp_path, 0) as presses:
        order = presses.order(map(PAGE.format, ("甲", "乙", "丙")), {}, title="合订本", author="会宁县残联")
        printed = order.finished()

    reader = PdfReader(printed.path)
    assert [page.extract_text().strip() for page in reader.pages] == ["甲", "乙", "丙"]
    assert (reader.metadata.title, printed.pages) == ("合订本", 3)
    assert list(tmp_path.iterdir()) == [printed.path]


def test_what_a_killed_process_left_behind_is_swept_away(tmp_path, settings):
    settings.SCRATCH_DIR = tmp_path
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / f"{gone.pid}-left").mkdir()
    (tmp_path / f"{os.getpid()}-mine").mkdir()

    with scratch_folder() as folder:
        assert folder.is_dir()
        assert not (tmp_path / f"{gone.pid}-left").exists()

    assert [own.name for own in tmp_path.iterdir()] == [f"{os.getpid()}-mine"]
