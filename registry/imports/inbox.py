"""Which imported rosters wait for somebody, for the workbench."""

from django.urls import reverse

from core.permissions import Permission
from core.registers import Inbox, Todo
from registry.models import ImportBatch

WAITING = (ImportBatch.State.MAPPING, ImportBatch.State.PLANNED)


def imports_to_do(scope, day):
    """Return the batches that wait for their columns or for the clerk's word. One query."""
    count = ImportBatch.objects.within(scope).filter(state__in=WAITING).count()
    text, needs = "份导入的花名册待确认", Permission.PERSON_IMPORT
    return [Todo(count, text, reverse("registry:import_list"), "去确认", "", "warn", needs)] if count else []


INBOX = Inbox(Permission.PERSON_IMPORT, imports_to_do, order=410)
