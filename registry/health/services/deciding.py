"""What people decide about findings: mend it, keep it for a reason, take the reason back; and about rules."""

from django.db import transaction
from django.utils import timezone

from accounts import audit
from core.permissions import Permission
from registry.health.choices import FindingState
from registry.health.models import Finding, RuleSetting
from registry.health.services.checking import check_persons
from registry.health.services.scoring import refresh_units
from registry.health.settings import county_of, rule_in_force
from registry.services import persons

OUTSIDE = "该问题不在您的管辖范围内。"
SHORTEST_REASON = 4


class FindingRefused(Exception):
    """The decision cannot be written; the message is fit to show to the user. `field` names the place."""

    def __init__(self, message, field=None):
        super().__init__(message)
        self.field = field


@transaction.atomic
def keep_findings(findings, *, by, at, reason):
    """Mark open findings as right, for a reason that holds until the data changes; return how many.

    :raises FindingRefused: outside the actor's scope, none of them open, or the reason is too short.
    """
    reason = " ".join(reason.split())
    if len(reason) < SHORTEST_REASON:
        raise FindingRefused(f"请写明理由，至少 {SHORTEST_REASON} 个字。", field="reason")
    chosen = Finding.objects.select_for_update(of=("self",)).filter(
        pk__in=[finding.pk for finding in findings]
    )
    rows = list(chosen.open().select_related("unit"))
    if not rows:
        raise FindingRefused("这些问题已经处理过，请刷新后再看。")
    scope = by.scope_of(Permission.HEALTH_EDIT)
    if not all(scope.covers_path(row.unit_path) for row in rows):
        raise FindingRefused(OUTSIDE)
    for row in rows:
        row.state, row.is_open = FindingState.KEPT, False
        row.kept_reason, row.kept_by, row.kept_at = reason, by, at
        row.updated_at = at
    names = ["state", "is_open", "kept_reason", "kept_by", "kept_at", "updated_at"]
    Finding.objects.bulk_update(rows, names, batch_size=500)
    _follow_up(rows, by=by, at=at, what="确认体检问题无误", reason=reason)
    return len(rows)


@transaction.atomic
def reopen_finding(finding, *, by, at):
    """Take back the reason for which a finding was kept, and check the person again.

    :raises FindingRefused: outside the actor's scope, or it is not kept.
    """
    finding = Finding.objects.select_for_update(of=("self",)).select_related("unit").get(pk=finding.pk)
    if not by.scope_of(Permission.HEALTH_EDIT).covers_path(finding.unit_path):
        raise FindingRefused(OUTSIDE)
    if not finding.is_kept:
        raise FindingRefused("该问题没有确认为无误，无须撤销。")
    finding.state, finding.is_open = FindingState.OPEN, True
    finding.kept_reason, finding.kept_by, finding.kept_at = "", None, None
    finding.save()
    check_persons([finding.person_id], at=at)
    _follow_up([finding], by=by, at=at, what="撤销体检问题的确认")


@transaction.atomic
def mend_person(finding, *, by, at, card=None, facts):
    """Write the facts that mend a finding and return the finding as the check sees it now.

    :raises registry.services.persons.PersonRefused: what the register refuses.
    """
    persons.update_person(finding.person, by=by, at=at, card=card, **facts)
    return _as_it_is_now(finding, at=at)


@transaction.atomic
def archive_person(finding, *, by, at, reason, on):
    """Archive the person of a finding and return the finding as the check sees it now.

    :raises registry.services.persons.PersonRefused: what the register refuses.
    """
    persons.archive_person(finding.person, by=by, at=at, reason=reason, on=on)
    return _as_it_is_now(finding, at=at)


@transaction.atomic
def end_subsistence(finding, *, by, at):
    """Take the mark of 低保 or 特困 off the archived person of a finding; return the finding as it is now.

    :raises registry.services.persons.PersonRefused: what the register refuses.
    """
    persons.end_subsistence(finding.person, by=by, at=at)
    return _as_it_is_now(finding, at=at)


@transaction.atomic
def set_rule(county, code, *, by, at, **values):
    """Decide how a rule holds in a county from today on: is_on, severity, weight, threshold.

    It shows after the next check.

    :raises FindingRefused: the county is outside the actor's scope.
    """
    if not by.scope_of(Permission.HEALTH_MANAGE).covers(county):
        raise FindingRefused("该单位不在您的管辖范围内。")
    today = timezone.localdate(at)
    if rule_in_force(county, code, today).threshold is None:
        values["threshold"] = None
    setting = RuleSetting.objects.filter(unit=county, rule=code, since=today).first()
    setting = setting or RuleSetting(unit=county, rule=code, since=today)
    for name, value in values.items():
        setattr(setting, name, value)
    setting.save()
    return setting


def _as_it_is_now(finding, *, at):
    check_persons([finding.person_id], at=at)
    return Finding.objects.select_related("person", "unit").get(pk=finding.pk)


def _follow_up(rows, *, by, at, what, reason=""):
    """Refresh the scores above the findings and note the decision in the audit log."""
    county = county_of(rows[0].unit) or rows[0].unit
    refresh_units(county, {row.unit_path for row in rows}, timezone.localdate(at))
    about = rows[0].person if len(rows) == 1 else county
    audit.record(
        audit.Event.CHANGE,
        by=by,
        about=about,
        unit=rows[0].unit,
        reason=reason,
        what=what,
        findings=len(rows),
    )
