"""The register on the workbench."""

from collections import Counter

from django.db.models import Count
from django.urls import reverse

from core.permissions import Permission
from core.templatetags.ui import percent_of, thousands
from orgs.models import STEP
from registry.models import Person
from registry.selectors.tallies import register_tally
from reports.workbench.pieces import Tile, Todo


def show_register(picture, scope, day):
    """Add the register's tile, to-dos and make-up to the picture. Four queries."""
    tally = register_tally(scope, day)
    listed = reverse("registry:person_list")
    picture.persons = tally.total
    under = f"重度 {thousands(tally.severe)}（{percent_of(tally.severe, tally.total)}）"
    picture.tiles.append(Tile("在册残疾人", tally.total, under, listed))
    if tally.expired:
        picture.todos.append(
            Todo(
                tally.expired,
                "本残疾人证已过期",
                f"{listed}?card=expired",
                "去换领",
                "过期会停发两项补贴",
                "bad",
                Permission.PERSON_EDIT,
            )
        )
    if tally.expiring:
        picture.todos.append(
            Todo(
                tally.expiring,
                "本残疾人证 90 天内到期",
                f"{listed}?card=expiring",
                "去通知",
                "提前办理换领",
                "warn",
                Permission.PERSON_EDIT,
            )
        )
    if tally.without_card:
        where = f"{listed}?card=none"
        needs = Permission.PERSON_EDIT
        picture.todos.append(Todo(tally.without_card, "人还没有残疾人证", where, "去核对", needs=needs))
    picture.categories = [row | {"url": f"{listed}?category={row['code']}"} for row in tally.category_rows]


def persons_by_township(scope):
    """Return the active persons below each township of the scope: {township path: number}. One query."""
    rows = Person.objects.within(scope).active().values_list("unit_path").annotate(number=Count("pk"))
    totals = Counter()
    for path, number in rows.order_by():
        totals[path[:-STEP]] += number
    return totals
