"""What a plan may look at."""

from assessments.models.checklists import Checklist
from assessments.rounds.models import Round
from assessments.schemes.choices import Subject
from assessments.schemes.models import Item


def lists_offered(county, on):
    """Return the lists of a county that hold on the day `on`."""
    return Checklist.objects.in_force(on).filter(county=county).order_by("pk")


def rounds_offered(county, periods):
    """Return the rounds of units of a county in the years of some quarters that are not final."""
    units = (Subject.TOWNSHIP, Subject.GRASSROOTS)
    rounds = Round.objects.filter(county=county, year__in={one.year for one in periods}, subject__in=units)
    return rounds.exclude(phase="final").select_related("scheme").order_by("-year", "subject")


def items_offered(rounds):
    """Return [(round, [(lineage, name)])] for the choice of items."""
    rounds = list(rounds)
    items = Item.objects.filter(section__scheme__in=[one.scheme_id for one in rounds]).select_related(
        "section"
    )
    return [
        (
            str(round_),
            [
                (str(item.lineage), f"{item.section.number}.{item.number} {item.name}")
                for item in items
                if item.section.scheme_id == round_.scheme_id
            ],
        )
        for round_ in rounds
    ]
