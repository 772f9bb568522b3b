"""What stands beside a petition about the needs of its person and the services they have had."""

from core.permissions import Permission
from registry.needs.models import Need
from registry.needs.selectors.eligible import completed_by
from registry.petitions.facts import PersonFact

SHOWN = 5  # of each sort; the page of the person has all


def needs_and_services_of(person, user):
    """Return the open needs by deadline and the newest services as facts; none without the right to see them.

    A service that was rendered outside the user's scope, to somebody who has moved since, has no link. Two
    queries.
    """
    scope = user.scope_of(Permission.SERVICE_VIEW)
    if not scope.covers(person.unit):
        return []
    return [*_needs(person), *_services(person, scope)]


def _needs(person):
    rows = Need.objects.filter(person=person, closed_on=None).order_by("due_on", "pk")
    needs = list(rows[: SHOWN + 1])
    facts = [
        PersonFact(
            "未办结需求", f"{need.kind_name}（{need.item}），{need.badge[0]}", url=need.get_absolute_url()
        )
        for need in needs[:SHOWN]
    ]
    if not facts:
        return [PersonFact("未办结需求", "无")]
    return facts + _more("未办结需求", needs, person)


def _services(person, scope):
    rows = list(completed_by(person)[: SHOWN + 1])
    facts = [
        PersonFact(
            "享受服务",
            f"{row.project.name}，{row.done_on.isoformat()}",
            url=row.get_absolute_url() if scope.covers(row.unit) else "",
        )
        for row in rows[:SHOWN]
    ]
    if not facts:
        return [PersonFact("享受服务", "没有登记")]
    return facts + _more("享受服务", rows, person)


def _more(label, rows, person):
    """Return a fact that leads to the rest, where there is one."""
    if len(rows) <= SHOWN:
        return []
    return [PersonFact(label, "其余见残疾人页面", url=person.get_absolute_url())]
