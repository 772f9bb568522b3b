"""`script/server` for real: a small demo county in a folder of its own, from the first start to Ctrl-C."""

import os
import re
import signal
import socket
import sqlite3
import stat
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)
PATIENCE = 180  # seconds; a loaded machine with two test processes is slow
NOT_OURS = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}  # the tests' own database and settings
pytestmark = [
    pytest.mark.once,
    pytest.mark.slow,
    pytest.mark.xdist_group("server"),
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="the server makes its own SQLite: once is enough"
    ),
]


class Server:
    """One run of `script/server`, and the processes that belong to it."""

    def __init__(self, var):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        self.var, self.output = var, var / "output.txt"

    def start(self):
        inherited = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        wanted = {"VAR_DIR": str(self.var), "PORT": str(self.port), "DEMO_PERSONS": "150"}
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [ROOT / "script/server"],
                env=inherited | wanted,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=heed_ctrl_c,
            )
        self.wait_for(lambda: "助残已启动" in self.said or self.process.poll() is not None)
        assert self.process.poll() is None, self.said
        return self

    @property
    def said(self):
        return self.output.read_text()

    def wait_for(self, condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, self.said
            time.sleep(0.1)

    def running(self, part):
        """Return the numbers of this server's processes whose command line holds `part`."""
        mark = f"VAR_DIR={self.var}\0".encode()
        return [
            int(place.name)
            for place in Path("/proc").glob("[0-9]*")
            if part in read(place / "cmdline").replace(b"\0", b" ").decode()
            and mark in read(place / "environ")
        ]

    def press_ctrl_c(self):
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=60)


def heed_ctrl_c():
    """Undo what a shell does to the commands it starts in the background: they ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def read(path):
    try:
        return path.read_bytes() + b"\0"
    except OSError:  # ended meanwhile, or somebody else's
        return b""


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


def dump_of(var):
    connection = sqlite3.connect(var / "zhucan.sqlite3")
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


@pytest.fixture(scope="module")
def var(tmp_path_factory):
    return tmp_path_factory.mktemp("var")


@pytest.fixture
def server(var):
    server = Server(var).start()
    yield server
    if server.process.poll() is None:
        server.press_ctrl_c()


def test_a_newcomer_sees_the_address_and_the_accounts(server):
    page = urllib.request.urlopen(server.url, timeout=30)

    assert server.url in server.said
    assert page.status == 200
    assert "登录" in page.read().decode()
    assert (server.var / "demo-accounts.txt").read_text() in server.said
    assert mode_of(server.var / "demo-accounts.txt") == mode_of(server.var / "zhucan.env") == 0o600


def test_styles_come_compressed_under_a_name_that_lasts(server):
    page = urllib.request.urlopen(server.url, timeout=30).read().decode()
    style = re.search(r'href="(/static/css/[^"]+\.[0-9a-f]{12}\.css)"', page)[1]
    request = urllib.request.Request(server.url.rstrip("/") + style, headers={"Accept-Encoding": "gzip"})

    answer = urllib.request.urlopen(request, timeout=30)

    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"


def test_a_worker_that_dies_is_started_again(server):
    (worker,) = server.running("manage.py work")

    os.kill(worker, signal.SIGKILL)

    server.wait_for(lambda: server.running("manage.py work") not in ([], [worker]))


def test_ctrl_c_ends_everything(server):
    assert server.running("gunicorn")

    code = server.press_ctrl_c()

    assert code == 0
    assert server.running("") == []


def test_a_start_on_existing_data_changes_none(server, var):
    before = dump_of(var)
    server.press_ctrl_c()

    again = Server(var).start()
    again.press_ctrl_c()

    assert "演示县" not in again.said
    assert dump_of(var) == before


def test_a_second_start_on_the_same_port_says_so(server):
    second = subprocess.run(
        [ROOT / "script/server"],
        env=os.environ | {"PORT": str(server.port), "VAR_DIR": str(server.var)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert second.returncode == 1
    assert f"端口 {server.port} 已被占用" in second.stderr


@pytest.mark.parametrize("port", ["eighty", "-1", "123456", "8000 "])
def test_a_port_that_is_none_is_refused(port):
    done = subprocess.run(
        [ROOT / "script/server"],
        env=os.environ | {"PORT": port},
        capture_output=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 2
