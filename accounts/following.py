"""What becomes of accounts and postings when a unit changes."""

from datetime import timedelta

from django.db.models import Q

from orgs.changes.followers import Follower, register_follower, staying


def in_force_from(day):
    """Return the condition that a posting still holds on the day or later."""
    return Q(until=None) | Q(until__gte=day)


def end_double_postings(postings, target, *, day, at):
    """End postings whose user holds the same role at the successor already; return what they said before."""
    restores = []
    for posting in postings:
        restores.append([posting._meta.label, posting.pk, {"until": posting.until}])
        posting.until = day - timedelta(days=1)
        posting.save()
    return restores


def register_all():
    """State the rules for accounts and postings."""
    register_follower(
        Follower(
            "accounts.Posting",
            "用户授权",
            which=in_force_from,
            keys=("user", "role"),
            make_way=end_double_postings,
            why="已终止的授权留作记录；同一用户在承接单位已有同一角色的，原授权终止",
        ),
        Follower("accounts.User", "账号的建立单位", field="origin", measure="个"),
        staying("accounts.ExportRule", "导出规定", why="按县设置，留作记录"),
        staying("accounts.ExportRequest", "导出申请", why="同意的是原单位的名单，变更后须重新申请"),
    )
