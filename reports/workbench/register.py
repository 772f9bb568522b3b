"""The register on the workbench."""

from collections import Counter

from django.db.models import Count
from django.urls import reverse

from core.permissions import Permission
from core.templatetags.ui import percent_of, thousands
from orgs.scoping import STEP
from registry.models import Person
from registry.selectors.tallies import register_tally
from reports.workbench.pieces import Tile, Todo


def show_register(picture, scope, day):
    """Add the register's tile, to-dos and make-up to the picture."""
    tally = register_tally(scope, day)
    listed = reverse("registry:person_list")
    picture.persons = tally.total
    under = f"重度 {thousands(tally.severe)}（{percent_of(tally.severe, tally.total)}）"
    picture.tiles.append(Tile("在册残疾人", tally.total, under, listed))
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
