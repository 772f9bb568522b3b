"""What waits in the running years, for the workbench: scores to hand in, to review, appeals to decide."""

from django.db.models import Q
from django.urls import reverse

from assessments.rounds.choices import Phase
from assessments.rounds.models import Appeal, Sheet
from core.permissions import Permission
from core.registers import Inbox, Todo
from orgs.models import Unit

SOON_DAYS = 5


def years_to_do(scope, day):
    """Return what waits in the scope on the day. Three queries, however many units."""
    sheets = Sheet.objects.within(scope).counted()
    lines = [*_to_hand_in(sheets, day), *_to_review(sheets), _to_decide(scope)]
    return [line for line in lines if line.number]


def _to_hand_in(sheets, day):
    """Yield the self-scores that townships, and that villages, have not handed in."""
    waiting = sheets.filter(round__phase=Phase.SELF, self_at=None)
    waiting = waiting.filter(Q(round__self_until__gte=day) | Q(extended_until__gte=day)).order_by("pk")
    rows = list(waiting.values_list("pk", "round", "unit__level", "round__self_until", "extended_until"))
    for level, is_grassroots in (("township", False), ("grassroots", True)):
        found = [row for row in rows if (row[2] in Unit.GRASSROOTS) is is_grassroots]
        last = min((max(filter(None, row[3:])) for row in found), default=day)
        tone = "warn" if (last - day).days <= SOON_DAYS else "none"
        yield Todo(
            len(found), "份年度考核自评待提交", _page_of({row[0]: row[1] for row in found}), "去填写",
            f"{last:%m-%d} 截止", tone, Permission.ASSESSMENT_SCORE, level,
        )  # fmt: skip


def _to_review(sheets):
    """Yield the sheets that wait for a review: of the township while it has time, of the county after."""
    running = sheets.filter(round__phase__in=(Phase.SELF, Phase.REVIEW), county_at=None)
    handed_in = running.filter(self_at__isnull=False).order_by("pk")
    rows = list(handed_in.values_list("pk", "round", "unit__level", "township_at", "round__phase"))
    first = {pk: round_ for pk, round_, level, done, _ in rows if level in Unit.GRASSROOTS and done is None}
    second = {pk: round_ for pk, round_, *_, phase in rows if phase == Phase.REVIEW}
    for found, text, level in ((first, "张评分表待初审", "township"), (second, "张评分表待复核", "county")):
        yield Todo(
            len(found), text, _page_of(found), "去审核", needs=Permission.ASSESSMENT_REVIEW, level=level
        )


def _to_decide(scope):
    waiting = Appeal.objects.within(scope).open().exclude(sheet__round__phase=Phase.FINAL)
    rounds = list(waiting.values_list("sheet__round", flat=True))
    url = reverse("rounds:appeal_list", args=rounds[:1]) if rounds else ""
    return Todo(
        len(rounds),
        "件考核申诉待裁定",
        url,
        "去裁定",
        "",
        "warn",
        Permission.ASSESSMENT_DECIDE,
        level="county",
    )


def _page_of(found):
    """Return the address of the only sheet of {sheet: round}, of its round, or of all rounds."""
    if len(found) == 1:
        return reverse("rounds:sheet_detail", args=list(found))
    if len(rounds := set(found.values())) == 1:
        return reverse("rounds:round_detail", args=list(rounds))
    return reverse("rounds:round_list")


INBOX = Inbox(Permission.ASSESSMENT_VIEW, years_to_do, order=460)
