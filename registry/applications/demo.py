"""Half a year of invented applications in every step, some overdue, refused or withdrawn, many granted."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.models import Posting
from core import bulk
from core.permissions import Permission
from orgs.models import Unit
from registry.applications.choices import Act, ApplicantKind, State, StepKind
from registry.applications.defaults import NUMBER_FORMAT, REMIND_DAYS, default_procedure
from registry.applications.demo_people import HandingOut
from registry.applications.demo_texts import (
    OBJECTIONS,
    REASONS,
    REFUSALS,
    RELATIVES,
    RETURNS,
    SUBSIDY_REFUSALS,
    told,
)
from registry.applications.models import (
    Application,
    ApplicationEntry,
    Notice,
    NoticeEntry,
    Objection,
)
from registry.applications.selectors.benefits import kinds_by_code, tiers_of
from registry.applications.services.refusal import unit_at
from registry.benefits.choices import GrantAct
from registry.benefits.models import Circumstance, Grant, GrantEntry
from registry.choices import CardState, Subsistence
from registry.models import Person
from registry.workdays import calendar_of

COUNT = 120
DAYS = 170  # back from today
REFUSED, WITHDRAWN, RETURNED, LATE, STUCK, OBJECTED = 0.05, 0.03, 0.06, 0.07, 0.06, 0.04


@transaction.atomic
def make_applications(county, *, rng, at, by, count=COUNT):
    """Write `count` invented applications with their timelines and notices; return how many.

    They depend on `rng` and on who is there; those granted have their grant. Needs the county's benefits.
    """
    kinds = kinds_by_code(county, timezone.localdate(at))
    people = _some_persons(county, rng, count)
    if not kinds or not people:
        return 0
    maker = _Maker(county, kinds, rng=rng, at=at, by=by)
    for person, ago in zip(people, sorted((rng.randrange(DAYS) for _ in people), reverse=True), strict=True):
        maker.add(person, ago)
    maker.write()
    return len(people)


def _some_persons(county, rng, count):
    """Return persons without a grant, every sixth from where the demo accounts work."""
    people = Person.objects.active().filter(
        unit__path__startswith=county.path, grants=None, subsistence="none"
    )
    keys = list(people.order_by("pk").values_list("pk", flat=True))
    posted = Posting.objects.filter(unit__level__in=Unit.GRASSROOTS).values("unit")
    near = list(people.filter(unit__in=posted).order_by("pk").values_list("pk", flat=True))
    chosen = rng.sample(keys, min(count, len(keys)))
    for place, key in zip(range(0, len(chosen), 6), near, strict=False):
        chosen[place] = key
    found = people.select_related("unit__parent").in_bulk(set(chosen))
    return [found[key] for key in dict.fromkeys(chosen)]


class _Maker(HandingOut):
    """Holds the rows until they are written, and who works where."""

    def __init__(self, county, kinds, *, rng, at, by):
        self._county, self._kinds, self._rng, self._at, self._by = county, kinds, rng, at, by
        self._today, self._calendar = timezone.localdate(at), calendar_of(county)
        self._tiers = {code: tiers_of(kind, self._today) for code, kind in kinds.items()}
        postings = Posting.objects.filter(unit__path__startswith=county.path).select_related("user", "unit")
        self._clerks = {posting.unit_id: posting.user for posting in postings.order_by("-pk")}
        # Where nobody has an account somebody of the same level stands in: nobody acts at two levels.
        self._stand_ins = {"village" if p.unit.is_grassroots else p.unit.level: p.user for p in postings}
        others = [p.user for p in postings if p.unit_id == county.pk and p.user_id != by.pk]
        self._approver = next((user for user in others if user.holds(Permission.BENEFIT_APPROVE)), by)
        self._clerks[county.pk] = by
        self._applications, self._entries, self._notices = [], [], []
        self._named, self._objections, self._grants, self._granting = [], [], [], []
        self._poor, self._circumstances, self._serials, self._county_acts = [], [], {}, {}

    def add(self, person, ago):
        """Take down one application and carry it as far as its age and chance allow."""
        one = self._registered(person, self._today - timedelta(days=ago))
        self._applications.append(one)
        self._note(one, Act.REGISTER, one.applied_on, None)
        day, number, plan = one.applied_on, 0, one.procedure
        may_return = self._rng.random() < RETURNED
        while True:
            due = self._arrive(one, plan, number, day)
            step = plan.steps[number]
            day = self._notice(one, step, day) if step.is_notice else self._done_on(step, day)
            if day is None:
                return
            if self._ends(one, step, day, due):
                return
            if step.kind == StepKind.CHECK and may_return:
                may_return = False
                number = plan.back_from(number)
                self._note(one, Act.RETURN, day, due, text=self._rng.choice(RETURNS), to_step=number)
                continue
            self._pass(one, step, day, one.due_on)
            if step.kind == StepKind.APPROVE:
                self._close(one, State.GRANTED, day)
                return
            number += 1

    def write(self):
        """Write everything in one statement a model, or so."""
        bulk.insert(self._notices, at=self._at)
        for one in self._applications:
            one.notice = one.notice
        bulk.insert(self._applications, at=self._at)
        for rows in (self._entries, self._named, self._objections):
            for row in rows:
                row.application = row.application  # takes over the key that it has only now
                if not isinstance(row, ApplicationEntry):
                    row.notice = row.notice
            bulk.insert(rows, at=self._at)
        for grant in self._grants:
            grant.refresh_copies()
        bulk.insert(self._grants, at=self._at)
        for entry in self._granting:
            entry.grant = entry.grant
        bulk.insert(self._granting, at=self._at)
        bulk.update(self._poor, ["subsistence"], at=self._at)
        bulk.insert(self._circumstances, at=self._at)

    def _registered(self, person, day):
        rng = self._rng
        code = "care" if person.is_severe and person.card_state == CardState.VALID else "dibao"
        code = code if code in self._kinds else next(iter(self._kinds))
        serial = self._serials[day.year] = self._serials.get(day.year, 0) + 1
        plan = default_procedure(code)
        kind = rng.choice((ApplicantKind.PERSON,) * 3 + (ApplicantKind.SUPPORTER, ApplicantKind.VILLAGE))
        relation, name = rng.choice(RELATIVES)
        relation, name = ("村委会代办员", name) if kind == ApplicantKind.VILLAGE else (relation, name)
        is_self = kind == ApplicantKind.PERSON
        is_household = self._kinds[code].is_household
        return Application(
            county=self._county, unit=person.unit, person=person, year=day.year, serial=serial,
            number=NUMBER_FORMAT.format(year=day.year, serial=serial), kind=code,
            kind_name=self._kinds[code].short_name, applicant_kind=kind,
            applicant_name=person.name if is_self else name, relation="" if is_self else relation,
            phone=person.phone, applied_on=day, household_size=rng.randint(1, 5) if is_household else None,
            income=Decimal(rng.randrange(150, 420)) if is_household else None, reason=rng.choice(REASONS),
            plan=plan.as_json(), materials=[one.code for one in plan.materials if one.is_required],
        )  # fmt: skip

    def _arrive(self, one, plan, number, day):
        step = plan.steps[number]
        one.step_number, one.step_kind, one.step_level, one.step_name = (
            number, step.kind, step.level, step.name,
        )  # fmt: skip
        one.handler_unit, one.since_on, one.notice = unit_at(one, step.level), day, None
        one.due_on = self._after(day, step.days, step.counting)
        one.remind_on = one.due_on - timedelta(days=REMIND_DAYS)
        return one.due_on

    def _done_on(self, step, day):
        """Return the day on which a step is done; None if that is not yet, or it is stuck."""
        if self._rng.random() < STUCK and (self._today - day).days < 40:
            return None
        most = step.days * 2 if self._rng.random() < LATE else max(1, step.days - 1)
        return self._by_today(self._calendar.after(day, self._rng.randint(1, most)))

    def _notice(self, one, step, day):
        first = self._by_today(self._calendar.after(day, self._rng.randint(1, 3)))
        if first is None:
            return None
        last = self._after(first, step.notice_days, step.notice_counting)
        notice = Notice(
            unit=one.handler_unit, level=step.level, place=f"{one.handler_unit.name}公示栏", first_day=first,
            last_day=last, posted_by=self._clerk(one), posted_at=self._at,
        )  # fmt: skip
        self._notices.append(notice)
        self._named.append(NoticeEntry(notice=notice, application=one, step_number=one.step_number))
        place = f"{notice.place}，{first:%Y-%m-%d} 至 {last:%Y-%m-%d}"
        self._note(one, Act.POST, first, one.due_on, text=place)
        one.notice, one.due_on = notice, self._after(last, step.days, step.counting)
        one.remind_on = one.due_on - timedelta(days=REMIND_DAYS)
        is_open = self._rng.random() < OBJECTED and self._object(one, notice)
        day = None if is_open else self._by_today(last + timedelta(days=self._rng.randint(1, 2)))
        notice.closed_on = day
        return day

    def _object(self, one, notice):
        """Somebody objects; return whether that is still open."""
        day = self._by_today(notice.first_day + timedelta(days=1))
        if day is None:
            return False
        matter, settlement = self._rng.choice(OBJECTIONS)
        settled = self._by_today(day + timedelta(days=3))
        self._objections.append(
            Objection(
                notice=notice, application=one, raised_on=day, matter=matter, recorded_by=self._clerk(one),
                settled_on=settled, is_upheld=False if settled else None,
                settlement=settlement if settled else "",
            )
        )  # fmt: skip
        self._note(one, Act.OBJECT, day, None, text=matter)
        if settled:
            self._note(one, Act.SETTLE, settled, None, text=f"异议不成立：{settlement}")
        return settled is None

    def _ends(self, one, step, day, due):
        """Refuse or withdraw some; return whether it is over."""
        chance = self._rng.random()
        if step.is_notice or step.kind == StepKind.APPROVE or chance > REFUSED + WITHDRAWN / 2:
            return False
        if chance > REFUSED:
            self._note(one, Act.WITHDRAW, day, None, text="申请人书面撤回。")
            self._close(one, State.WITHDRAWN, day)
            return True
        one.outcome = self._rng.choice(SUBSIDY_REFUSALS if one.kind == "care" else REFUSALS)
        self._note(one, Act.REFUSE, day, due, text=one.outcome)
        self._close(one, State.REFUSED, day)
        return True

    def _pass(self, one, step, day, due):
        act = Act.GRANT if step.kind == StepKind.APPROVE else Act.PASS
        self._note(
            one, act, day, due, text="" if act == Act.GRANT else "同意。", facts=self._facts(one, step, day)
        )

    def _facts(self, one, step, day):
        if step.kind == StepKind.DECIDE:
            return self._decide(one)
        return told(step.kind, self._rng, day=day, notice=one.notice)

    def _decide(self, one):
        tiers = self._tiers[one.kind]
        fitting = [tier for tier, row in tiers.items() if row.grades == one.person.grade]
        tier = self._rng.choice(fitting or list(tiers))
        standard = tiers[tier]
        one.persons = (one.household_size or 1) if self._kinds[one.kind].is_household else 1
        one.tier, one.amount = tier, standard.amount * one.persons
        one.first_month = one.applied_on.replace(day=1)
        month = f"{one.first_month.year}年{one.first_month.month}月"
        return [["档次", tier], ["月标准", f"{one.amount:.2f} 元"], ["起始月份", month]]

    def _close(self, one, state, day):
        one.state, one.closed_on = state, day
        one.due_on = one.remind_on = one.notice = None
        if state != State.WITHDRAWN:
            self._deliver(one, day)
        if state != State.GRANTED:
            return
        grant = Grant(
            person=one.person, kind=self._kinds[one.kind], tier=one.tier, amount=one.amount,
            persons=one.persons, first_month=one.first_month, source=f"申请 {one.number}",
        )  # fmt: skip
        self._grants.append(grant)
        if one.kind == Subsistence.DIBAO:  # who is granted it is one on the register
            one.person.subsistence = Subsistence.DIBAO
            self._poor.append(one.person)
            self._circumstances.append(
                Circumstance(person=one.person, what="dibao", since=one.first_month, source=grant.source)
            )
        text = f"{one.tier}，每月 {one.amount:,.2f} 元，自 {one.first_month:%Y-%m} 起。申请 {one.number}"
        self._granting.append(
            GrantEntry(grant=grant, act=GrantAct.START, text=text, at=self._at, by=self._approver)
        )

    def _note(self, one, act, day, due, **more):
        if act == Act.REGISTER:  # before the first step is known
            step = one.procedure.steps[0]
            one.step_number, one.step_kind = 0, step.kind
            one.step_level, one.step_name = step.level, step.name
            one.handler_unit = unit_at(one, step.level)
        by = self._actor(one, act)
        self._entries.append(
            ApplicationEntry(
                application=one, act=act, step_number=one.step_number, step_name=one.step_name,
                level=one.step_level, on=day, due_on=due, at=self._at, by=by, unit=one.handler_unit, **more,
            )
        )  # fmt: skip

    def _clerk(self, one):
        return self._clerks.get(one.handler_unit.pk) or self._stand_ins.get(one.step_level, self._by)

    def _after(self, day, days, counting):
        return day + timedelta(days=days) if counting == "calendar" else self._calendar.after(day, days)

    def _by_today(self, day):
        return day if day <= self._today else None
