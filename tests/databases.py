"""Test databases as copies of one that has been migrated once: migrating takes longer than most test runs.

The migrated one is kept under `var/`, or beside the test databases on PostgreSQL, and made anew when a
migration changes.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "var" / "test-databases"
WORD = "migrated"


def give_migrated_database(connection):
    """Let the coming test database of `connection` be a copy of a migrated one; make that one if need be."""
    with _only_one():
        give = _copy_file if connection.vendor == "sqlite" else _name_template
        give(connection, f"{WORD}_{_fingerprint()}")
    connection.settings_dict["TEST"]["MIGRATE"] = False


def empty_only_what_is_filled(connection):
    """Let a test that commits be cleaned up by deleting its rows: TRUNCATE makes new files for all tables."""
    if connection.vendor != "postgresql":
        return
    quote_name = connection.ops.quote_name

    def sql_flush(style, tables, *, reset_sequences=False, allow_cascade=False):
        asked = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quote_name(table)})"  # noqa: S608 - names of tables
            for table in tables
        )
        with connection.cursor() as cursor:
            cursor.execute(asked)
            filled = [row[0] for row in cursor.fetchall()]
        return [f"DELETE FROM {quote_name(table)}" for table in filled]  # noqa: S608

    connection.ops.sql_flush = sql_flush


@contextmanager
def _only_one():
    KEPT.mkdir(parents=True, exist_ok=True)
    with (KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fingerprint():
    """Return what changes with any migration of ours and with any version that is installed."""
    sources = [*sorted(ROOT.glob("*/migrations/*.py")), ROOT / "requirements-dev.lock"]
    together = hashlib.sha256()
    for source in sources:
        together.update(source.name.encode() + source.read_bytes())
    return together.hexdigest()[:12]


def _copy_file(connection, name):
    kept = KEPT / f"{name}.sqlite3"
    if not kept.exists():
        for old in KEPT.glob(f"{WORD}_*"):
            old.unlink()
        fresh = kept.with_suffix(".new")
        _migrate(f"sqlite:///{quote(str(fresh))}")
        fresh.rename(kept)
    shutil.copyfile(kept, connection.settings_dict["TEST"]["NAME"])


def _name_template(connection, name):
    base = settings.DATABASES["default"]["NAME"]
    name = f"test_{base}_{name}"
    with closing(_server(connection)) as server, server.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"test_{base}_{WORD}_%"])
        names = {row[0] for row in cursor.fetchall()}
        if name not in names:
            for old in names:
                cursor.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
            fresh = f"test_{base}_{WORD}_new"
            cursor.execute(f'CREATE DATABASE "{fresh}"')
            _migrate(_address(connection, fresh))
            cursor.execute(f'ALTER DATABASE "{fresh}" RENAME TO "{name}"')
    connection.settings_dict["TEST"]["TEMPLATE"] = name


def _server(connection):
    import psycopg2

    chosen = connection.settings_dict
    named = {"host": chosen["HOST"], "port": chosen["PORT"], "user": chosen["USER"]}
    server = psycopg2.connect(
        dbname="postgres", password=chosen["PASSWORD"] or None, **{k: v for k, v in named.items() if v}
    )
    server.autocommit = True
    return server


def _address(connection, name):
    chosen = connection.settings_dict
    password = f":{quote(chosen['PASSWORD'])}" if chosen["PASSWORD"] else ""
    port = f":{chosen['PORT']}" if chosen["PORT"] else ""
    return f"postgres://{quote(chosen['USER'])}{password}@{quote(chosen['HOST'])}{port}/{name}"


def _migrate(address):
    environment = os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
    subprocess.run(command, env=environment, check=True)
