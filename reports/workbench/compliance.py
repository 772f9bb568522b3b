"""九有 and 六有 on the workbench."""

from django.urls import reverse

from assessments.models import Checklist
from assessments.periods import quarter_of
from assessments.selectors.compliance import live_matrix
from core.permissions import Permission
from core.templatetags.ui import percent_of
from orgs.scoping import STEP
from reports.workbench.pieces import Tile, Todo


def show_compliance(picture, scope, day):
    """Add the compliance tile and to-do; return (own rows, village rows) of each township by its path."""
    period = quarter_of(day)
    lists = Checklist.objects.within(scope).in_force(day).select_related("county").order_by("pk")
    found = [live_matrix(one, scope, period, day) for one in lists]
    found = [one for one in found if one.rows]
    if not found:
        return {}, {}
    url = reverse("assessments:matrix")
    met, total = sum(one.compliant for one in found), sum(len(one.rows) for one in found)
    under = "，".join(f"{one.checklist.name} {one.compliant}/{len(one.rows)}" for one in found)
    names = " ".join(dict.fromkeys(one.checklist.name for one in found))
    picture.tiles.append(Tile(f"{names}达标", percent_of(met, total), under, url))
    if lacking := sum(one.lacking for one in found):
        picture.todos.append(Todo(lacking, "个单位有未达标项", url, "看矩阵", _mostly(found), "none"))
    if unchecked := sum(one.open for one in found):
        text = f"个单位{period.name}还有待查项"
        picture.todos.append(Todo(unchecked, text, url, "去登记查验", needs=Permission.CHECK_EDIT))
    return _by_township(found)


def _mostly(found):
    """Name the two items that most units lack."""
    items = [pair for one in found for pair in one.lacking_by_item if pair[1]]
    items.sort(key=lambda pair: -pair[1])
    names = list(dict.fromkeys(item.short_name for item, _ in items))[:2]
    return f"主要缺：{'、'.join(names)}" if names else ""


def _by_township(found):
    own, villages = {}, {}
    for row in (row for one in found for row in one.rows):
        if row.unit.is_grassroots:
            met, total = villages.get(row.unit.path[:-STEP], (0, 0))
            villages[row.unit.path[:-STEP]] = (met + row.is_compliant, total + 1)
        else:
            own[row.unit.path] = (row.met, row.total)
    return own, villages
