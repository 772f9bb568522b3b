"""What this floor hangs into the menu and the unit page."""

from django.urls import reverse
from django.utils import timezone

from assessments.periods import quarter_of
from assessments.selectors.compliance import compliance_figures, lacking_units_count
from core.freshness import remember_for
from core.permissions import Permission
from core.registers import MenuItem, Panel, register
from orgs.models import Unit

MENU_SECONDS = 5 * 60
# Those that keep the entry of the menu marked.
PAGES = (
    "compliance_summary", "missing", "lasting", "star_list", "unit_history", "stars_edit",
    "quarter_close", "unit_checks", "unit_check_edit", "cell_detail", "cell_edit",
    "evidence_create", "evidence_withdraw", "checklist_list", "checklist_detail",
    "checklist_create", "item_create", "item_edit", "item_end",
)  # fmt: skip


def units_with_gaps(scope):
    """Return how many units of the scope lack something in the present quarter; it may be minutes old."""
    today = timezone.localdate()
    return remember_for(MENU_SECONDS, f"gaps:{scope.key}:{today}", lambda: lacking_units_count(scope, today))


def compliance_card(unit, user, scope):
    """Return what the unit page says of 九有 and 六有; None where no list measures anything here."""
    today = timezone.localdate()
    period = quarter_of(today)
    figures = compliance_figures(unit, period.year, period.number, on=today)
    own = [
        {"checklist": one.checklist, "row": row}
        for one in figures
        for row in one.matrix.rows
        if row.unit == unit
    ]
    below = [one for one in figures if not (one.total == 1 and one.matrix.rows[0].unit == unit)]
    if not (own or below):
        return None
    return {"period": period, "own": own, "below": [_bar(one, unit) for one in below]}


def _bar(figures, unit):
    code = figures.checklist.code
    where = f"&unit={unit.pk}" if unit.level == Unit.Level.TOWNSHIP else ""
    return {
        "label": figures.checklist.name,
        "value": figures.percent or 0,
        "text": f"{figures.compliant}/{figures.total}",
        "url": f"{reverse('assessments:matrix')}?list={code}{where}",
    }


def register_all():
    """Register the menu entry and the card of this floor."""
    register(
        MenuItem(
            group="组织",
            label="九有六有达标",
            url_name="assessments:matrix",
            permission=Permission.CHECK_VIEW,
            order=210,
            count=units_with_gaps,
            also=tuple(f"assessments:{name}" for name in PAGES),
        ),
        Panel(
            key="compliance",
            title="达标情况",
            permission=Permission.CHECK_VIEW,
            template="assessments/_unit_card.html",
            context=compliance_card,
            order=20,
        ),
    )
