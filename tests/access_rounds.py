"""Makers of rounds, sheets and appeals for the table of addresses; a county has one round, whoever asks."""

from django.utils import timezone

from assessments.models import Item, Mark, Round, Scheme, Sheet
from assessments.rounds.choices import Phase, Stage
from assessments.schemes.choices import Subject
from tests.factories.rounds import AppealFactory, MarkFactory, RoundFactory, SheetFactory
from tests.factories.schemes import ItemFactory, SchemeFactory


def scheme_at(village):
    """Return the scheme for villages that is in force in the county."""
    county, year = village.parent.parent, timezone.localdate().year
    kept = Scheme.objects.published().filter(county=county, year=year, subject=Subject.GRASSROOTS).first()
    return kept or SchemeFactory(county=county, year=year, for_villages=True, published=True)


def sheet_at(village):
    """Return the sheet of the village in the round of its county, with one item that it has scored."""
    scheme = scheme_at(village)
    kept = Round.objects.filter(county=scheme.county, year=scheme.year, subject=scheme.subject).first()
    round_ = kept or RoundFactory(scheme=scheme, phase=Phase.SELF)
    sheet = Sheet.objects.filter(round=round_, unit=village).first() or SheetFactory(
        round=round_, unit=village
    )
    item = Item.objects.filter(section__scheme=round_.scheme).first() or ItemFactory(
        section__scheme=round_.scheme
    )
    if not Mark.objects.filter(sheet=sheet, lineage=item.lineage).exists():
        MarkFactory(sheet=sheet, item=item, stage=Stage.SELF)
    return sheet


def sheet_and_item(village, user):
    sheet = sheet_at(village)
    return sheet.pk, Mark.objects.filter(sheet=sheet).first().lineage


def appeal_at(village, user):
    sheet = sheet_at(village)
    lineage = Mark.objects.filter(sheet=sheet).first().lineage
    return (sheet.appeals.first() or AppealFactory(sheet=sheet, lineage=lineage)).pk


MAKERS = {
    "scheme_in_force": lambda village, user: scheme_at(village).pk,
    "year_round": lambda village, user: sheet_at(village).round.pk,
    "year_sheet": lambda village, user: sheet_at(village).pk,
    "sheet_and_item": sheet_and_item,
    "appeal": appeal_at,
}
