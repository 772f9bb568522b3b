"""What this room hangs into the menu, the search, the unit page and the audit log."""

from auditlog.registry import auditlog
from django.db.models import Q
from django.utils import timezone

from core.encryption import digest
from core.fields import plain
from core.permissions import Permission
from core.registers import MenuItem, Panel, SearchProvider, register
from registry.ledgers.sources import register_source
from registry.models import Petition, PetitionFile, PetitionRule
from registry.panels import PersonPanel, hang
from registry.petitions import (
    ledger,
    tasks,  # noqa: F401 -- registers its job kind
)
from registry.petitions.facts import register_facts, register_facts_of
from registry.petitions.inbox import INBOX
from registry.petitions.models.doors import not_hidden_from
from registry.petitions.selectors.cases import petitions_about, waiting_in
from registry.petitions.selectors.figures import closing_in_time

MASKED = ["phone", "petitioner_name", "matter", "demand", "reply"]
COPIES = ["updated_at", "phone_digest", "due_on", "remind_on"]


def petitions_waiting(scope):
    """Return how many petitions wait for the units of the scope."""
    return waiting_in(scope, timezone.localdate()).open


def find_petitions(text, scope):
    """Return up to ten petitions for the global search as (label, note, url).

    Of those marked 保密 only who sees the county finds any, and only by that.
    """
    words = Q(petitioner_name__contains=text) | Q(number__contains=text)
    words |= Q(phone_digest=digest(plain(text)))
    found = Petition.objects.within(scope).filter(words, not_hidden_from(scope)).for_list()
    return [
        (
            f"{petition.number} {petition.petitioner_name}",
            f"{petition.category_name}，{petition.get_state_display()}",
            petition.get_absolute_url(),
        )
        for petition in found.order_by("-received_on", "-pk")[:10]
    ]


def petitions_card(unit, user, scope):
    """Return what the unit page says of petitions: what waits, what came this year, settled in time."""
    today = timezone.localdate()
    first = today.replace(month=1, day=1)
    received = Petition.objects.within(scope).filter(received_on__range=(first, today))
    return {
        "waiting": waiting_in(scope, today),
        "received": received.count(),
        "in_time": closing_in_time(scope, first, today, today),
        "year": today.year,
        "may_register": user.scope_of(Permission.PETITION_EDIT).covers(unit),
    }


def register_all():
    """Register what the room shows elsewhere, the facts beside a petition, and the audit log."""
    auditlog.register(
        Petition, exclude_fields=COPIES, mask_fields=MASKED, mask_callable="core.masking.masked"
    )
    auditlog.register(PetitionFile, exclude_fields=["updated_at"])
    auditlog.register(PetitionRule, exclude_fields=["updated_at"])
    register_source(ledger.SOURCE)
    register_facts(register_facts_of)
    register(
        MenuItem(
            group="残疾人", label="来信来访", url_name="petitions:petition_list",
            permission=Permission.PETITION_VIEW, order=480, count=petitions_waiting, also=(
                "petitions:petition_detail", "petitions:petition_create", "petitions:petition_edit",
                "petitions:petition_step", "petitions:petition_reveal", "petitions:petition_link",
                "petitions:file_create",
                "petitions:file_withdraw", "petitions:table", "petitions:figures", "petitions:rule_list",
                "petitions:rule_create", "petitions:rule_edit",
            ),
        ),
        Panel(
            key="petitions", title="来信来访", permission=Permission.PETITION_VIEW,
            template="registry/petitions/_unit_card.html", context=petitions_card, order=60,
        ),
        SearchProvider("来信来访", Permission.PETITION_VIEW, find_petitions, order=40),
    )  # fmt: skip
    register(INBOX)
    hang(PersonPanel("registry/petitions/_person_card.html", petitions_about, order=40))
