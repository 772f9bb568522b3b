"""Writing a plan at once, without a preview: the way of the command line."""

from django.db import transaction

from accounts.models import User
from orgs.models import Unit
from orgs.scoping import STEP
from registry.imports.applying import MovedOn, build, write
from registry.imports.batches import keep
from registry.imports.steps import finish_apply

SYSTEM_NAME = "command-line"


class NothingToWrite(Exception):
    """The plan cannot be written now; the message is fit to show to the user."""


def system_account():
    """Return the account that stands for the operator at the server's console; nobody can sign in with it."""
    user = User.objects.filter(username=SYSTEM_NAME).first()
    if user is None:
        user = User(username=SYSTEM_NAME, full_name="命令行（服务器维护）", is_active=False)
        user.set_unusable_password()
        user.save()
    return user


def common_unit(plan):
    """Return the lowest unit above everybody whom the plan touches."""
    units = [entry.facts.get("unit") for entry in plan.new]
    paths = [unit.path for unit in units if unit] + [change.person.unit_path for change in plan.changed]
    shared = min(paths)
    while not all(path.startswith(shared) for path in paths):
        shared = shared[:-STEP]
    return Unit.objects.filter(path=shared).first() or Unit.objects.order_by("path").first()


def write_directly(plan, file, *, by, unit, at):
    """Write the sound rows of a plan as a batch that can be taken back, and return the batch.

    :raises NothingToWrite: the register changed while the file was read.
    """
    built = build(plan)
    try:
        with transaction.atomic():
            batch = keep(file, by=by, unit=unit)
            batch.is_partial = bool(plan.refused)
            write(plan, batch, built, at=at)
            finish_apply(batch, by=by, at=at)
    except MovedOn as problem:
        raise NothingToWrite("登记表刚刚有变动，没有写入任何数据。请再执行一次。") from problem
    return batch
