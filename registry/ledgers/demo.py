"""Some invented months of ledgers for the demo county: most handed in, some late, some missing."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from core import bulk
from orgs.models import Unit
from orgs.scoping import below
from registry.ledgers.choices import BookState, PeriodKind, WorkKind
from registry.ledgers.models import DiaryEntry, LedgerBook, LedgerLock, LedgerRow, LedgerType
from registry.ledgers.periods import period_of
from registry.ledgers.services.types import install_defaults
from registry.models import Person

MONTHS = 4
UNCHANGED, LATE, MISSING = 0.55, 0.07, 0.05  # shares of the books of a past period
HANDED_IN_EARLY, BEGUN = 0.25, 0.1  # of the books of the present one
OFFICE_HOURS = (8, 18)
KNOWN = 5  # persons of a village that the books speak of
THEMES = ("慰问困难残疾人家庭", "无障碍出行体验", "政策宣讲进村", "残疾人文体活动", "义诊和辅具检修")
PLACES = ("村委会", "文化广场", "村卫生室", "日间照料中心")
DIARY = (
    (WorkKind.VISIT, "入户走访，了解近期身体和生活情况。", "屋内电线老化", "已联系村电工更换"),
    (WorkKind.POLICY, "向群众讲解困难残疾人生活补贴和护理补贴的申请条件。", "", ""),
    (WorkKind.CARD, "帮助整理换证材料，约好去县医院评定的时间。", "行动不便", "由家属陪同前往"),
    (WorkKind.DATA, "核对残疾人登记，更新电话和住址。", "", ""),
    (WorkKind.GOODS, "发放护理床一张、拐杖两副，教会家属使用。", "", ""),
    (WorkKind.MEETING, "参加乡镇残联月度例会，汇报本村工作。", "", ""),
)


@transaction.atomic
def make_ledgers(county, *, rng, at, by):
    """Give `county` the shipped ledger types and its villages some months of books; return how many.

    What stands in them comes from `rng`; when they were handed in follows from the moment `at`.
    """
    install_defaults(county, by=by, at=at)
    maker = _Maker(county, rng=rng, at=at, by=by)
    types = LedgerType.objects.active().filter(county=county).prefetch_related("fields").in_order()
    for ledger_type in types:
        if ledger_type.is_due:
            maker.make_books(ledger_type)
    maker.write()
    return len(maker.books)


class _Maker:
    """Holds what the villages share, and collects books, rows and days until they are written."""

    def __init__(self, county, *, rng, at, by):
        self._county, self._rng, self._at, self._by = county, rng, at, by
        self._today = timezone.localdate(at)
        self._units = list(Unit.objects.below(county).current().grassroots().in_tree_order())
        self._people = {}
        people = Person.objects.active().filter(below(county.path, "unit_path"))
        for unit, key, name in people.order_by("pk").values_list("unit_id", "pk", "name").iterator():
            known = self._people.setdefault(unit, [])
            if len(known) < KNOWN:
                known.append((key, name))
        self.books, self._rows = [], []

    def make_books(self, ledger_type):
        """Make the books of one type for the last periods and the present one."""
        period = period_of(ledger_type.period, self._today)
        count = MONTHS if ledger_type.period == PeriodKind.MONTH else 1
        for back in range(count + 1):
            for unit in self._units:
                self._make_book(ledger_type, unit, period, is_first=back == count)
            period = period.previous

    def _make_book(self, ledger_type, unit, period, *, is_first):
        due_on = period.due_on(ledger_type.due_days)
        luck, is_past = self._rng.random(), due_on < self._today
        book = LedgerBook(
            ledger_type=ledger_type, unit=unit, unit_path=unit.path, start=period.start, version=1
        )
        if is_past and luck < MISSING and not is_first:
            return
        if not is_past and luck > HANDED_IN_EARLY + BEGUN:
            return
        is_filled = is_first or (not is_past and luck > HANDED_IN_EARLY) or self._rng.random() > UNCHANGED
        if is_filled:
            self._fill(book, period)
        book.is_unchanged = not book.row_count
        if is_past or luck <= HANDED_IN_EARLY or book.is_unchanged:
            self._hand_in(book, period, due_on, is_late=is_past and luck < MISSING + LATE)
        self.books.append(book)

    def _hand_in(self, book, period, due_on, *, is_late):
        days = self._rng.randint(1, 12) if is_late else -self._rng.randint(0, 8)
        last = min(max(due_on + timedelta(days=days), period.start), self._today)
        book.state, book.reported_by, book.due_on = BookState.REPORTED, self._by, due_on
        book.reported_at = min(self._moment(last), self._at)
        if due_on < self._today and self._rng.random() < 0.9:
            book.state, book.reviewed_by = BookState.REVIEWED, self._by
            book.reviewed_at = min(book.reported_at + timedelta(days=2), self._at)

    def _fill(self, book, period):
        make = ROWS.get(book.ledger_type.code)
        people = self._people.get(book.unit_id, [])
        if make is None or not people:
            return
        book.row_count = min(self._rng.randint(1, 2), len(people))
        for order in range(1, book.row_count + 1):
            day = min(period.start + timedelta(days=self._rng.randrange(28)), self._today)
            person, name = people[(order - 1) % len(people)]
            cells = make(self._rng, day.isoformat(), name)
            with_person = any(field.is_person for field in book.ledger_type.fields.all())
            self._rows.append(
                LedgerRow(book=book, order=order, person_id=person if with_person else None, cells=cells)
            )

    def write(self):
        """Write everything, set by set, and lock the oldest month for the whole county."""
        bulk.insert(self.books, at=self._at)
        for row in self._rows:
            row.book_id = row.book.pk
        bulk.insert(self._rows, at=self._at)
        bulk.insert(list(self._diary()), at=self._at)
        period = period_of(PeriodKind.MONTH, self._today)
        for _ in range(MONTHS):
            period = period.previous
        LedgerLock.objects.create(
            unit=self._county, kind=period.kind, start=period.start, locked_by=self._by,
            locked_at=min(self._moment(period.end + timedelta(days=20)), self._at),
        )  # fmt: skip

    def _diary(self):
        for unit in self._units:
            people = self._people.get(unit.pk, [])
            for _ in range(self._rng.randint(2, 5)):
                kind, content, problems, handling = self._rng.choice(DIARY)
                day = self._today - timedelta(days=self._rng.randrange(60))
                yield DiaryEntry(
                    unit=unit, unit_path=unit.path, day=day, kind=kind, place="晴，村里", content=content,
                    visited=people[0][1] if people and kind == WorkKind.VISIT else "",
                    problems=problems, handling=handling, written_by=self._by,
                )  # fmt: skip

    def _moment(self, day):
        clock = time(self._rng.randrange(*OFFICE_HOURS), self._rng.randrange(60))
        return timezone.make_aware(datetime.combine(day, clock))


def _activities(rng, day, name):
    people = rng.randint(12, 60)
    return {
        "day": day, "place": rng.choice(PLACES), "theme": rng.choice(THEMES), "host": "村残协",
        "people": str(people), "disabled": str(people // 2), "money": f"{rng.randint(2, 20) * 100}.00",
        "content": "组织残疾人及亲属参加，现场答疑并登记需求。", "photo": "yes",
    }  # fmt: skip


def _volunteers(rng, day, name):
    return {
        "day": day, "name": rng.choice(("陈志强", "魏玉兰", "蒲海燕")), "office": "村志愿服务队",
        "person": name, "content": "打扫院落、代买药品、陪同聊天。", "hours": str(rng.randint(1, 4)),
        "signed": "yes",
    }  # fmt: skip


def _jobs(rng, day, name):
    return {
        "person": name, "skill": rng.choice(("手工编织", "养殖", "电商客服")), "wish": "就近就业",
        "day": day, "employer": "县就业服务中心", "result": "推荐中",
    }  # fmt: skip


ROWS = {
    "activities": _activities,
    "volunteers": _volunteers,
    "jobs": _jobs,
}
