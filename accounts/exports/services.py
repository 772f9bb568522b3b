"""Applying for an export, deciding on it, taking it back, counting what is fetched, and setting the rule."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.exports.choices import State
from accounts.exports.models import ExportDownload, ExportRequest, ExportRule
from accounts.exports.selectors import may_decide, rule_for
from accounts.models.users import User
from core.permissions import Permission
from orgs.dated import begin_row


class ExportRefused(Exception):
    """It cannot be done; the message is fit to show. `field` names the form field."""

    def __init__(self, message, field=None):
        super().__init__(message)
        self.field = field


@transaction.atomic
def apply_for(asked, *, by, at, purpose, reason, recipient):
    """Write down an application and return it; the same one a second time is the first.

    What is within the limit of the place needs a reason only and may be fetched at once.

    :param asked: the facts of the list: `unit`, `what`, `path`, `query`, `address`, `filters`, `kinds`,
        `persons`, `reach`.
    """
    today = timezone.localdate(at)
    if (known := _same(asked, by, today)) is not None:
        return known
    rule = rule_for(asked["unit"], today)
    new = ExportRequest(
        **asked, asked_by=by, asked_at=at, purpose=purpose, reason=reason, recipient=recipient,
        most_persons=rule.most_rows(asked["persons"]),
    )  # fmt: skip
    if asked["persons"] <= rule.free_rows:
        _grant(new, rule, at, f"{rule.free_rows} 人以内，登记事由即可导出。")
    new.save()
    return new


@transaction.atomic
def decide(request, grants, *, by, at, word=""):
    """Approve or refuse an application and return it.

    :raises ExportRefused: one's own, outside the actor's scope, decided already, or refused without a word.
    """
    request = _locked(request)
    if request.asked_by_id == by.pk:
        raise ExportRefused("不能审批自己的申请，请由另一位审批人办理。")
    if not may_decide(by, request):
        raise ExportRefused(f"{request.unit.name}的导出申请不在您的审批范围内。")
    if not request.is_waiting:
        raise ExportRefused(f"这份申请现在是“{request.badge[0]}”，不能再审批。")
    if not grants and not word.strip():
        raise ExportRefused("请写明不同意的原因，申请人会看到。", "word")
    request.decided_by, request.decided_at = by, at
    if grants:
        _grant(request, rule_for(request.unit, timezone.localdate(at)), at, word.strip())
    else:
        request.state, request.word = State.REFUSED, word.strip()
    request.save()
    return request


@transaction.atomic
def withdraw(request, *, by, at):
    """Take back one's own application, or an approval that is no longer needed.

    :raises ExportRefused: somebody else's, or over already.
    """
    request = _locked(request)
    if request.asked_by_id != by.pk:
        raise ExportRefused("只能撤回自己的申请。")
    return _end(request, State.WITHDRAWN, by=by, at=at)


@transaction.atomic
def revoke(request, *, by, at, word):
    """Take an approval back: nothing more is fetched under it.

    :raises ExportRefused: outside the actor's scope, not approved or over already, or without a word.
    """
    request = _locked(request)
    if not by.scope_of(Permission.EXPORT_APPROVE).covers(request.unit):
        raise ExportRefused(f"{request.unit.name}的导出申请不在您的审批范围内。")
    if not word.strip():
        raise ExportRefused("请写明收回的原因，申请人会看到。", "word")
    if request.state != State.GRANTED:
        raise ExportRefused(f"这份申请现在是“{request.badge[0]}”，没有可以收回的同意。")
    return _end(request, State.REVOKED, by=by, at=at, word=word.strip())


@transaction.atomic
def count_download(request, *, persons, at, remote_addr=None):
    """Write down that a list is being fetched, before it goes out; return the row.

    :raises ExportRefused: meanwhile it was used up, has run out or was revoked.
    """
    request = _locked(request)
    if not request.is_usable:
        raise ExportRefused(f"申请 {request.number} 现在是“{request.badge[0]}”，不能再下载。")
    request.used += 1
    request.save(update_fields=["used", "updated_at"])
    return ExportDownload.objects.create(
        request=request, number=request.used, at=at, persons=persons, remote_addr=remote_addr
    )


@transaction.atomic
def save_rule(unit, *, by, at, since, **values):
    """Let other limits hold for a unit and all below it from the day `since`; return the row.

    :raises ExportRefused: not the actor's unit, or a later rule exists.
    """
    if not by.scope_of(Permission.EXPORT_RULE).covers(unit):
        raise ExportRefused(f"{unit.name}的导出规定不在您的权限内。")
    if since < timezone.localdate(at):
        raise ExportRefused("规定不能从过去的日期起执行。", "since")
    rows = ExportRule.objects.select_for_update().filter(unit=unit)
    return begin_row(rows, ExportRule(unit=unit, since=since, **values), refuse=_refuse_earlier)


def _same(asked, by, today):
    """Return what the user has applied for already and needs no second application for, or None."""
    User.objects.select_for_update().get(pk=by.pk)  # the second of two clicks waits here, and finds the first
    rows = ExportRequest.objects.owned_by(by).filter(address=asked["address"])
    serves = Q(most_persons__gte=asked["persons"], reach=asked["reach"])
    return rows.waiting().first() or rows.usable(today).filter(serves).order_by("-pk").first()


def _refuse_earlier(day):
    raise ExportRefused(f"{day:%Y-%m-%d} 起已有另一条规定，新的须从那一天或更晚开始。", "since")


def _locked(request):
    rows = ExportRequest.objects.select_for_update(of=("self",)).select_related("unit")
    return rows.get(pk=request.pk)


def _grant(request, rule, at, word):
    request.state, request.word = State.GRANTED, word
    request.decided_at, request.valid_until, request.downloads = at, rule.last_day(at), rule.downloads


def _end(request, state, *, by, at, word=""):
    if not (request.is_waiting or request.is_usable):
        raise ExportRefused(f"这份申请现在是“{request.badge[0]}”，不用再撤回。")
    request.state, request.ended_by, request.ended_at, request.ended_word = state, by, at, word
    request.save()
    return request
