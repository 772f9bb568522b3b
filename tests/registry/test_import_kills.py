"""The worker is killed for real at every stage: nothing is half written, and it can be taken up again."""

import os
import signal
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection

from core.models import Job
from orgs.models import Unit
from registry.imports import batches
from registry.models import Certificate, ImportBatch, ImportRow, Person
from tests import workbooks
from tests.factories import (
    CertificateFactory,
    CountyFactory,
    PersonFactory,
    PostingFactory,
    TownshipFactory,
    VillageFactory,
    id_number,
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
State = ImportBatch.State
HEADER = ["姓名", "身份证号", "残疾人证号", "村", "联系电话"]
NEW_ONE = ["李强", id_number(901), f"{id_number(901)}44", "中川村", "13800000001"]
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
def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(import_module(module), name, die)
from django.core.management import call_command
call_command("work", "--once")
"""
PLANNING = ["registry.imports.planning.look_up", "registry.imports.storing.replace_absences"]
WRITING = [
    "registry.imports.applying.build",
    "registry.imports.applying._insert_cards",
    "registry.imports.applying._write_cards",
    "registry.imports.applying.replace_rows",
    "registry.imports.steps.finish_apply",
]
UNDOING = [
    "registry.imports.undoing.plan_takeback",
    "registry.imports.undoing._restore_cards",
    "registry.imports.undoing._remove",
    "registry.imports.steps.note",
]


@pytest.fixture
def county(transactional_db):
    county = CountyFactory(name="会宁县")
    VillageFactory(parent=TownshipFactory(parent=county, name="中川镇"), name="中川村")
    return county


@pytest.fixture
def clerk(county):
    return PostingFactory(unit=county).user


@pytest.fixture
def registered(county):
    person = PersonFactory(name="王芳", unit=Unit.objects.get(name="中川村"), phone="13800000009")
    CertificateFactory(person=person, category="4", grade="4")
    return person


@pytest.fixture
def batch(clerk, county, registered):
    changed = [registered.name, registered.id_number, f"{registered.id_number}43", "中川村", "13911111111"]
    file = SimpleUploadedFile("名册.xlsx", workbooks.xlsx(HEADER, NEW_ONE, changed))
    return batches.upload(file, by=clerk, unit=county)


def kill_at(place):
    """Let a worker of its own process run the queue, and be killed when it comes to `place`."""
    arguments = [connection.settings_dict["NAME"], str(settings.MEDIA_ROOT), place]
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


def register():
    """Return everything on the register, apart from keys."""
    people = [{k: v for k, v in row.items() if k != "id"} for row in Person.objects.order_by("name").values()]
    cards = Certificate.objects.order_by("number_digest").values_list("number_digest", "state", "is_current")
    return people, list(cards)


def take_up_again(batch, clerk):
    """What the clerk does on the page after the worker's next start."""
    Job.objects.close_broken()
    batch.refresh_from_db()
    assert batches.is_stuck(batch)
    batches.resume(batch, by=clerk)
    work()
    batch.refresh_from_db()
    return batch


@pytest.mark.parametrize("place", PLANNING)
def test_killed_while_it_reads_nothing_is_kept_and_it_reads_again(batch, clerk, place):
    kill_at(place)
    assert not ImportRow.objects.exists()

    assert take_up_again(batch, clerk).state == State.PLANNED


@pytest.mark.parametrize("place", WRITING)
def test_killed_while_it_writes_none_of_the_rows_is_there_and_it_writes_again(batch, clerk, client, place):
    work()
    batches.request_apply(batch, by=clerk, is_partial=False)
    before = register()

    kill_at(place)

    assert register() == before
    Job.objects.close_broken()
    client.force_login(clerk)
    assert "没有写入任何数据" in client.get(batch.get_absolute_url()).text
    assert take_up_again(batch, clerk).state == State.APPLIED
    assert Person.objects.count() == 2


@pytest.mark.parametrize("place", UNDOING)
def test_killed_while_it_takes_back_everything_stays_and_is_taken_back_again(batch, clerk, place):
    work()
    before = register()
    batches.request_apply(batch, by=clerk, is_partial=False)
    work()
    written = register()
    batch.refresh_from_db()
    batches.request_undo(batch, by=clerk)

    kill_at(place)

    assert register() == written
    assert take_up_again(batch, clerk).state == State.UNDONE
    assert len(register()[0]) == len(before[0])
    assert Person.objects.get().phone == "13800000009"
