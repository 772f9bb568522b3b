"""What all kinds of tables other than the roster have in common."""

from abc import abstractmethod

from django.db import IntegrityError, transaction

from core import lookups  # noqa: F401 -- registers `among`
from registry.imports.applying import MovedOn
from registry.imports.kinds import ImportKind
from registry.imports.storing import keep_counts, refused_rows, replace_rows
from registry.imports.tables.planning import plan_table
from registry.imports.tables.storing import store_table, table_row
from registry.imports.tables.template import table_template
from registry.imports.undoing import BATCH, Takeback
from registry.models import ImportRow

TOUCHED = "导入之后又有改动"
GONE = "已经不在"


class TableKind(ImportKind):
    """A kind whose rows are about one model, `model`, which has an `updated_at`.

    Subclasses say how a row is read and weighed (`reader`), written (`write_entries`) and undone
    (`undo_rows`).
    """

    model = None

    @abstractmethod
    def reader(self, batch, setting):
        """Return what reads and weighs the rows; see `plan_table`.

        :raises core.sheets.UnreadableSheet: nothing can be imported here and now.
        """

    def plan(self, batch, sheets, setting, *, track):
        reader = self.reader(batch, setting)
        return plan_table(reader, sheets, self.columns(batch), guidance=setting.guidance, track=track)

    def store(self, batch, plan):
        store_table(batch, plan)

    def write(self, plan, batch, built, *, by, at, check):
        try:
            with transaction.atomic():
                self.refuse_if_touched(plan.changed)
                check()
                self.write_entries(plan, batch, by=by, at=at)
                check()
                versions = self.versions([e.target.pk for e in (*plan.new, *plan.changed)])
                rows = [
                    table_row(batch, entry, version=versions[entry.target.pk])
                    for entry in (*plan.new, *plan.changed)
                ]
                replace_rows(batch, rows + refused_rows(batch, plan))
        except IntegrityError as error:
            raise MovedOn from error
        keep_counts(batch, plan)

    @abstractmethod
    def write_entries(self, plan, batch, *, by, at):
        """Write the entries and give each its `target`, `before` and `after`."""

    def refuse_if_touched(self, entries):
        """Lock what the entries change and compare its versions with those of the plan."""
        seen = {entry.target.pk: entry.target.updated_at for entry in entries}
        if self.versions(sorted(seen), lock=True) != seen:
            raise MovedOn
        for entry in entries:
            entry.before["updated_at"] = entry.target.updated_at.isoformat()

    def versions(self, keys, *, lock=False):
        """Return key → `updated_at` of what stands now."""
        things = self.model._base_manager.filter(pk__among=keys).order_by("pk")
        things = things.select_for_update(of=("self",)) if lock else things
        return dict(things.values_list("pk", "updated_at"))

    def plan_takeback(self, batch):
        rows = list(batch.rows.exclude(outcome=ImportRow.Outcome.REFUSED).order_by("row"))
        versions = self.versions([row.target for row in rows])
        used = self.in_use(batch, rows)
        taken = Takeback()
        for row in rows:
            if row.target not in versions:
                row.kept_because = GONE
            elif versions[row.target] != row.person_version:
                row.kept_because = TOUCHED
            else:
                row.kept_because = used.get(row.target, "")
            if row.kept_because:
                taken.kept.append(row)
            else:
                is_new = row.outcome == ImportRow.Outcome.NEW
                (taken.removed if is_new else taken.restored).append(row)
        return taken

    def in_use(self, batch, rows):
        """Return {key of a target: why it has to stay}."""
        return {}

    def take_back(self, batch, *, by, at, check):
        keys = batch.rows.exclude(target=None).values_list("target", flat=True)
        self.versions(sorted(set(keys)), lock=True)
        taken = self.plan_takeback(batch)
        check()
        self.undo_rows(batch, taken, by=by, at=at)
        check()
        self._pass_on_versions(batch, taken.restored)
        ImportRow.objects.bulk_update(taken.kept, ["kept_because"], batch_size=BATCH)
        return taken

    def undo_rows(self, batch, taken, *, by, at):
        """Remove what `taken.removed` has made and restore what `taken.restored` has changed.

        Only a kind with a `take_back` of its own can do without it.
        """
        raise NotImplementedError

    def _pass_on_versions(self, batch, restored):
        """Let the batch before know that a thing is again as it left it, so that it can go back, too."""
        now = self.versions([row.target for row in restored])
        was = {row.target: row.before.get("updated_at") for row in restored}
        mended = []
        earlier = ImportRow.objects.filter(batch__kind=batch.kind, target__among=list(was))
        earlier = earlier.exclude(batch=batch).exclude(person_version=None)
        for row in earlier.only("target", "person_version"):
            if row.person_version.isoformat() == was[row.target]:
                row.person_version = now[row.target]
                mended.append(row)
        ImportRow.objects.bulk_update(mended, ["person_version"], batch_size=BATCH)

    def changes_in_words(self, rows):
        for row in rows:
            row.shown = (row.before or {}).get("shown", [])
        return rows

    def lists(self, batch, unit, user):
        """Return column's key → the words that its drop-down in the template offers."""
        return {}

    def template(self, batch, unit, user):
        lists, notes = self.lists(batch, unit, user), self.template_notes
        return table_template(
            f"{unit.name}{self.subject(batch)}", self.columns(batch), lists=lists, notes=notes
        )

    template_notes = (
        "一条一行。表头不要改名，次序可以调整，不用的列可以空着。",
        "证号、电话、账号各列已设为文本格式，请不要改成数字，否则后几位会丢失。",
        "日期写成 2026-11-22、2026.11.22、20261122 或 2026年11月22日都可以。",
    )


def remove(model, keys):
    """Delete rows of a model by key; nothing may refer to them any more."""
    model._base_manager.filter(pk__among=keys)._raw_delete(model._base_manager.db)


def referred_to(model, keys, *, except_for=()):
    """Return those of the keys to which rows of any other model refer. One query per such model."""
    used, keys = set(), list(keys)
    for relation in model._meta.related_objects if keys else ():
        if relation.related_model not in except_for:
            name = relation.field.name
            records = relation.related_model._base_manager.filter(**{f"{name}__pk__among": keys})
            used |= set(records.values_list(name, flat=True))
    return used


__all__ = ["TableKind", "referred_to", "remove"]
