"""The yearly re-check of who is granted what (domain.md §6.3: before the end of May)."""

from django.db import transaction
from django.utils import timezone

from core import bulk
from core.permissions import Permission
from registry.benefits.choices import GrantAct
from registry.benefits.models import GrantEntry


@transaction.atomic
def recheck_grants(grants, *, by, at, text="符合条件，继续享受。"):
    """Note that running grants of a queryset were checked this year and still fit; return how many.

    Those checked already this year are left as they are. Three queries.
    """
    today = timezone.localdate(at)
    first = today.replace(month=1, day=1)
    scope = by.scope_of(Permission.BENEFIT_CHECK)
    rows = grants.filter(scope.as_q("unit_path"), last_month=None).exclude(rechecked_on__gte=first)
    rows = list(rows.select_for_update(of=("self",)))
    for row in rows:
        row.rechecked_on = today
    bulk.update(rows, ["rechecked_on"], at=at)
    entries = [GrantEntry(grant=row, act=GrantAct.RECHECK, text=text, at=at, by=by) for row in rows]
    bulk.insert(entries, at=at)
    return len(rows)
