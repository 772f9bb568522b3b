"""What `script/server` does before it serves: one process, quick when there is nothing to do."""

import hashlib
from io import StringIO

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from orgs.models import Unit


class Command(BaseCommand):
    help = "启动前的准备：升级数据库，整理静态文件，数据库为空时装入演示县。"

    requires_system_checks = ()  # `script/check` has made them

    def add_arguments(self, parser):
        parser.add_argument("--no-demo", action="store_true", help="数据库为空时不装入演示县")

    def handle(self, *, no_demo, **options):
        self._migrate()
        self._collect_static()
        if not no_demo and not Unit.objects.exists():
            self._load_demo()

    def _migrate(self):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("升级数据库……")
            call_command("migrate", interactive=False, verbosity=0)

    def _collect_static(self):
        stamp = settings.VAR_DIR / "static.sha256"
        seen = _fingerprint_of_static_files()
        if stamp.exists() and stamp.read_text() == seen:
            return
        self.stdout.write("整理静态文件……")
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(seen)

    def _load_demo(self):
        self.stdout.write("数据库为空，装入演示县（约一分钟）……")
        told = StringIO()  # `script/server` tells the accounts itself
        call_command("demo", persons=settings.DEMO_PERSONS, stdout=told)


def _fingerprint_of_static_files():
    """Return a digest of name, size and time of every static file, and of where and how they are stored."""
    digest = hashlib.sha256(f"{settings.STATIC_ROOT} {settings.STORAGES['staticfiles']}\n".encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list(None), key=lambda found: found[0]):
            size, changed = storage.size(path), storage.get_modified_time(path).timestamp()
            digest.update(f"{path} {size} {changed}\n".encode())
    return digest.hexdigest()
