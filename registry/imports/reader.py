"""Reading the rows of a roster into entries: the quick way where it will do, the thorough one elsewhere."""

from registry.imports.cards import read_card
from registry.imports.columns import WITHOUT_CONTENT
from registry.imports.entries import Reading
from registry.imports.guidance import Guidance
from registry.imports.quick import QuickReader
from registry.imports.rows import (
    read_bank_account,
    read_choices,
    read_id_number,
    read_name,
    read_phones,
    read_places,
    read_sex_and_birth,
    read_subsistence,
    read_texts,
)


class RowReader:
    """Reads rows of one layout; `finder` resolves villages, `today` bounds birth and issue dates.

    `guidance` is what people have said about the file, `returned` the rows that come back from an export.
    """

    def __init__(self, layout, finder, today, *, guidance=None, returned=None):
        self.layout, self.finder, self.today = layout, finder, today
        self.guidance, self.returned = guidance or Guidance(), returned or {}
        self.keys = [key for key in layout.places if key not in WITHOUT_CONTENT]
        known = set(layout.places.values())
        self.other_places = [place for place in layout.titles if place not in known]
        self.content_titles = [layout.titles[layout.places[key]] for key in self.keys]
        self.content_titles += [layout.titles[place] for place in self.other_places]
        self._quick = QuickReader(self)

    def read(self, row):
        """Return the `Entry` of a row."""
        return self._quick.read(row) or self.read_thoroughly(row)

    def read_thoroughly(self, row):
        """Return the `Entry` of a row that is read column by column, with all that is wrong with it."""
        reading = Reading(self.layout, row, reader=self)
        read_name(reading)
        read_id_number(reading)
        read_sex_and_birth(reading)
        read_places(reading)
        read_choices(reading)
        read_subsistence(reading)
        read_phones(reading)
        read_bank_account(reading)
        read_texts(reading)
        read_card(reading)
        reading.entry.content = reading.content(self.keys, self.other_places)
        return reading.entry
