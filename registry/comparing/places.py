"""What this room hangs into the menu, the search, the unit and person pages and the audit log."""

from auditlog.registry import auditlog
from django.utils import timezone

from core.permissions import Permission
from core.registers import MenuItem, Panel, SearchProvider, register
from registry.changes import listen
from registry.comparing import tasks
from registry.comparing.following import follow_people
from registry.comparing.inbox import INBOX
from registry.comparing.selectors.figures import waiting_in
from registry.comparing.selectors.rows import rows_about
from registry.models import Comparison, ComparisonProfile, ComparisonRow, ComparisonTask
from registry.panels import PersonPanel, hang

SHOWN_ON_CARD = 5
COPIES = ["updated_at", "counts", "columns", "sample", "mapping", "meaning", "message"]
PAGES = (
    "comparison_detail", "comparison_create", "comparison_columns", "comparison_again", "comparison_wipe",
    "settle_field", "send", "takeover_undo", "profile_list", "profile_edit",
)  # fmt: skip


def tasks_waiting(scope):
    """Return how many rows wait in the villages of the scope, or for a review."""
    waiting = waiting_in(scope, timezone.localdate())
    return waiting.rows + waiting.to_review


def find_comparisons(text, scope):
    """Return up to ten comparisons for the global search as (label, note, url)."""
    found = Comparison.objects.within(scope).filter(title__contains=text).for_list().order_by("-pk")[:10]
    return [(c.title, f"{c.sender}，{c.get_state_display()}", c.get_absolute_url()) for c in found]


def unit_card(unit, user, scope):
    """Return what the unit page says of comparisons; nothing where there has been none."""
    today = timezone.localdate()
    open_tasks = ComparisonTask.objects.within(scope).open()
    latest = Comparison.objects.within(scope).for_list().order_by("-pk").first()
    return {"waiting": waiting_in(scope, today), "tasks": open_tasks.count(), "latest": latest}


def person_card(person, user):
    """Return the rows about a person that wait, as far as the user sees them; None hides the card."""
    scope = user.scope_of(Permission.COMPARISON_VIEW)
    if not scope.covers(person.unit):
        return None
    rows = list(rows_about(person).within(scope)[:SHOWN_ON_CARD])
    return {"rows": rows} if rows else None


def register_all():
    """Register menu entries, search, cards, the listener, and the audit log."""
    auditlog.register(Comparison, exclude_fields=COPIES)
    auditlog.register(ComparisonRow, include_fields=["kind", "state", "person", "unit", "task", "answer"])
    auditlog.register(ComparisonTask, exclude_fields=["updated_at"])
    auditlog.register(ComparisonProfile, exclude_fields=["updated_at"])
    listen(follow_people)
    register(
        INBOX,
        MenuItem(
            group="残疾人", label="数据比对", url_name="comparing:comparison_list",
            permission=Permission.COMPARISON_VIEW, order=470,
            also=tuple(f"comparing:{name}" for name in PAGES),
        ),
        MenuItem(
            group="残疾人", label="比对核实", url_name="comparing:task_list",
            permission=Permission.COMPARISON_VIEW, order=471, count=tasks_waiting,
            also=("comparing:task_detail", "comparing:row_detail"),
        ),
        Panel(
            key="comparing", title="数据比对", permission=Permission.COMPARISON_VIEW,
            template="registry/comparing/_unit_card.html", context=unit_card, order=58,
        ),
        SearchProvider("数据比对", Permission.COMPARISON_VIEW, find_comparisons, order=42),
    )  # fmt: skip
    hang(PersonPanel("registry/comparing/_person_card.html", person_card, order=38))


__all__ = ["register_all", "tasks"]
