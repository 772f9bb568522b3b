"""表7 残疾人来信来访登记表 (domain.md §5) as a PDF: A4 lying, with the lines for the signatures."""

from core.documents import render_pdf
from registry.models import Petition
from registry.petitions.columns import kind_of, matter_of
from registry.petitions.models.doors import Reader
from registry.petitions.selectors.cases import told_to

TITLE = "残疾人来信来访登记表"
TEMPLATE = "registry/petitions/print/table.html"
MOST_PRINTED = 1000  # a thick booklet; more nobody signs


def chosen(petitions, period, unit):
    """Keep the petitions of a period, of the unit if one is given, in the order of the booklet."""
    petitions = petitions.filter(received_on__range=period)
    if unit:
        petitions = petitions.at_unit(unit)
    return petitions.for_list().order_by("received_on", "pk")


def table_pdf(user, scope, period, unit):
    """Return (PDF, number of rows) of what the scope sees; 保密 ones as far as the user reads."""
    rows = told_to(chosen(Petition.objects.within(scope), period, unit)[:MOST_PRINTED], Reader(user))
    for petition in rows:
        petition.kind, petition.what = kind_of(petition.person), matter_of(petition)
    place = unit or user.home_unit
    filled_by = place.federation_name if place else "全部单位"
    context = {"rows": rows, "start": period[0], "end": period[1], "filled_by": filled_by}
    return render_pdf(TEMPLATE, context, title=TITLE, author=filled_by), len(rows)
