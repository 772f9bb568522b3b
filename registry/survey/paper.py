"""The printed 底册 of a village or township: A4 lying, numbers masked, with the lines for the signatures."""

from core.documents import print_document
from orgs.scoping import UnitScope
from registry.survey.choices import LostReason, Mode
from registry.survey.models import SurveyLine, SurveyVillage

TEMPLATE = "registry/survey/print/sheet.html"
MOST_PRINTED = 2000  # lines; a longer booklet is printed village by village


def sheet_pdf(survey, unit):
    """Return (PDF, number of lines) of the 底册 of a unit, a table for each village.

    :raises ValueError: there are more lines than can be printed at once.
    """
    scope = UnitScope(paths=frozenset({unit.path}))
    lines = SurveyLine.objects.within(scope).filter(round=survey)
    number = lines.count()
    if number > MOST_PRINTED:
        raise ValueError(number)
    villages = list(
        SurveyVillage.objects.within(scope)
        .filter(round=survey)
        .select_related("unit__parent")
        .order_by("unit__path")
    )
    by_village = {village.pk: village for village in villages}
    for village in villages:
        village.printed = []
    for line in lines.order_by("unit_path", "number"):
        by_village[line.village_id].printed.append(line)
    printed = [village for village in villages if village.printed]
    context = {
        "round": survey, "villages": printed, "modes": Mode.labels, "reasons": LostReason.labels,
    }  # fmt: skip
    title = [f"{survey.year} 年持证残疾人基本状况", "调查底册"]
    return print_document(TEMPLATE, context, title=title, author=unit.federation_name), number
