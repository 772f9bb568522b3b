"""Two years of invented letters and visits in every state, some repeated, some overdue."""

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Posting
from core import bulk
from orgs.models import Unit
from registry.models import Person
from registry.petitions.calendar import deadline_after
from registry.petitions.choices import (
    Form,
    Outcome,
    PetitionerKind,
    Satisfaction,
    State,
    Step,
)
from registry.petitions.defaults import CATEGORIES, DEADLINE, NUMBER_FORMAT
from registry.petitions.demo_texts import RELATIVES, STORIES, THANKS
from registry.petitions.models import Petition, PetitionShare, PetitionStep

COUNT = 150
DAYS = 720  # back from today
PASSED_ON, REPEATED, LATE, EXTENDED, REFUSED, CONFIDENTIAL = 0.3, 0.14, 0.07, 0.08, 0.04, 0.03
OPEN_SINCE = 75  # days within which a petition may still be open in the ordinary course
OPEN_AT_MOST = 140  # days within which a few are still open, long overdue
FORMS = (Form.VISIT,) * 6 + (Form.CALL,) * 3 + (Form.LETTER,) * 2 + (Form.ONLINE, Form.ASSIGNED)
OUTCOMES = (Outcome.SOLVED,) * 5 + (Outcome.PARTLY,)
MOODS = (
    (Satisfaction.SATISFIED,) * 6
    + (Satisfaction.FAIR,) * 3
    + (Satisfaction.UNSATISFIED, Satisfaction.UNKNOWN)
)


@transaction.atomic
def make_petitions(county, *, rng, at, by, count=COUNT):
    """Write `count` invented petitions of the county's people with their timelines; return how many.

    They depend on `rng` and on the persons that are there; how far each is follows from the moment `at`.
    """
    persons = _some_persons(county, rng, count)
    if not persons:
        return 0
    maker = _Maker(county, rng=rng, at=at, by=by)
    days = sorted(rng.randrange(DAYS) for _ in range(count))
    for number, ago in enumerate(reversed(days)):
        maker.add(persons[number % len(persons)], ago)
    maker.write()
    return count


def _some_persons(county, rng, count):
    """Return persons drawn from the whole register, and every eighth from where the demo accounts work."""
    people = Person.objects.active().filter(unit__path__startswith=county.path).exclude(phone="")
    keys = list(people.order_by("pk").values_list("pk", flat=True))
    posted = Posting.objects.filter(unit__level__in=Unit.GRASSROOTS).values("unit")
    near = list(people.filter(unit__in=posted).order_by("pk").values_list("pk", flat=True))
    chosen = rng.sample(keys, min(count, len(keys)))
    for place in range(0, len(chosen), 8):
        chosen[place] = rng.choice(near or keys)
    found = people.select_related("unit__parent").in_bulk(chosen)
    return [found[key] for key in chosen]


class _Maker:
    """Holds the rows until they are written, and who works where."""

    def __init__(self, county, *, rng, at, by):
        self._county, self._rng, self._at, self._by = county, rng, at, by
        self._today = timezone.localdate(at)
        postings = Posting.objects.filter(unit__path__startswith=county.path).select_related("user")
        self._clerks = {posting.unit_id: posting.user for posting in postings.order_by("-pk")}
        self._clerks[county.pk] = by
        self._petitions, self._steps, self._shares = [], [], []
        self._serials, self._last = {}, None

    def add(self, person, ago):
        """Take down one petition of the person, or one more of the petitioner before."""
        rng = self._rng
        day = self._today - timedelta(days=ago)
        petition = self._registered(person, day)
        is_repeat = self._last is not None and rng.random() < REPEATED
        if is_repeat:
            self._repeat(petition, self._last)
        petition.refresh_copies()
        self._petitions.append(petition)
        self._last = None if is_repeat else petition
        self._note(petition, Step.REGISTER, day)
        if petition.unit != self._county and rng.random() < PASSED_ON:
            self._pass_on(petition)
        self._go_on(petition, ago)
        petition.remind_on = petition.due_on and petition.due_on - timedelta(days=DEADLINE.remind_days)

    def write(self):
        """Write everything in three statements or so."""
        bulk.insert(self._petitions, at=self._at)
        for thing in (*self._steps, *self._shares):
            thing.petition = thing.petition  # takes over the key that the petition has only now
        bulk.insert(self._steps, at=self._at)
        bulk.insert(self._shares, at=self._at)

    def _registered(self, person, day):
        rng = self._rng
        category, matter, demand, reply = rng.choice(STORIES)
        unit = rng.choice((person.unit, person.unit, person.unit.parent, self._county))
        kind = rng.choice((PetitionerKind.PERSON,) * 5 + (PetitionerKind.RELATIVE,) * 3)
        relation, names = rng.choice(RELATIVES)
        is_relative = kind == PetitionerKind.RELATIVE
        serial = self._serials[day.year] = self._serials.get(day.year, 0) + 1
        accept_by = deadline_after(self._county, day, DEADLINE.accept_days, DEADLINE.counting)
        form = rng.choice(FORMS)
        return Petition(
            county=self._county, year=day.year, serial=serial, cluster=uuid.UUID(int=rng.getrandbits(128)),
            number=NUMBER_FORMAT.format(year=day.year, serial=serial), unit=unit, handler_unit=unit,
            form=form, received_on=day, category=category, category_name=CATEGORIES[category],
            people=rng.choice((1,) * 12 + (2, 3, 6)), matter=matter, demand=demand, reply=reply,
            assigned_by="县信访局" if form == Form.ASSIGNED else "",
            is_confidential=rng.random() < CONFIDENTIAL, petitioner_kind=kind, person=person,
            petitioner_name=rng.choice(names) if is_relative else person.name,
            relation=relation if is_relative else "", phone=person.phone,
            handler=self._clerks.get(unit.pk), accept_by=accept_by, due_on=accept_by,
        )  # fmt: skip

    def _repeat(self, petition, earlier):
        """Make it another petition of the same people about the same thing."""
        for name in (
            "cluster", "unit", "handler_unit", "handler", "category", "category_name", "matter", "demand",
            "petitioner_kind", "person", "petitioner_name", "relation", "phone",
        ):  # fmt: skip
            setattr(petition, name, getattr(earlier, name))
        petition.handler_unit, petition.handler = petition.unit, self._clerks.get(petition.unit_id)
        petition.matter = f"再次反映：{petition.matter}"

    def _pass_on(self, petition):
        """Pass it to the township or the county."""
        sender = petition.unit
        petition.handler_unit = sender.parent if sender.is_grassroots else self._county
        petition.handler = self._clerks.get(petition.handler_unit_id)
        day = min(petition.received_on + timedelta(days=self._rng.randint(0, 3)), self._today)
        petition.accept_by = deadline_after(self._county, day, DEADLINE.accept_days, DEADLINE.counting)
        petition.due_on = petition.accept_by
        self._note(petition, Step.TRANSFER, day, text="超出本级权限，报上级办理。", unit=sender)
        self._share(petition, petition.handler_unit)

    def _go_on(self, petition, ago):
        """Take it as far as its age and chance allow."""
        rng = self._rng
        reply, petition.reply = petition.reply, ""
        self._share(petition, petition.unit)
        stays_open = rng.random() < self._chance_of_being_open(ago)
        day = self._later(petition.received_on, 3, 9)
        if day is None or (stays_open and rng.random() < 0.6):
            return
        if rng.random() < REFUSED:
            self._close(petition, State.REFUSED, decided_on=day)
            self._note(
                petition, Step.REFUSE, day, text="所反映事项属于司法机关职权范围，已告知向人民法院提出。"
            )
            return
        self._accept(petition, day)
        day = self._later(day, 5, 25)
        if day is None or (stays_open and rng.random() < 0.6):
            return
        self._note(petition, Step.PROGRESS, day, text="已入户核实，并与有关部门对接。")
        self._answer(petition, reply, day, stays_open)

    def _chance_of_being_open(self, ago):
        """Many of the last weeks are still open, a few of the months before, and none of last year."""
        if ago > OPEN_AT_MOST:
            return 0
        return 0.12 if ago > OPEN_SINCE else 0.3

    def _accept(self, petition, day):
        petition.state, petition.decided_on = State.ACCEPTED, day
        petition.settle_by = deadline_after(self._county, day, DEADLINE.settle_days, DEADLINE.counting)
        self._note(petition, Step.ACCEPT, day, text="已书面告知受理。")
        if self._rng.random() < EXTENDED and (on := self._later(day, 40, 55)):
            petition.extended_days = 20
            petition.settle_by += timedelta(days=20)
            self._note(petition, Step.EXTEND, on, text="延期 20 天：须与邻县核对户籍迁移时间。")
        petition.due_on = petition.settle_by

    def _answer(self, petition, reply, day, stays_open):
        is_late = self._rng.random() < LATE
        day = self._later(day, 45, 70) if is_late else self._later(day, 3, 20)
        if day is None:
            return
        petition.state, petition.reply, petition.replied_on = State.REPLIED, reply, day
        self._note(petition, Step.REPLY, day, text=reply)
        day = self._later(day, 0, 6)
        if day is None or stays_open:
            return
        self._close(petition, State.SETTLED, settled_on=day)
        is_explained = petition.category == "inquiry" or "暂不符合" in reply
        petition.outcome = Outcome.EXPLAINED if is_explained else self._rng.choice(OUTCOMES)
        petition.satisfaction = self._rng.choice(MOODS)
        self._note(petition, Step.SETTLE, day, text=THANKS[petition.satisfaction])

    def _close(self, petition, state, **days):
        petition.state, petition.due_on = state, None
        for name, day in days.items():
            setattr(petition, name, day)

    def _later(self, day, least, most):
        """Return a day between so many days later, or None if that is not yet."""
        later = day + timedelta(days=self._rng.randint(least, most))
        return later if later <= self._today else None

    def _note(self, petition, kind, day, *, text="", unit=None):
        unit = unit or petition.handler_unit
        to_unit = petition.handler_unit if kind == Step.TRANSFER else None
        self._steps.append(
            PetitionStep(
                petition=petition, kind=kind, on=day, at=self._at, by=self._clerks.get(unit.pk, self._by),
                unit=unit, to_unit=to_unit, text=text,
            )
        )  # fmt: skip

    def _share(self, petition, unit):
        self._shares.append(PetitionShare(petition=petition, unit=unit, since=self._at))
