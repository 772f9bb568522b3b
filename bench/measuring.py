"""Databases that are thrown away, and what a process spent: wall and processor seconds, and memory."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[1]
POSTGRES = "postgres://root@127.0.0.1:5432/postgres"
TICKS, PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
SAMPLE_EVERY = 0.02  # seconds between two looks at the memory
SHARED_EVERY = 25  # looks at the memory until that with what is shared
DATABASE_PREFIX = "z_speed_bench"


def use_django():
    """Make Django ready in this process, with the database that `DATABASE_URL` names."""
    import django

    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()


@contextlib.contextmanager
def workshop(name):
    """Give a folder under `var/` that is deleted afterwards."""
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"bench-{name}-", dir=ROOT / "var") as folder:
        yield Path(folder)


def environment_of(folder, database_url=""):
    """Return this environment with `folder` as the place for everything; without an address, on SQLite."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"VAR_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
    return environment | ({"DATABASE_URL": database_url} if database_url else {})


def reachable(url):
    """Return the address if a PostgreSQL answers there, otherwise nothing."""
    import psycopg2

    try:
        psycopg2.connect(url, connect_timeout=3).close()
    except psycopg2.OperationalError:
        return ""
    return url


class Databases:
    """New databases, each a copy of one that is made once: with the units of 会宁县, or empty."""

    def __init__(self, folder, postgres="", *, units=True):
        self.folder, self.postgres, self._made = folder, postgres, 0
        template = folder / "template"
        template.mkdir()
        self._template = template
        self._url = self._create() if postgres else ""
        environment = environment_of(template, self._url)
        manage(environment, "migrate", "--verbosity", "0")
        if units:
            manage(environment, "import_units", str(ROOT / "orgs" / "data" / "huining_units.csv"))

    @contextlib.contextmanager
    def new(self):
        """Give the environment of a new copy."""
        self._made += 1
        folder = self.folder / f"copy{self._made}"
        shutil.copytree(self._template, folder)
        url = self._create(template=self._url) if self.postgres else ""
        try:
            yield environment_of(folder, url)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            if url:
                self._drop(url)

    def close(self):
        """Drop what is left on the server."""
        if self._url:
            self._drop(self._url)

    def _create(self, template=""):
        name = f"{DATABASE_PREFIX}_{os.getpid()}_{self._made}"
        source = f' TEMPLATE "{urlsplit(template).path[1:]}"' if template else ""
        self._say(f'CREATE DATABASE "{name}"{source}')
        return urlunsplit(urlsplit(self.postgres)._replace(path=f"/{name}"))

    def _drop(self, url):
        self._say(f'DROP DATABASE "{urlsplit(url).path[1:]}" WITH (FORCE)')

    def _say(self, sql):
        import psycopg2

        connection = psycopg2.connect(self.postgres)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(sql)
        connection.close()


def manage(environment, *arguments):
    """Run a command of `manage.py` and return what it prints."""
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603


def run_apart(script, *arguments, environment):
    """Run a script of this folder in a process of its own.

    :return: the JSON of its last line, with `peak_mb`: the most memory that it and its children held at once;
        in `peak_shared_mb` what several of them hold together, such as a font file, is counted once.
    """
    command = [sys.executable, str(ROOT / "bench" / script), *map(str, arguments)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
    peak = [0, 0]
    watcher = threading.Thread(target=_watch, args=(process, peak))
    watcher.start()
    said = process.communicate()[0]
    watcher.join()
    if process.returncode:
        sys.exit(f"{script} {' '.join(map(str, arguments))}: exit code {process.returncode}")
    most = {"peak_mb": round(peak[0] / 1024 / 1024), "peak_shared_mb": round(peak[1] / 1024)}
    return json.loads(said.splitlines()[-1]) | most


def _watch(process, peak):
    looks = 0
    while process.poll() is None:
        family = list(_family(process.pid))
        peak[0] = max(peak[0], sum(map(_resident, family)))
        if looks % SHARED_EVERY == 0:  # dear to ask
            peak[1] = max(peak[1], sum(map(_proportional, family)))
        looks += 1
        time.sleep(SAMPLE_EVERY)


def _family(pid):
    """Yield the process and its descendants; those that have just gone are left out."""
    yield pid
    with contextlib.suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in (thread / "children").read_text().split():
                yield from _family(int(child))


def _resident(pid):
    with contextlib.suppress(OSError, IndexError, ValueError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    return 0


def _proportional(pid):
    """Return the memory of a process in KB, what it shares with others in parts."""
    with contextlib.suppress(OSError, StopIteration):
        rolled_up = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return int(next(line for line in rolled_up if line.startswith("Pss:")).split()[1])
    return 0


class Stopwatch:
    """Wall and processor seconds since it was made, with those of children and of the database's server."""

    def __init__(self):
        self._server = _server_pid()
        self._wall, self._cpu = time.perf_counter(), self._spent()

    def read(self):
        """Return {"seconds": wall, "cpu": processor} so far."""
        return {
            "seconds": round(time.perf_counter() - self._wall, 2),
            "cpu": round(self._spent() - self._cpu, 2),
        }

    def _spent(self):
        times = os.times()
        return times.user + times.system + times.children_user + times.children_system + self._of_server()

    def _of_server(self):
        if self._server is None:
            return 0.0
        fields = Path(f"/proc/{self._server}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


def _server_pid():
    """Return the process of this connection's server if it can be watched from here, or None."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    try:
        named = Path(f"/proc/{pid}/comm").read_text()
    except OSError:
        return None
    return pid if named.startswith("postgres") else None
