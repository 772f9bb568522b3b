"""Spellings that people have explained once: what they mean in a county, or as a village of one township."""

from orgs.models import Unit
from registry.choices import CardState, Subsistence
from registry.imports.columns import TITLES
from registry.imports.values import CHOICES, PEOPLE_NAMES, SUBSISTENCE_KEYS, folded
from registry.models import ImportAlias

COUNTY_WIDE = 0  # the place of a spelling that is no village
PLACES = {"residence": "village", "residence_township": "township"}  # columns that share their spellings
BLANK = "-"  # on the page; stored as the empty meaning
NEVER_BLANK = ("category", "grade")
OWN_WORDS = {}  # key of a column that only one kind of table has → (title, choices)
SPELLED_MAX = ImportAlias._meta.get_field("raw").max_length


class Aliases:
    """The spellings that count for one file; `used` collects those that it needed."""

    def __init__(self, rows=(), *, home=None):
        self._rows = {(row.township_id or COUNTY_WIDE, row.key, row.spelled): row for row in rows}
        self.home = home  # the township that a roster without that column is about, as its pk
        self.used = {}

    def find(self, key, spelled, place=COUNTY_WIDE):
        """Return the `ImportAlias` of a folded spelling, or None."""
        row = self._rows.get((place, PLACES.get(key, key), spelled))
        if row is not None:
            self.used[row.pk] = row
        return row

    def value_of(self, key, text):
        """Return the stored value that `text` means in a column of words, None for blank.

        :raises ValueError: nobody has said what it means.
        """
        row = self.find(key, folded(text))
        if row is None:
            raise ValueError(text)
        return row.meaning or None

    @property
    def mark(self):
        """Return what distinguishes the meanings used in one plan from those used in another."""
        return [(row.key, row.spelled, row.meaning, row.meant_unit_id) for row in self.used.values()]


def aliases_for(unit):
    """Return the `Aliases` that count for an import of `unit`. Two queries."""
    line = {each.level: each for each in Unit.objects.filter(path__in=[*unit.ancestor_paths, unit.path])}
    county, township = line.get(Unit.Level.COUNTY), line.get(Unit.Level.TOWNSHIP)
    rows = ImportAlias.objects.filter(county=county).select_related("meant_unit__parent") if county else ()
    return Aliases(rows, home=township.pk if township else None)


def words_for(key):
    """Return (value, label) of everything that a cell of a column of words can mean."""
    if key == "ethnicity":
        return [(name, name) for name in PEOPLE_NAMES]
    if key in SUBSISTENCE_KEYS:
        yes = SUBSISTENCE_KEYS[key]
        return [(yes.value, "是"), (Subsistence.NONE.value, "否")] if yes else list(Subsistence.choices)
    if key in OWN_WORDS:
        return list(OWN_WORDS[key][1])
    words = CHOICES[key].choices if key in CHOICES else []
    return [(value, label) for value, label in words if value != CardState.REPLACED]


def meaning_in_words(alias):
    """Return what an alias means, as people say it."""
    if alias.meant_unit is not None:
        return alias.meant_unit.place_name
    return str(dict(words_for(alias.key)).get(alias.meaning, alias.meaning)) or "当作没有填写"


def title_of(alias):
    """Return the name of the column that an alias belongs to."""
    return OWN_WORDS[alias.key][0] if alias.key in OWN_WORDS else TITLES[alias.key]


def register_words(key, title, choices):
    """Let the words of a column that only one kind of table has be explained, too."""
    OWN_WORDS[key] = (title, list(choices))
