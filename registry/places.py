"""What this floor hangs into the menu, the search and the unit page."""

from django.utils import timezone

from core.freshness import remember
from core.paging import first_of
from core.permissions import Permission
from core.registers import MenuItem, Panel, SearchProvider, register
from registry.benefits.imports.kind import BenefitsKind
from registry.imports.inbox import INBOX
from registry.imports.kinds import register_kind
from registry.imports.roster import RosterKind
from registry.imports.units import UnitsKind
from registry.ledgers.selectors.card import books_card
from registry.models import ImportBatch, Person
from registry.selectors.completeness import completeness_and_change, important_field_names
from registry.selectors.tallies import register_tally


def find_persons(text, scope):
    """Return up to ten persons for the global search as (label, note, url)."""
    people = Person.objects.within(scope).matching(text).for_list().order_by("archived_at", "pinyin", "pk")
    return [
        (p.name, f"{p.unit.name}，{p.masked_id_number}", p.get_absolute_url()) for p in first_of(people, 10)
    ]


def register_card(unit, user, scope):
    """Return what the unit page says of the register."""
    on = timezone.localdate()
    return {"tally": _kept(unit, scope, f"tally:{on}", lambda: register_tally(scope, on))}


def _kept(unit, scope, key, make):
    """Return what `make()` counts; above a village, where many are counted, remembered until a change."""
    return make() if unit.is_grassroots else remember(f"{key}:{scope.key}", make)


def ledgers_card(unit, user, scope):
    """Return the state of the two ledgers that the register generates, and of the last import."""
    completeness, changed_at = _kept(
        unit, scope, f"complete:{unit.path}", lambda: completeness_and_change(unit, scope)
    )
    batches = ImportBatch.objects.within(scope).filter(state=ImportBatch.State.APPLIED)
    return {
        "completeness": completeness,
        "changed_at": changed_at,
        "batch": batches.order_by("-applied_at").first(),
        "fields": "、".join(important_field_names()),
        "books": books_card(unit, user),
    }


MENU = (
    MenuItem(
        group="残疾人",
        label="残疾人登记",
        url_name="registry:person_list",
        permission=Permission.PERSON_VIEW,
        order=400,
        also=(
            "registry:person_detail",
            "registry:person_edit",
            "registry:person_create",
            "registry:person_reveal",
            "registry:person_archive",
        ),
    ),
    MenuItem(
        group="残疾人",
        label="导入",
        url_name="registry:import_list",
        permission=Permission.PERSON_IMPORT,
        order=410,
        also=(
            "registry:import_create",
            "registry:import_detail",
            "registry:import_undo",
            "registry:import_columns",
            "registry:import_mend",
            "registry:import_absent",
            "registry:import_memory",
        ),
    ),
)
PANELS = (
    Panel(
        key="register",
        title="残疾人登记",
        permission=Permission.PERSON_VIEW,
        template="registry/_unit_card.html",
        context=register_card,
        order=30,
    ),
    Panel(
        key="ledgers",
        title="台账情况",
        permission=Permission.PERSON_VIEW,
        template="registry/_ledgers_card.html",
        context=ledgers_card,
        order=35,
    ),
)


def register_all():
    """Register the menu entries, the search, the cards and the inbox of this floor."""
    register_kind(RosterKind())
    register_kind(UnitsKind())
    register_kind(BenefitsKind())
    register(*MENU, *PANELS, INBOX, SearchProvider("残疾人", Permission.PERSON_VIEW, find_persons, order=10))
