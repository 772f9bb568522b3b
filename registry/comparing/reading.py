"""From another department's file to entries: the roster's reader, with fewer demands."""

from dataclasses import dataclass

from django.conf import settings

from core.encryption import digest
from core.sheets import Column, HeaderUnknown, Layout, UnreadableSheet
from core.sheets.cells import day_of, text_of
from core.sheets.reading import too_many_rows
from registry.comparing.defaults import EVENT_TITLES
from registry.identity import CARD_SHAPE, ID_LENGTH, is_sound_id
from registry.imports.aliases import aliases_for
from registry.imports.body import person_rows
from registry.imports.columns import COLUMNS
from registry.imports.guidance import ColumnChoice, Guidance
from registry.imports.reader import RowReader
from registry.imports.tables.columns import Columns
from registry.imports.villages import VillageFinder, units_around
from registry.models import ComparisonMapping

EVENT = "event"
LIST = Columns((*COLUMNS, Column(EVENT, "发生日期", EVENT_TITLES)), required=("name",), template=())
VOCABULARY = LIST.vocabulary
WHO = ("id_number", "card_number", "birth_date")  # one of them tells who somebody of that name is
NO_WHO = "表里没有“身份证号”“残疾人证号”或“出生日期”列，认不出名单上的人是谁。请对应其中一列。"


class ListGuidance(Guidance):
    """What people have said about a list: any table will do that has names and one thing to tell them by."""

    def layout_of(self, sheets, vocabulary=VOCABULARY, required=LIST.required):
        """Return the layout.

        :raises HeaderUnknown: no header is understood, or no column tells who is meant.
        """
        layout = super().layout_of(sheets, vocabulary, required)
        if not set(WHO) & layout.places.keys():
            raise HeaderUnknown(NO_WHO)
        return layout


@dataclass
class ReadList:
    """A list that has been read: its layout, its entries, and how many rows were passed over and why."""

    layout: Layout
    entries: list
    skipped: list
    memory: int | None = None


def guidance_for(comparison):
    """Return the `ListGuidance`: what was said of this file, and of its sender's lists before it."""
    above = [*comparison.unit.ancestor_paths, comparison.unit.path]
    found = ComparisonMapping.objects.filter(unit__path__in=above, sender=comparison.sender)
    return ListGuidance(
        choice=ColumnChoice(**comparison.mapping) if comparison.mapping else None,
        memories={memory.look: memory for memory in found.order_by("unit__path")},
        aliases=aliases_for(comparison.unit),
    )


def read_list(sheets, comparison, *, scope, today, track):
    """Return the `ReadList` of sheets. A constant number of queries, however many rows.

    :raises HeaderUnknown: somebody has to say what its columns are.
    :raises UnreadableSheet: the file is no list; its message is fit to show to the user.
    """
    guidance = guidance_for(comparison)
    layout = guidance.layout_of(sheets)
    rows, skipped = person_rows(layout)
    if not rows:
        raise UnreadableSheet(
            f"第 {layout.header_number} 行是表头，下面一行人员也没有认出来。请确认名单就在表头下面。"
        )
    if len(rows) > settings.IMPORT_MAX_ROWS:
        raise too_many_rows()
    finder = VillageFinder(units_around(scope, today), scope, guidance.aliases)
    reader = RowReader(layout, finder, today, guidance=guidance)
    entries = []
    for row in track(rows, total=len(rows)):
        entry = reader.read(row)
        entry.content = ()
        entry.id_digest = digest(entry.id_number or _number_in_card(entry, today))
        entries.append(entry)
    return ReadList(layout, entries, skipped, guidance.used.pk if guidance.used else None)


def _number_in_card(entry, today):
    """Return the ID number that a row's certificate number contains; empty if it is unsound."""
    number = entry.card.get("number", "")
    stem = number[:ID_LENGTH]
    return stem if CARD_SHAPE.fullmatch(number) and is_sound_id(stem, today=today) else ""


def texts_of(layout, entry):
    """Return every cell of a row that says something, as [title, text] in the order of the columns."""
    cells = entry.source.cells
    pairs = ((title, text_of(cells[p])) for p, title in sorted(layout.titles.items()) if p < len(cells))
    return [[title, text] for title, text in pairs if text]


def event_of(layout, entry):
    """Return the day on which it happened, as ISO text; empty if the row tells none."""
    try:
        day = day_of(layout.cell(entry.source, EVENT))
    except ValueError:
        return ""
    return day.isoformat() if day else ""
