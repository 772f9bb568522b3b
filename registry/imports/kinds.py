"""The kinds of tables that can be imported; rooms and upper floors hang theirs in when the app is ready."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.urls import reverse

from orgs.models import Unit
from orgs.scoping import UnitScope
from registry.imports.guidance import Guidance
from registry.imports.undoing import plan_takeback
from registry.models import ImportBatch, ImportMapping

ROSTER = ImportBatch.ROSTER
COUNTY_TO_VILLAGE = (Unit.Level.COUNTY, Unit.Level.TOWNSHIP, Unit.Level.VILLAGE, Unit.Level.COMMUNITY)


@dataclass(frozen=True)
class Setting:
    """Under what a file is read: for whom, within which scope, on which day, with what people have said."""

    by: object
    scope: UnitScope
    today: date
    guidance: Guidance = field(default_factory=Guidance)


class ImportKind(ABC):
    """What the engine has to know of one kind of table (docs/adr/0025). Subclasses say the rest."""

    key = ""
    title = ""  # of the table: 机构名录
    place = ""  # where its rows are written: 机构名录
    noun = "条"  # by which they are counted
    permission = ""  # guards its pages, its batches and its jobs
    order = 100
    levels = COUNTY_TO_VILLAGE  # of the units for which it may be uploaded
    asks_unit = True  # the upload page offers it without anything more said
    form = None  # of the upload page, if it wants to know more than file and unit
    hints: tuple[str, ...] = ()  # for the upload page
    list_url = ""  # name of the page that shows all that stands

    @property
    def heading(self):
        return f"导入{self.title}"

    @property
    def planned_note(self):
        return f"将写入{self.place}"

    @property
    def written_note(self):
        return f"已写入{self.place}"

    def done_url(self, batch):
        """Return the address of the page that shows what has been written."""
        return reverse(self.list_url)

    @abstractmethod
    def columns(self, batch):
        """Return the `Columns` of its tables; `batch` carries the options they may depend on."""

    def titles_of(self, mapping):
        """Return key → title of the columns that a memory names."""
        return self.columns(mapping).titles

    def batch_asked(self, asked, unit, scope):
        """Return an unsaved batch as the address of a template names it, None without such a thing."""
        return ImportBatch(kind=self.key, unit=unit)

    def subject(self, batch):
        """Return what the table is about, for lists and headings."""
        return self.title

    @abstractmethod
    def plan(self, batch, sheets, setting, *, track):
        """Return the plan for sheets that have been read. Nothing is written.

        :raises core.sheets.UnreadableSheet: it is no such table, or may not be imported now.
        """

    @abstractmethod
    def store(self, batch, plan):
        """Replace the batch's rows and counts by those of the plan, without saving the batch itself."""

    def build(self, plan):
        """Return what takes long to make and may be made before the transaction."""
        return

    @abstractmethod
    def write(self, plan, batch, built, *, by, at, check):
        """Write the plan and the rows of the batch inside the caller's transaction; do not save the batch.

        :raises registry.imports.applying.MovedOn: somebody has written to the same things since.
        :raises core.jobs.JobFailed: a rule forbids it; the message is for the clerk.
        """

    def tell_written(self, batch, *, by, at):
        """Tell who listens that the rows of the batch have been written."""
        return

    def plan_takeback(self, batch):
        """Return the `Takeback` of a written batch without doing anything."""
        return plan_takeback(batch)

    @abstractmethod
    def take_back(self, batch, *, by, at, check):
        """Take the batch back inside the caller's transaction and return the `Takeback`."""

    @abstractmethod
    def changes_in_words(self, rows):
        """Give each new or changed row `shown`: (label, before, after) of every field, numbers masked."""

    def link(self, row):
        """Return the address of what a row is about, or nothing."""
        return ""

    @abstractmethod
    def template(self, batch, unit, user):
        """Return the template that is filled in for `unit`, as the bytes of an xlsx file."""

    def template_name(self, batch, unit):
        return f"{unit.name}{self.title}模板.xlsx"


KINDS: dict[str, ImportKind] = {}


def register_kind(kind, *, form=None):
    """Hang a kind in; called from `AppConfig.ready`.

    :param form: of its upload page, where it wants to know more than file and unit.
    """
    kind.form = form
    KINDS[kind.key] = kind


def kind_of(thing):
    """Return the kind of a batch or of remembered columns."""
    return KINDS[thing.kind.partition(":")[0]]


def kinds_for(user):
    """Return the kinds that the user may import somewhere, in order."""
    return [
        kind for kind in sorted(KINDS.values(), key=lambda kind: kind.order) if user.holds(kind.permission)
    ]


def batches_for(user):
    """Return the batches that the user may see: each within the scope of its kind's permission."""
    return ImportBatch.objects.filter(_seen_by(user))


def mappings_for(user):
    """Return the remembered columns that the user may see, by the same rule."""
    return ImportMapping.objects.filter(_seen_by(user))


def of_kind(key):
    """Return the condition that a batch is of a kind, or of one of the kinds below it (ledger:12)."""
    return Q(kind=key) | Q(kind__startswith=f"{key}:")


def _seen_by(user):
    seen = Q(pk__in=[])
    for kind in KINDS.values():
        seen |= of_kind(kind.key) & user.scope_of(kind.permission).as_q("unit__path")
    return seen
