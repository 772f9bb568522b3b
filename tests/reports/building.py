"""Contents of reports that are built and frozen, but never laid out: most tests are about what they say."""

from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext

from reports.kinds import KINDS


@dataclass
class Built:
    """What a kind makes of a unit: the content of the snapshot and its lists by key."""

    content: dict
    lists: dict

    def table(self, place=0):
        """Return {name of the row: texts of its other cells} of a table."""
        rows = self.content["tables"][place]["rows"]
        return {own["cells"][0]["text"]: [cell["text"] for cell in own["cells"][1:]] for own in rows}

    def lines(self, place=0):
        """Return the same with the texts of a row in one, spaces between."""
        return {name: " ".join(cells) for name, cells in self.table(place).items()}

    def column(self, head, place=0):
        """Return {name of the row: text} of one column, which `head` names alone."""
        at = self.content["tables"][place]["head"].index(head) - 1
        return {name: cells[at] for name, cells in self.table(place).items()}

    def value(self, key):
        return self.content["figures"][key]["value"]

    @property
    def lead(self):
        return "".join(segment["text"] for segments in self.content["lead"] for segment in segments)


def built(code, unit, year=2026, quarter=None, *, previous=None):
    """Build a report of a unit without freezing or printing it."""
    kind = KINDS[code]
    subject = kind.subject(unit, year, quarter)
    content, lists = kind.build(subject, previous)
    return Built(content, {own.key: own for own in lists})


def queries_of(action):
    """Return how many queries it takes, once what is remembered is remembered."""
    action()
    with CaptureQueriesContext(connection) as queries:
        action()
    return len(queries)
