"""The register on the workbench."""

from collections import Counter

from django.db.models import Count
from django.urls import reverse

from core.permissions import Permission
from core.templatetags.ui import percent_of, thousands
from orgs.scoping import STEP
from registry.certificates.defaults import EXPIRY_DAYS
from registry.certificates.selectors.cases import case_tally
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
    if tally.expired:
        picture.todos.append(
            Todo(
                tally.expired,
                "本残疾人证已过期",
                f"{reverse('certificates:expiry_list')}?span=expired",
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
                f"{reverse('certificates:expiry_list')}?span={EXPIRY_DAYS[0]}",
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
    _show_cases(picture, scope, day)
    picture.categories = [row | {"url": f"{listed}?category={row['code']}"} for row in tally.category_rows]


def _show_cases(picture, scope, day):
    """Add what waits among the cases about certificates. One query."""
    tally, url = case_tally(scope, day), reverse("certificates:case_list")
    review, edit = Permission.CERTIFICATE_REVIEW, Permission.PERSON_EDIT
    if tally.for_review:
        late = f"超期 {tally.overdue} 件" if tally.overdue else ""
        picture.todos.append(
            Todo(
                tally.for_review,
                "件证件业务待县残联办理",
                f"{url}?state=review",
                "去审核",
                late,
                "bad",
                review,
            )
        )
    if tally.returned:
        text = "件证件业务被退回"
        picture.todos.append(Todo(tally.returned, text, f"{url}?state=returned", "去补正", needs=edit))


def persons_by_township(scope):
    """Return the active persons below each township of the scope: {township path: number}. One query."""
    rows = Person.objects.within(scope).active().values_list("unit_path").annotate(number=Count("pk"))
    totals = Counter()
    for path, number in rows.order_by():
        totals[path[:-STEP]] += number
    return totals
