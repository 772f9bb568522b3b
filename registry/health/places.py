"""What this room hangs into the menu, the unit page and the audit log, and what it listens to."""

from auditlog.registry import auditlog

from core.permissions import Permission
from core.registers import MenuItem, Panel, register
from registry.changes import listen
from registry.health import tasks  # noqa: F401 -- registers the kinds of jobs
from registry.health.choices import Severity
from registry.health.inbox import INBOX
from registry.health.listening import check_again
from registry.health.models import Finding, RuleSetting
from registry.health.selectors.board import board_lines, severity_tiles
from registry.health.selectors.findings import findings_of
from registry.panels import PersonPanel, hang


def serious_waiting(scope):
    """Return how many serious findings wait."""
    return Finding.objects.within(scope).open().filter(severity=Severity.SERIOUS).count()


def person_card(person, user):
    """Return what is wrong with a person; None where `user` may not see it."""
    return findings_of(person) if user.scope_of(Permission.HEALTH_VIEW).covers(person.unit) else None


def health_card(unit, user, scope):
    """Return the score of a unit, its course and what is open."""
    line = board_lines(unit, ())[unit.pk]
    return {"line": line, "tiles": severity_tiles(line)}


MENU = MenuItem(
    group="残疾人",
    label="数据体检",
    url_name="health:board",
    permission=Permission.HEALTH_VIEW,
    order=420,
    count=serious_waiting,
    also=(
        "health:unit_board",
        "health:finding_list",
        "health:finding_detail",
        "health:rule_list",
        "health:rule_edit",
    ),
)
PANEL = Panel(
    key="health",
    title="数据体检",
    permission=Permission.HEALTH_VIEW,
    template="registry/health/_unit_card.html",
    context=health_card,
    order=32,
)


def register_all():
    """Register the menu entry, the card and the model, and begin to listen to changes of persons."""
    register(MENU, PANEL)
    hang(PersonPanel("registry/health/_person_card.html", person_card, order=10, leading=True))
    register(INBOX)
    listen(check_again)
    auditlog.register(RuleSetting, exclude_fields=["updated_at"])
