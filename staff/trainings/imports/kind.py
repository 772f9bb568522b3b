"""The signed list of a training as a kind of import: who took part, with marks (docs/adr/0025)."""

from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.urls import reverse
from django.utils import timezone

from core.encryption import digest
from core.permissions import Permission
from core.sheets import UnreadableSheet
from orgs.models import Unit
from registry.imports.applying import MovedOn
from registry.imports.rows import read_id_number, read_name, read_places
from registry.imports.tables.columns import read_columns, read_words
from registry.imports.tables.kind import TableKind, remove
from registry.imports.tables.reading import NEW, UNCHANGED, TableReader, TableReading, mark_twice
from registry.imports.villages import VillageFinder, units_around
from registry.models import ImportBatch
from staff.models import Appointment, Attendance, Training
from staff.services.refusal import StaffRefused
from staff.services.trainings import must_have_been_held

FILE = Path(__file__).with_name("columns.toml")
COLUMNS, SPELLED = read_columns(FILE), read_words(FILE)
FULL = Decimal(100)
YES = "yes"


class SignedReader(TableReader):
    """Reads and weighs the rows of one signed list."""

    def __init__(self, training, setting):
        self.training, self.scope, self.today = training, setting.scope, setting.today
        self.guidance, self.returned = setting.guidance, {}
        self.titles, self.words = COLUMNS.titles, SPELLED
        units = units_around(setting.scope, setting.today)
        self.finder = VillageFinder(units, setting.scope, setting.guidance.aliases)

    def read(self, row):
        reading = TableReading(self.layout, row, reader=self)
        read_name(reading)
        if reading.stated("id_number"):
            read_id_number(reading)
        if reading.stated("village"):
            read_places(reading)
        entry = reading.entry
        passed = reading.word("passed", "请填：合格、不合格。")
        signed = reading.word("signed", "请填：已签、未到。")
        entry.doing = {"score": _score(reading), "passed": passed, "signed": signed}
        entry.key = entry.id_digest = digest(entry.id_number) if entry.id_number else ""
        entry.content = tuple(sorted((key, str(value)) for key, value in reading.said.items()))
        return entry

    def weigh(self, entries):
        mark_twice(entries, ("id_number", COLUMNS.titles["id_number"]))
        standing = _Standing(self.training, self.scope)
        first = {}
        for entry in entries:
            if entry.problems:
                continue
            member = self._member(entry, standing)
            if member is None:
                continue
            other = first.setdefault(member.pk, entry)
            if other is not entry:
                message = f"与第 {other.row} 行是同一个人。"
                self.refuse(entry, "name", "duplicate_in_file", message, "只留一行。")
                continue
            self._place(entry, member, standing)

    def _member(self, entry, standing):
        """Return the member whom a row names; None, with a problem, if there is none or more than one."""
        found = standing.named(entry)
        if len(found) == 1:
            return found[0]
        if found:
            message = f"有 {len(found)} 位同名的人。"
            self.refuse(entry, "name", "rule_refused", message, "请填写身份证号或所在村（社区）。")
        else:
            message = "当天在岗的人员中没有找到此人。"
            self.refuse(entry, "name", "not_registered", message, "核对姓名、证号，或先登记其到岗。")
        return None

    def _place(self, entry, member, standing):
        doing = entry.doing
        doing["member"], known = member, standing.attended.get(member.pk)
        if doing["signed"] == "no":
            if known is not None:
                message = "表上写未到，而系统里已登记参训。"
                self.refuse(entry, "signed", "stands_otherwise", message, "核对签到表。")
            else:
                entry.outcome = UNCHANGED
            return
        if known is not None:
            entry.target, entry.outcome = known, UNCHANGED
            return
        score = doing["score"]
        by_score = score is not None and score >= self.training.pass_mark
        doing["passed"] = by_score if score is not None else doing["passed"] in (None, YES)
        entry.outcome = NEW
        entry.say("参训", "", member.unit.place_name)
        entry.say("考核", "", "合格" if doing["passed"] else "不合格")
        if score is not None:
            entry.say("考核分数", "", score)


class _Standing:
    """Who was in post on the day of the training, and who is written down already. Two queries."""

    def __init__(self, training, scope):
        rows = Appointment.objects.within(scope).in_force(training.held_on)
        rows = rows.select_related("member__unit__parent").order_by("pk")
        members = {row.member_id: row.member for row in rows}.values()
        self._by_name, self._by_digest = {}, {}
        for member in members:
            self._by_name.setdefault(member.name, []).append(member)
            self._by_digest[member.id_digest] = member
        known = Attendance.objects.filter(training=training)
        self.attended = {row.member_id: row for row in known}

    def named(self, entry):
        """Return the members whom a row may mean."""
        if entry.id_digest:
            found = self._by_digest.get(entry.id_digest)
            return [found] if found and found.name == entry.name else []
        found, unit = self._by_name.get(entry.name, []), entry.facts.get("unit")
        return [one for one in found if one.unit == unit] if unit else found


class AttendanceKind(TableKind):
    """签到表: who took part in a training; written as the page does, and taken back while no certificate is
    out."""

    key = "attendance"
    title = "培训签到表"
    place = "参训记录"
    noun = "人"
    permission = Permission.STAFF_EDIT
    order = 45
    model = Attendance
    levels = (Unit.Level.COUNTY, Unit.Level.TOWNSHIP)
    asks_unit = False
    list_url = "staff:training_list"
    hints = (
        "从培训页面打印签到表，签完以后把名单录成表格上传；只认培训当天在岗的人，已经登记的不会重复。",
        "没有填分数和考核的按合格登记；填了分数的，达到合格分数即为合格；签到写“未到”的不登记。",
    )

    def columns(self, batch):
        return COLUMNS

    def subject(self, batch):
        return batch.options.get("subject", self.title)

    def done_url(self, batch):
        return reverse("staff:training_detail", args=[batch.options["training"]])

    def reader(self, batch, setting):
        training = Training.objects.filter(pk=batch.options.get("training")).select_related("unit").first()
        if training is None:
            raise UnreadableSheet("没有选择培训，或该培训已删除。请从培训页面上传签到表。")
        try:
            must_have_been_held(training, at=timezone.now())
        except StaffRefused as problem:
            raise UnreadableSheet(str(problem)) from problem
        return SignedReader(training, setting)

    def write_entries(self, plan, batch, *, by, at):
        training = Training.objects.select_for_update(of=("self",)).get(pk=batch.options["training"])
        keys = [entry.doing["member"].pk for entry in plan.new]
        if training.attendances.filter(member__in=keys).exists():
            raise MovedOn
        for entry in plan.new:
            doing = entry.doing
            entry.target = Attendance.objects.create(
                training=training, member=doing["member"], passed=doing["passed"], score=doing["score"]
            )

    def in_use(self, batch, rows):
        keys = [row.target for row in rows]
        certified = Attendance.objects.filter(pk__in=keys).exclude(certificate_number="")
        return dict.fromkeys(certified.values_list("pk", flat=True), "已发结业证")

    def undo_rows(self, batch, taken, *, by, at):
        remove(Attendance, [row.target for row in taken.removed])

    def link(self, row):
        return reverse("staff:training_detail", args=[row.batch.options["training"]])

    def lists(self, batch, unit, user):
        return {"passed": ["合格", "不合格"]}

    def batch_asked(self, asked, unit, scope):
        """Return an unsaved batch for the template of the training in the address, or None."""
        key = asked.get("training", "")
        found = Training.objects.within(scope).filter(pk=int(key)).first() if _is_key(key) else None
        return ImportBatch(kind=self.key, unit=unit, options=options_of(found)) if found else None


def options_of(training):
    """Return what a batch keeps of its training."""
    return {"training": training.pk, "subject": f"{training.title}（{training.held_on:%Y-%m-%d}）签到表"}


def _is_key(text):
    return text.isascii() and text.isdigit() and len(text) < 10


def _score(reading):
    text = reading.stated("score")
    if not text:
        return None
    try:
        score = Decimal(text).quantize(Decimal("0.01"))
    except InvalidOperation:
        score = None
    if score is None or not 0 <= score <= FULL:
        reading.refuse("score", "value_unknown", "分数须是 0 至 100 的数。", "对照试卷重新填写。")
        return None
    reading.said["score"] = score
    return score
