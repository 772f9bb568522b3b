"""A county with one of each office, and the way of an application through its steps."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from accounts.models import User
from orgs.models import Unit
from registry.applications.choices import Verdict
from registry.applications.services.notices import conclude_notice, post_notice
from registry.applications.services.registering import register_application
from registry.applications.services.steps import take_step
from tests.factories import CountyFactory, PersonFactory, PostingFactory, TownshipFactory, VillageFactory
from tests.factories.benefits import benefits_of

NOW = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Monday
TODAY = date(2026, 11, 23)
VOTES = {"due": 15, "present": 12, "agree": 10, "against": 1, "abstain": 1}
VISIT = {"first": "王强", "second": "李芳", "findings": "土坯房三间，无存款。"}
AMOUNT = Decimal("480.00")


def at(day):
    """Return ten o'clock in the morning of the day."""
    return datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@dataclass
class Offices:
    """The county, and one user at each level; `other` is a second one at the county."""

    village: Unit
    member: User
    township: User
    county: User
    other: User


def offices():
    """Make them, and give the county its benefits."""
    county = CountyFactory(name="会宁县")
    village = VillageFactory(name="道口村", parent=TownshipFactory(name="中川镇", parent=county))
    benefits_of(county)
    return Offices(
        village=village,
        member=PostingFactory(unit=village, as_village_member=True).user,
        township=PostingFactory(unit=village.parent, as_township_clerk=True).user,
        county=PostingFactory(unit=county).user,
        other=PostingFactory(unit=county, as_manager=True).user,
    )


def registered(office, *, by=None, kind="dibao", person=None, applied_on=TODAY, **facts):
    """Take down an application in the village on the day it is made."""
    usual = {"applicant_kind": "person", "household_size": 2, "materials": []}
    person = person or PersonFactory(unit=office.village, name="马秀英")
    return register_application(
        by=by or office.member, at=at(applied_on), person=person, kind=kind, applied_on=applied_on,
        **{**usual, **facts},
    )  # fmt: skip


def stepped(application, by, *, on, verdict=Verdict.PASS, at_step=None, **facts):
    """Do the present step on a day."""
    number = application.step_number if at_step is None else at_step
    return take_step(application, by=by, at=at(on), at_step=number, verdict=verdict, on=on, **facts)


def assessed(application, office, *, on, **votes):
    return stepped(application, office.member, on=on, **{**VOTES, **votes})


def noticed(application, by, *, on):
    """Put up a notice and end it on the day after its last one; return that day."""
    unit = application.handler_unit
    notice = post_notice(unit, [application], by=by, at=at(on), first_day=on, place="公示栏")
    after = notice.last_day + timedelta(days=1)
    conclude_notice(notice, by=by, at=at(after))
    application.refresh_from_db()
    return after


def decided(application, by, *, on, **facts):
    usual = {"tier": "一类", "amount": AMOUNT, "persons": 1, "first_month": application.applied_on}
    return stepped(application, by, on=on, **{**usual, **facts})


def up_to_approval(office, *, applied_on=date(2026, 8, 3), **facts):
    """Bring an application for 低保 to the county's approval; return (application, day)."""
    application = registered(office, applied_on=applied_on, **facts)
    application = assessed(application, office, on=applied_on)
    day = noticed(application, office.member, on=applied_on)
    application = stepped(application, office.township, on=day, visited_on=day, **VISIT)
    day = noticed(application, office.township, on=day)
    application = decided(application, office.county, on=day)
    day = noticed(application, office.county, on=day)
    return application, day
