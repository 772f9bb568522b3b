"""Grants of benefits as a kind of import."""

from copy import copy
from pathlib import Path

from core.permissions import Permission
from core.sheets import UnreadableSheet
from core.sheets.cells import half_width
from orgs.models import Unit
from registry.benefits.choices import GrantAct
from registry.benefits.imports.reading import read_grant
from registry.benefits.imports.weighing import CHANGE, START, Weigher
from registry.benefits.models import BenefitKind, BenefitStandard, Grant, GrantEntry
from registry.benefits.selectors.standards import county_of
from registry.benefits.services.many import Order, carry_out, put_back
from registry.benefits.services.refusal import NotGranted
from registry.imports.applying import MovedOn
from registry.imports.tables.columns import read_columns
from registry.imports.tables.kind import TOUCHED, TableKind, referred_to, remove
from registry.imports.tables.reading import NEW, TableReader, TableReading, mark_twice

COLUMNS = read_columns(Path(__file__).with_name("columns.toml"))
IN_USE = "以后的变更已经用到这笔核定"
KEPT_FIELDS = ("tier", "amount", "persons", "last_month", "state", "reason")


class GrantReader(TableReader):
    """Reads and weighs the rows of one list."""

    finder = None  # places are not read: the register knows them
    words = ()

    def __init__(self, batch, setting):
        self.scope, self.today = setting.scope, setting.today
        self.guidance, self.returned = setting.guidance, {}
        self.titles = COLUMNS.titles
        self.kinds = {}
        for kind in kinds_at(batch.unit):
            for name in (kind.name, kind.short_name):
                self.kinds.setdefault(half_width(name), kind)
        if not self.kinds:
            raise UnreadableSheet("本县还没有设定补贴种类和标准。请先在“补贴标准”中设定，再导入。")

    def read(self, row):
        return read_grant(TableReading(self.layout, row, reader=self), self.kinds)

    def weigh(self, entries):
        mark_twice(entries, ("id_number", COLUMNS.titles["id_number"]))
        Weigher(self.refuse).weigh(entries, self.scope)


class BenefitsKind(TableKind):
    """补贴名册 (domain.md §6.5): grants begun, changed and ended through the services of the room."""

    key = "benefits"
    title = "补贴名册"
    place = "补贴核定"
    noun = "笔"
    permission = Permission.BENEFIT_APPROVE
    order = 45
    model = Grant
    levels = (Unit.Level.COUNTY, Unit.Level.TOWNSHIP)
    list_url = "benefits:grant_list"
    hints = (
        "以身份证号认人，补贴类型和对象类型（档次）按本县的设定；没有填对象类型的，按金额认。",
        "没有在享受的，从起始月份起核定；档次或金额变了的，还要填变更月份；停发的，填最后月份和原因。",
    )

    def columns(self, batch):
        return COLUMNS

    def reader(self, batch, setting):
        return GrantReader(batch, setting)

    def write_entries(self, plan, batch, *, by, at):
        entries = [*plan.new, *plan.changed]
        orders = [_order(entry, f"由“{batch.file_name}”导入"[:200]) for entry in entries]
        for entry in plan.changed:
            entry.before["facts"] = {name: _plain(getattr(entry.target, name)) for name in KEPT_FIELDS}
        try:
            carry_out(orders, by=by, at=at)
        except NotGranted as problem:  # the plan has asked all this; somebody was faster
            raise MovedOn from problem
        for entry, order in zip(entries, orders, strict=True):
            entry.target, following = order.grant, order.following
            entry.after = {"entries": [one.pk for one in order.entries]}
            if following is not None:
                entry.after |= {"following": following.pk, "following_at": at.isoformat()}

    def in_use(self, batch, rows):
        following = [row.after["following"] for row in rows if row.after.get("following")]
        new = [row.target for row in rows if row.outcome == NEW]
        used = referred_to(Grant, [*new, *following], except_for=(GrantEntry,))
        now = {key: stamp.isoformat() for key, stamp in self.versions(following).items()}
        why = {}
        for row in rows:
            follows = row.after.get("following")
            if follows and now.get(follows) != row.after["following_at"]:
                why[row.target] = TOUCHED
            elif follows in used or (row.outcome == NEW and row.target in used):
                why[row.target] = IN_USE
        return why

    def undo_rows(self, batch, taken, *, by, at):
        rows = (*taken.removed, *taken.restored)
        following = [row.after["following"] for row in taken.restored if row.after.get("following")]
        remove(GrantEntry, [key for row in rows for key in row.after["entries"]])
        remove(Grant, [*following, *(row.target for row in taken.removed)])
        keys = [row.target for row in taken.restored]
        grants = Grant.objects.select_related("person__unit", "kind").filter(pk__among=keys)
        grants = {grant.pk: grant for grant in grants}
        pairs = []
        for row in taken.restored:
            grant = copy(grants[row.target])
            for name in KEPT_FIELDS:
                setattr(grant, name, Grant._meta.get_field(name).to_python(row.before["facts"][name]))
            pairs.append((grants[row.target], grant))
        put_back(pairs, by=by, at=at)

    def link(self, row):
        return row.person.get_absolute_url() if row.person else ""

    def lists(self, batch, unit, user):
        kinds = kinds_at(unit)
        tiers = BenefitStandard.objects.filter(kind__in=kinds).order_by("order", "pk")
        return {
            "kind": [kind.name for kind in kinds],
            "tier": list(dict.fromkeys(tiers.values_list("tier", flat=True))),
        }


def kinds_at(unit):
    """Return the benefits of the county that a unit lies in, in their order."""
    county = county_of(unit)
    return list(BenefitKind.objects.filter(unit=county).offered().in_order()) if county else []


def _order(entry, source):
    """Return what a row wants done."""
    doing, act = entry.doing, entry.doing["act"]
    if act == START:
        return Order(
            GrantAct.START, doing["first_month"], entry.person, doing["kind"], tier=doing["tier"],
            amount=doing["amount"], text=source,
        )  # fmt: skip
    if act == CHANGE:
        return Order(
            GrantAct.CHANGE, doing["from_month"], grant=entry.target, tier=doing["tier"],
            amount=doing["amount"], text=doing["reason"] or source,
        )  # fmt: skip
    return Order(GrantAct.END, doing["last_month"], grant=entry.target, text=doing["reason"])


def _plain(value):
    if value is None or isinstance(value, (int, str)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
