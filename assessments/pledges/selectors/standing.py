"""How the pledges of units stand, for the pages, the workbench and the editor of schemes."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from assessments.pledges.choices import TONES, Standing
from assessments.pledges.models import Pledge
from assessments.rounds.choices import Phase
from assessments.rounds.models import Sheet


@dataclass(frozen=True)
class UnitPledges:
    """The pledges of one sheet: the latest, the latest signed one (None if there is none), how it stands."""

    latest: Pledge | None
    signed: Pledge | None
    state: Standing

    @property
    def tone(self):
        return TONES[self.state]

    @property
    def is_missing(self):
        """True if a valid signature is missing."""
        return self.state != Standing.SIGNED


def has_pledges(scheme):
    """True if a version of a scheme stands in a pledge that was issued: it must not be changed any more."""
    return Pledge.objects.standing().filter(scheme=scheme).exists()


def pledges_of(sheets):
    """Return {sheet id: `UnitPledges`} of some sheets with their rounds. One query."""
    found = defaultdict(list)
    rows = Pledge.objects.standing().filter(sheet__in=[sheet.pk for sheet in sheets])
    for pledge in rows.select_related("scheme").order_by("number"):
        found[pledge.sheet_id].append(pledge)
    return {sheet.pk: _standing(sheet, found[sheet.pk]) for sheet in sheets}


def _standing(sheet, pledges):
    latest = pledges[-1] if pledges else None
    signed = next((one for one in reversed(pledges) if one.is_signed), None)
    return UnitPledges(latest, signed, _state(sheet, latest, signed))


def _state(sheet, latest, signed):
    if latest is None:
        return Standing.NONE
    if latest.scheme_id != sheet.round.scheme_id:
        return Standing.OUTDATED
    if latest.is_signed:
        return Standing.SIGNED
    return Standing.AMENDING if signed else Standing.ISSUED


def states_in(scope, year):
    """Return {`Standing`: number of units} of the scope in the years that are not over. Two queries."""
    sheets = Sheet.objects.within(scope).counted().filter(round__year=year).exclude(round__phase=Phase.FINAL)
    return Counter(one.state for one in pledges_of(list(sheets.select_related("round"))).values())
