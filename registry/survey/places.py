"""What this room hangs into the menu, the search, the unit page, the person's page and the audit log."""

from auditlog.registry import auditlog
from django.utils import timezone

from core.paging import first_of
from core.permissions import Permission
from core.registers import MenuItem, Panel, SearchProvider, register
from registry.models import SurveyChange, SurveyCheck, SurveyCheckLine, SurveyLine, SurveyRound, SurveyVillage
from registry.panels import PersonPanel, hang
from registry.survey import tasks  # noqa: F401 -- registers its job kinds
from registry.survey.inbox import INBOX
from registry.survey.selectors.board import round_total
from registry.survey.selectors.cards import surveys_about
from registry.survey.selectors.rounds import running_rounds
from registry.survey.selectors.waiting import waiting_in

PAGES = (
    "round_create", "round_edit", "board", "form_detail", "form_preview", "question_edit", "summary",
    "import_create", "import_detail", "change_list", "check_list", "check_detail", "check_enter",
    "village_detail", "village_form", "line_detail", "line_visit", "line_section",
)  # fmt: skip
MASKED_ANSWERS = ["answers", "private_answers", "phone"]


def waiting(scope):
    """Return how many sheets of a village, or how many villages of a wider scope, are not finished."""
    return waiting_in(scope, timezone.localdate())


def find_lines(text, scope):
    """Return up to ten sheets of running rounds for the global search as (label, note, url)."""
    lines = SurveyLine.objects.within(scope).filter(name__contains=text, round__in=running_rounds(scope))
    lines = first_of(lines.select_related("round", "unit").order_by("unit_path", "number"), 10)
    return [
        (
            f"{line.name}（{line.unit.name}）",
            f"{line.round.year} 年调查，{line.get_state_display()}",
            line.get_absolute_url(),
        )
        for line in lines
    ]


def survey_card(unit, user, scope):
    """Return what the unit page says of the running round; None hides the card."""
    narrowed = scope.narrowed_to(unit)
    survey = next((one for one in running_rounds(narrowed) if unit.path.startswith(one.unit.path)), None)
    if survey is None:
        return None
    total = round_total(survey, narrowed, on=timezone.localdate())
    villages = SurveyVillage.objects.within(narrowed).filter(round=survey, unit=unit)
    village = villages.select_related("round").first() if unit.is_grassroots else None
    return {"survey": survey, "total": total, "village": village}


def register_all():
    """Register the menu entry, the search, the cards and the audit log."""
    auditlog.register(SurveyRound, exclude_fields=["updated_at", "line_count"])
    auditlog.register(SurveyVillage, exclude_fields=["updated_at"])
    auditlog.register(
        SurveyLine, exclude_fields=["updated_at", "unit_path", "versions", "saved_at"],
        mask_fields=MASKED_ANSWERS, mask_callable="core.masking.masked",
    )  # fmt: skip
    auditlog.register(
        SurveyChange, exclude_fields=["updated_at"], mask_fields=["old", "new"],
        mask_callable="core.masking.masked",
    )  # fmt: skip
    auditlog.register(SurveyCheck, exclude_fields=["updated_at"])
    auditlog.register(SurveyCheckLine, mask_fields=["answers"], mask_callable="core.masking.masked")
    register(
        MenuItem(
            group="残疾人", label="年度调查", url_name="survey:round_list", permission=Permission.SURVEY_VIEW,
            order=440, count=waiting, also=tuple(f"survey:{name}" for name in PAGES),
        ),
        Panel(
            key="survey", title="年度调查", permission=Permission.SURVEY_VIEW,
            template="registry/survey/_unit_card.html", context=survey_card, order=55,
        ),
        SearchProvider("年度调查", Permission.SURVEY_VIEW, find_lines, order=45),
        INBOX,
    )  # fmt: skip
    hang(PersonPanel("registry/survey/_person_card.html", surveys_about, order=45))
