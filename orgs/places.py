"""What this floor hangs into the menu and the search."""

from core.permissions import Permission
from core.registers import MenuItem, SearchProvider, register
from orgs.models import Unit


def find_units(text, scope):
    """Return up to ten units for the global search as (label, note, url)."""
    units = Unit.objects.within(scope).current().matching(text).select_related("parent").in_tree_order()[:10]
    return [(u.name, u.parent.name if u.parent else "", u.get_absolute_url()) for u in units]


def register_all():
    """Register the directory and the search for units."""
    register(
        MenuItem(
            group="组织",
            label="机构名录",
            url_name="orgs:unit_list",
            permission=Permission.UNIT_VIEW,
            order=200,
            also=("orgs:unit_detail", "orgs:unit_edit"),
        ),
        MenuItem(
            group="组织",
            label="机构变更",
            url_name="orgs:change_list",
            permission=Permission.UNIT_CHANGE,
            order=205,
            also=(
                "orgs:change_kind",
                "orgs:change_units",
                "orgs:change_create",
                "orgs:change_detail",
                "orgs:change_edit",
                "orgs:change_confirm",
                "orgs:change_take_back",
            ),
        ),
        SearchProvider("单位", Permission.UNIT_VIEW, find_units, order=20),
    )
