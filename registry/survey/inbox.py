"""What waits in the running rounds of the yearly survey, for the workbench."""

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from core.permissions import Permission
from core.registers import Inbox, Todo
from registry.survey.choices import FINISHED, ChangeState, LineState, RoundState, VillageState
from registry.survey.models import SurveyChange, SurveyLine, SurveyVillage
from registry.survey.selectors.waiting import TO_FINISH


def surveys_to_do(scope, day):
    """Return what waits: sheets in a single village, changes and villages elsewhere. Three queries."""
    places = SurveyVillage.objects.within(scope).filter(
        round__state=RoundState.OPEN, round__starts_on__lte=day
    )
    sheets = SurveyLine.objects.filter(village=OuterRef("pk"))
    facts = places.annotate(
        is_ready=~Exists(sheets.exclude(state=LineState.APPROVED)),
        has_done=Exists(sheets.filter(state=LineState.DONE)),
    ).values_list("pk", "round_id", "state", "answered_at", "is_ready", "has_done")
    rows = list(facts)
    working = {pk: survey for pk, survey, state, *_ in rows if state in TO_FINISH}
    lines = [
        _to_fill(scope, working),
        _changes(scope, day),
        _villages(
            {pk: survey for pk, survey, *_, done in rows if done and pk in working},
            "个村（社区）的调查表待审核", "去审核", Permission.SURVEY_REVIEW,
        ),
        _villages(
            {pk: survey for pk, survey, _, told, ready, _ in rows if told and ready and pk in working},
            "个村（社区）的年度调查待报送", "去报送", Permission.SURVEY_REVIEW,
        ),
        _villages(
            {pk: survey for pk, survey, state, *_ in rows if state == VillageState.SUBMITTED},
            "个村（社区）的年度调查待验收", "去验收", Permission.SURVEY_MANAGE,
        ),
    ]  # fmt: skip
    return [line for line in lines if line and line.number]


def _to_fill(scope, working):
    """Return the sheets to fill in; wider scopes read on the board how far their villages are."""
    if len(working) != 1:
        return None
    left = SurveyLine.objects.within(scope).filter(village__in=working).exclude(state__in=FINISHED)
    counts = left.aggregate(every=Count("pk"), back=Count("pk", filter=Q(state=LineState.RETURNED)))
    note = f"其中退回 {counts['back']} 份" if counts["back"] else ""
    return Todo(
        counts["every"], "份年度调查表待填写", _page_of(working), "去填写", note,
        "warn" if counts["back"] else "none", Permission.SURVEY_EDIT,
    )  # fmt: skip


def _changes(scope, day):
    waiting = SurveyChange.objects.within(scope).filter(
        state=ChangeState.PROPOSED, line__round__state=RoundState.OPEN, line__round__starts_on__lte=day
    )
    counts = dict(waiting.order_by().values_list("line__round").annotate(number=Count("pk")))
    url = reverse("survey:round_list")
    if len(counts) == 1:
        url = reverse("survey:change_list", args=list(counts))
    text, needs = "项调查登记变更待审核", Permission.SURVEY_REVIEW
    return Todo(sum(counts.values()), text, url, "去审核", needs=needs, level="township")


def _villages(found, text, action, needs):
    level = "county" if needs == Permission.SURVEY_MANAGE else "township"
    return Todo(len(found), text, _page_of(found), action, needs=needs, level=level)


def _page_of(found):
    """Return the address of the only village of {village: round}, of its round's board, or of all rounds."""
    if len(found) == 1:
        return reverse("survey:village_detail", args=list(found))
    rounds = set(found.values())
    return reverse("survey:board", args=list(rounds)) if len(rounds) == 1 else reverse("survey:round_list")


INBOX = Inbox(Permission.SURVEY_VIEW, surveys_to_do, order=445)
