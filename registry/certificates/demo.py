"""Invented cases: under way, late, sent back, withdrawn, and done over a year, agreeing with the register."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from core import bulk
from orgs.models import Unit
from orgs.scoping import below
from registry.certificates.choices import Act, CancelReason, CaseKind, CaseState
from registry.certificates.defaults import KINDS, rule_on
from registry.certificates.models import CaseEntry, CertificateCase
from registry.certificates.selectors.rules import SHIPPED
from registry.certificates.services.starting import enter_step
from registry.choices import ArchiveReason, CardState, Category, Grade, Sex
from registry.demo import names
from registry.demo.numbers import Numbers
from registry.models import Certificate, Person
from registry.workdays import Calendar

YEAR = 365
UNDER_WAY = {
    CaseKind.RENEW: 34, CaseKind.CHANGE: 12, CaseKind.REISSUE: 7, CaseKind.CANCEL: 4, CaseKind.FREEZE: 2,
    CaseKind.MOVE_OUT: 3,
}  # fmt: skip
NEWCOMERS, ARRIVALS = 11, 3
RENEWED, FIRST, LEFT = 46, 12, 22
STUCK, SENT_BACK, WITHDRAWN = 0.12, 0.1, 0.06
DAYS_A_STEP = 8
AGENCIES = ("县人民医院", "县中医医院", "县康复医院")
NOTES = {
    CaseKind.CHANGE: "病情加重，申请重新评定。",
    CaseKind.REISSUE: "外出务工时遗失。",
    CaseKind.FREEZE: "连续两次入户未见本人，信息待核。",
    CaseKind.CANCEL: "本人不再使用，自愿交回。",
}
SENT_BACK_FOR = ("照片不是两寸白底，请重拍。", "户口本复印件缺户主页。", "监护人证明未盖章。")


@transaction.atomic
def make_cases(county, *, rng, at, by):
    """Write some dozens of cases of the county's people in every state; return how many."""
    maker = _Maker(county, rng=rng, at=at, by=by)
    maker.under_way()
    maker.from_outside()
    maker.renewed()
    maker.left()
    bulk.insert(maker.cases, at=at)
    for entry in maker.entries:
        entry.case_id = entry.case.pk
    bulk.insert(maker.entries, at=at)
    return len(maker.cases)


class _Maker:
    """Collects unsaved cases with their entries."""

    def __init__(self, county, *, rng, at, by):
        self._rng, self._at, self._by = rng, at, by
        self._today = timezone.localdate(at)
        self._calendar = Calendar()
        self._people = Person.objects.filter(below(county.path, "unit_path"))
        self._villages = list(Unit.objects.below(county).current().grassroots().in_tree_order())
        self.cases, self.entries = [], []

    def under_way(self):
        """Start cases of people on the register within the last weeks; those that run out renew."""
        soon = self._people.active().filter(
            card_state=CardState.VALID, card_expires_on__lte=self._today + timedelta(days=90)
        )
        sound = self._people.active().filter(
            card_state=CardState.VALID, card_expires_on__gt=self._today + timedelta(days=YEAR)
        )
        others = sum(number for kind, number in UNDER_WAY.items() if kind != CaseKind.RENEW)
        kinds = [kind for kind, number in UNDER_WAY.items() if kind != CaseKind.RENEW for _ in range(number)]
        chosen = [(CaseKind.RENEW, person) for person in self._sample(soon, UNDER_WAY[CaseKind.RENEW])]
        chosen += zip(kinds, self._sample(sound, others), strict=False)
        cards = self._current_cards([person for _, person in chosen])
        for kind, person in chosen:
            self._begin(kind, unit=person.unit, person=person, replaced=cards.get(person.pk))

    def from_outside(self):
        """Let people apply who are not on the register yet, and some arrive with a certificate."""
        numbers = Numbers(self._rng)
        for place in range((NEWCOMERS + ARRIVALS) if self._villages else 0):
            sex = self._rng.choice(list(Sex))
            birth = self._today - timedelta(days=self._rng.randint(900, 28_000))
            surname = names.surname_of(self._rng, names.SURNAMES)
            facts = {
                "name": surname + names.given_name_of(self._rng, sex, birth.year),
                "id_number": numbers.id_number(birth, sex),
                "unit": self._rng.choice(self._villages),
                "phone": numbers.phone(),
            }
            if place < NEWCOMERS:
                self._begin(CaseKind.NEW, **facts)
                continue
            issued = max(self._today - timedelta(days=self._rng.randint(400, 3000)), birth)
            category, grade = self._rng.choice(list(Category)[:6]), self._rng.choice(list(Grade))
            self._begin(
                CaseKind.MOVE_IN, category=category, grade=grade, issued_on=issued, place="兰州市榆中县",
                card_number=f"{facts['id_number']}{category}{grade}",
                expires_on=issued.replace(year=issued.year + 10, day=min(issued.day, 28)), **facts,
            )  # fmt: skip

    def renewed(self):
        """Tell of certificates issued within the year how they came about."""
        since = self._today - timedelta(days=YEAR)
        issued = Certificate.objects.current().filter(
            issued_on__gt=since, issued_on__lt=self._today, person__in=self._people.active()
        )
        keys = list(issued.order_by("pk").values_list("pk", flat=True))
        chosen = self._rng.sample(keys, min(len(keys), RENEWED + FIRST))
        cards = list(issued.filter(pk__in=chosen).select_related("person__unit").order_by("pk"))
        former = Certificate.objects.filter(
            person__in=[card.person_id for card in cards], is_current=False
        ).order_by("issued_on")
        before = {card.person_id: card for card in former}
        for card in cards:
            old = before.get(card.person_id)
            self._finish(self._kind_of(card, old), card.person, on=card.issued_on, card=card, replaced=old)

    def left(self):
        """Tell of those who left the register within the year by which case they did."""
        gone = self._people.archived().filter(
            archive_date__gt=self._today - timedelta(days=YEAR),
            archive_reason__in=[ArchiveReason.DEATH, ArchiveReason.MOVED_OUT, ArchiveReason.CARD_CANCELLED],
        )
        people = self._sample(gone, LEFT)
        cards = self._current_cards(people)
        reasons = {
            ArchiveReason.DEATH: CancelReason.DEATH,
            ArchiveReason.CARD_CANCELLED: CancelReason.VOLUNTARY,
        }
        for person in people:
            is_move = person.archive_reason == ArchiveReason.MOVED_OUT
            self._finish(
                CaseKind.MOVE_OUT if is_move else CaseKind.CANCEL, person,
                on=timezone.localdate(person.archived_at), replaced=cards.get(person.pk),
                place="兰州市七里河区" if is_move else "", reason=reasons.get(person.archive_reason, ""),
                happened_on=person.archive_date,
            )  # fmt: skip

    def _sample(self, people, number):
        keys = list(people.order_by("pk").values_list("pk", flat=True))
        chosen = self._rng.sample(keys, min(len(keys), number))
        return list(people.filter(pk__in=chosen).select_related("unit").order_by("pk"))

    def _current_cards(self, people):
        cards = Certificate.objects.current().filter(person__in=[person.pk for person in people])
        return {card.person_id: card for card in cards}

    def _kind_of(self, card, old):
        if old is None:
            return CaseKind.NEW
        is_same = (card.category, card.grade) == (old.category, old.grade)
        return CaseKind.RENEW if is_same else CaseKind.CHANGE

    def _begin(self, kind, **facts):
        """Take a case through its steps up to today; a few are stuck, sent back or withdrawn."""
        longest = DAYS_A_STEP * (len(KINDS[kind].steps) - 1)
        applied = self._today - timedelta(days=self._rng.randint(0, longest))
        if kind == CaseKind.CANCEL:
            facts |= {"reason": CancelReason.VOLUNTARY, "happened_on": applied}
        if kind == CaseKind.MOVE_OUT:
            facts |= {"place": "兰州市安宁区", "happened_on": applied}
        case = self._new(kind, applied, **facts)
        day = applied
        for step in case.spec.steps[1:]:
            enter_step(case, step, on=day, calendar=self._calendar, rules=SHIPPED)
            done = self._calendar.after(day, self._working_days(step))
            if done > self._today or case.spec.after(step.key) is None or self._rng.random() < STUCK:
                break
            if step.key == "assess":
                self._assess(case)
            self._note(case, step, done, began=day)
            day = done
        self._turn(case)

    def _turn(self, case):
        """Let a few cases go back or end without effect."""
        draw = self._rng.random()
        if draw < SENT_BACK:
            self._note(
                case, case.current_step, self._today, act=Act.RETURNED, note=self._rng.choice(SENT_BACK_FOR)
            )
            case.state, case.due_on = CaseState.RETURNED, None
        elif draw < SENT_BACK + WITHDRAWN:
            self._note(case, case.current_step, self._today, act=Act.WITHDRAWN, note="本人撤回申请。")
            case.state, case.due_on = CaseState.WITHDRAWN, None
            case.finished_at, case.finished_by = self._at, self._by

    def _finish(self, kind, person, *, on, card=None, **facts):
        """Write a case that ended on the day `on`, its steps reckoned backwards."""
        steps = KINDS[kind].steps[1:]
        days = [on]
        for step in reversed(steps):
            back = 14 if step.key == "notice" else self._rng.randint(1, 6)
            days.insert(0, days[0] - timedelta(days=back))
        case = self._new(kind, days[0], unit=person.unit, person=person, certificate=card, **facts)
        if card is not None:
            case.category, case.grade, case.components = card.category, card.grade, card.components
        for step, began, done in zip(steps, days, days[1:], strict=False):
            if step.key == "assess":
                case.agency = self._rng.choice(AGENCIES)
            self._note(case, step, done, began=began)
        case.step, case.step_since, case.due_on = steps[-1].key, days[-2], None
        case.state, case.finished_by = CaseState.DONE, self._by
        hour = time(self._rng.randint(9, 17), self._rng.randrange(60))
        case.finished_at = min(timezone.make_aware(datetime.combine(on, hour)), self._at)

    def _new(self, kind, applied, **facts):
        case = CertificateCase(
            kind=kind, applied_on=applied, started_by=self._by, note=NOTES.get(kind, ""), **facts
        )
        if case.reason == CancelReason.DEATH:
            case.note = "家属报告死亡。"
        case.refresh_copies()
        self.cases.append(case)
        self._note(case, case.spec.steps[0], applied)
        return case

    def _note(self, case, step, done, *, began=None, act=Act.TAKEN, note=""):
        is_notice = step.key == "notice" and act == Act.TAKEN
        entry = CaseEntry(
            case=case, step=step.key, act=act, done_on=done, by=self._by,
            began_on=began if is_notice else None,
            note=note or ("村务公开栏公示，无异议。" if is_notice else ""),
        )  # fmt: skip
        self.entries.append(entry)

    def _assess(self, case):
        case.agency = self._rng.choice(AGENCIES)
        case.category = case.person.category if case.person else self._rng.choice(list(Category)[:6])
        case.components = case.replaced.components if case.replaced else ""
        case.grade = self._rng.choice(list(Grade))
        if case.category == Category.MULTIPLE:  # what it consists of has its grade already
            case.grade = case.person.grade

    def _working_days(self, step):
        if step.key == "notice":
            return rule_on(self._today).notice_days
        return self._rng.randint(2, 12 if step.key == "assess" else 6)
