"""What no single request can show: two at once, and a process killed in the middle."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.conf import settings
from django.db import connection, connections

from accounts.roles import Role
from staff.choices import RunAct, RunState
from staff.models import BankExport, RunEntry, StipendRun
from staff.pay.services import banking, making, reviewing
from staff.services.refusal import StaffRefused
from tests import paying
from tests.factories import CountyFactory, PostingFactory
from tests.staff.conftest import NOON

pytestmark = pytest.mark.django_db(transaction=True)
# Exports a run on the tests' own database and kills itself at the named function, as a power cut would.
EXPORT = """
import os, signal, sys
from importlib import import_module
import django
from django.conf import settings
django.setup()
from django.db import connections
connections.databases["default"]["NAME"] = settings.DATABASES["default"]["NAME"] = sys.argv[1]
from django.utils import timezone
from accounts.models import User
from staff.models import BankLayout, StipendRun
from staff.pay.services.banking import export_run
run, layout, user = (
    model.objects.get(pk=pk)
    for model, pk in zip((StipendRun, BankLayout, User), sys.argv[3:], strict=True)
)
module, name = sys.argv[2].rsplit(".", 1)
def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(import_module(module), name, die)
export_run(run, layout, by=user, at=timezone.now())
"""


@pytest.fixture
def county(transactional_db):
    return CountyFactory(name="会宁县")


@pytest.fixture
def approvers(county):
    return [PostingFactory(unit=county, role=Role.FINANCE).user for _ in range(2)]


def at_once(act, *chances):
    """Call `act` with each of the chances in a thread of its own, all let go together; return the answers."""
    gate = Barrier(len(chances))

    def one(chance):
        gate.wait()
        try:
            return act(chance)
        except StaffRefused as refusal:
            return str(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(chances)) as pool:
        return list(pool.map(one, chances))


def test_two_approvers_at_the_same_moment_approve_once(county, held, asks_a_third, cast, manager, approvers):
    confirmed = paying.confirmed(county, paying.FIRST, **cast)
    run = reviewing.review_run(confirmed, by=manager, at=NOON)

    answers = at_once(
        lambda user: reviewing.approve_run(StipendRun.objects.get(pk=run.pk), by=user, at=NOON), *approvers
    )

    [refusal] = [answer for answer in answers if isinstance(answer, str)]
    assert "已锁定，不能终审" in refusal
    entry = RunEntry.objects.get(run=run, act=RunAct.APPROVE)
    run.refresh_from_db()
    assert (run.state, run.approved_by) == (RunState.LOCKED, entry.by)


def test_two_makers_at_the_same_moment_make_one_roll(county, held, clerk, manager):
    answers = at_once(lambda user: making.make_run(county, paying.FIRST, by=user, at=NOON).pk, clerk, manager)

    run = StipendRun.objects.get()
    assert set(answers) == {run.pk}
    assert (run.people, run.lines.count(), run.amount) == (1, 1, 600)


@pytest.mark.slow
@pytest.mark.parametrize("place", ["staff.pay.services.banking.write", "accounts.audit.record"])
def test_killed_while_it_exports_nothing_has_gone_and_it_exports_again(county, held, cast, manager, place):
    run = paying.ready(county, paying.FIRST, **cast)
    layout = banking.install_layouts(county)[0]
    named = [connection.settings_dict["NAME"], place, run.pk, layout.pk, manager.pk]

    killed = subprocess.run(
        [sys.executable, "-c", EXPORT, *map(str, named)],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        timeout=120,
        check=False,
    )

    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    run.refresh_from_db()
    assert run.state == RunState.READY
    assert not BankExport.objects.exists()
    export, _ = banking.export_run(run, layout, by=manager, at=NOON)
    assert (export.number, export.amount) == (1, 600)
