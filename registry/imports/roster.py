"""The roster of persons as a kind of import: the oldest and largest, with its own parts."""

from core.permissions import Permission
from registry.changes import announce
from registry.imports import applying, planning, showing, storing, undoing
from registry.imports.columns import COLUMNS, REQUIRED, TEMPLATE
from registry.imports.kinds import ROSTER, ImportKind
from registry.imports.tables.columns import Columns
from registry.imports.template import template_workbook
from registry.models import Person


class RosterKind(ImportKind):
    """Persons with their certificates (domain.md §2.3, §8.3)."""

    key = ROSTER
    title = "残疾人登记表"
    place = "登记表"
    noun = "人"
    permission = Permission.PERSON_IMPORT
    order = 10
    list_url = "registry:person_list"
    hints = (
        "身份证号里的空格、全角数字、小写 x、前面的引号都可以。",
        "被存成科学计数（如 6.20E+17）的号码已经丢了后几位，会提示出来。",
        "空白的格子不会改动登记表里原有的内容。",
    )

    def columns(self, batch):
        return LISTED

    def plan(self, batch, sheets, setting, *, track):
        return planning.plan_sheets(
            sheets, scope=setting.scope, today=setting.today, track=track, guidance=setting.guidance
        )

    def store(self, batch, plan):
        storing.store_plan(batch, plan)

    def build(self, plan):
        return applying.build(plan, are_rows_kept=True)

    def write(self, plan, batch, built, *, by, at, check):
        applying.write(plan, batch, built, at=at, check=check)

    def tell_written(self, batch, *, by, at):
        announce(Person.objects.filter(import_rows__batch=batch), by=by, at=at)

    def take_back(self, batch, *, by, at, check):
        taken = undoing.take_back(batch, at=at, check=check)
        units = {row.unit_id for row in taken.removed} | {row.person.unit_id for row in taken.restored}
        announce(Person.objects.filter(unit__in=units), by=by, at=at)
        return taken

    def changes_in_words(self, rows):
        return showing.changes_in_words(rows)

    def link(self, row):
        return row.person.get_absolute_url() if row.person else ""

    def template(self, batch, unit, user):
        return template_workbook(unit)

    def template_name(self, batch, unit):
        return f"{unit.name}残疾人登记表模板.xlsx"


LISTED = Columns(COLUMNS, REQUIRED, TEMPLATE)
