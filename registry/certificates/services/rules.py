"""Setting how long certificates are valid in a county, and how long the steps may take."""

from django.db import transaction

from core.permissions import Permission
from orgs.dated import begin_row
from registry.certificates.models import CertificateRule
from registry.certificates.services.refusal import CaseRefused


@transaction.atomic
def save_rule(county, *, by, at, since, **facts):
    """Let the figures hold in the county from the day `since` on and return the row.

    The row in force until then ends the day before; cases applied for earlier keep theirs.

    :raises CaseRefused: the actor does not review in this county, or a later row exists.
    """
    if not county.is_county or not by.scope_of(Permission.CERTIFICATE_REVIEW).covers(county):
        raise CaseRefused("证件办理规定由县残联设置。")
    rows = CertificateRule.objects.select_for_update().filter(unit=county)
    return begin_row(rows, CertificateRule(unit=county, since=since, **facts), refuse=_refuse_before)


def _refuse_before(day):
    raise CaseRefused(
        f"自{day.year}年{day.month}月{day.day}日起已另有规定，请选择其后的日期。", field="since"
    )
