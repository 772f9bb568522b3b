"""An appraisal year with its people: 28 items of nothing, one table per level, parts as a test asks."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from assessments.appraisals.arithmetic import Votes
from assessments.appraisals.choices import Level, Side, Way
from assessments.appraisals.models import (
    Appraisal,
    AppraisalConsequence,
    AppraisalMark,
    AppraisalMeeting,
    AppraisalNotice,
    AppraisalObjection,
    AppraisalTally,
    AppraisalYear,
    HonourNominee,
    HonourSelection,
)
from assessments.appraisals.services import meetings
from assessments.appraisals.services.reports import keep_file
from assessments.appraisals.services.years import SUBJECTS, open_year, refresh_list
from assessments.appraisals.spans import spans_of
from assessments.appraisals.terms import DEFAULT
from assessments.models import Item, Scheme, Section
from staff.choices import PostType
from staff.models import Post
from tests.factories.accounts import PostingFactory
from tests.factories.orgs import CountyFactory, TownshipFactory, VillageFactory
from tests.factories.staff import AppointmentFactory, MemberFactory, PostFactory, small_pdf

YEAR = 2025
NOON = datetime(2026, 1, 20, 4, 0, tzinfo=UTC)
DATES = {
    "ballots_from": date(2025, 12, 1), "ballots_until": date(2026, 1, 25), "propose_until": date(2026, 1, 31),
}  # fmt: skip
FINE = Votes(excellent=8, competent=2)  # 96 of 100


def make_table(county, level, *, year=YEAR, by, points=(40, 25)):
    """Publish a table of daily points whose items are judged, with an extra item for bonuses."""
    scheme = Scheme.objects.create(
        county=county, year=year, subject=SUBJECTS[level], name=f"{level.label}专职委员日常考核表",
        full_points=sum(points), bonus_cap=5, created_by=by, state="published", published_by=by,
        published_at=NOON,
    )  # fmt: skip
    section = Section.objects.create(scheme=scheme, number=1, name="日常工作", points=sum(points))
    for number, worth in enumerate(points, 1):
        Item.objects.create(
            section=section, number=number, name=f"第 {number} 项工作", points=worth, rule="judged",
            params={"levels": []},
        )  # fmt: skip
    Item.objects.create(
        section=section, number=len(points) + 1, name="附加分", points=0, rule="bonus",
        params={"kinds": [{"key": "praised", "name": "受到表彰", "each": "2"}], "cap": "5"},
    )  # fmt: skip
    return scheme


class World:
    """A county with a township and a village, their members in post, users, and an open year."""

    def __init__(self, *, county=None, people=1, year=YEAR, at=NOON, **dates):
        self.county = county or CountyFactory(name="会宁县")
        self.township = TownshipFactory(parent=self.county, name="柴家门镇")
        self.manager = PostingFactory(unit=self.county, as_manager=True).user
        self.clerk = PostingFactory(unit=self.county, role="county_clerk").user
        self.of_township = PostingFactory(unit=self.township, as_township_clerk=True).user
        self.at = at
        self.villages = [VillageFactory(parent=self.township, name=f"第{n}村") for n in range(1, people + 1)]
        self.held = [self.appoint(village) for village in self.villages]
        self.tables = {level: make_table(self.county, level, year=year, by=self.clerk) for level in Level}
        self.year = open_year(self.county, by=self.manager, at=at, year=year, **{**DATES, **dates})
        self.of_village = PostingFactory(
            unit=self.villages[0], role="village_member", user__full_name=self.held[0].member.name
        ).user

    def appoint(self, unit, **more):
        """Put somebody into post at the unit."""
        village = unit.is_grassroots
        kind = PostType.VILLAGE_MEMBER if village else PostType.TOWNSHIP_MEMBER
        facts = {"since": date(2020, 1, 1), "contract_until": date(2026, 6, 30)} | more
        name, number = facts.pop("name", f"{unit.name}委员"), facts.pop("number", 1)
        return AppointmentFactory(
            post=PostFactory(unit=unit, post_type=kind, number=number),
            member=MemberFactory(unit=unit, name=name),
            **facts,
        )

    def open_next(self, year):
        """Open another year with tables of its own."""
        self.tables = {level: make_table(self.county, level, year=year, by=self.clerk) for level in Level}
        self.year = open_year(self.county, by=self.manager, at=self.at, year=year, **DATES)

    def refresh(self):
        """Bring the list up to date."""
        return refresh_list(self.year, by=self.manager, at=self.at)

    def appraisals(self):
        """Return all appraisals, with what the services need."""
        return list(Appraisal.objects.filter(year=self.year).for_list().order_by("pk"))

    @property
    def one(self):
        return self.appraisals()[0]

    def mark(self, appraisal=None, *, share=Decimal(1)):
        """Give the same share of every daily item in every period."""
        appraisal = appraisal or self.one
        scheme = appraisal.year.scheme_id_at(appraisal.level)
        items = Item.objects.filter(section__scheme=scheme).exclude(rule="bonus")
        AppraisalMark.objects.bulk_create(
            AppraisalMark(
                appraisal=appraisal, item=item, period=span.number, at=self.at, by=self.of_township,
                points=(item.points * share).quantize(Decimal("0.01")),
            )
            for item in items for span in spans_of(self.year.year, self.year.terms)
        )  # fmt: skip

    def call(self, side=Side.ABOVE, *, people=None, way=Way.PAPER, by=None, **more):
        """Call a meeting of one side."""
        facts = {"held_on": timezone.localdate(self.at), "place": "镇政府会议室", "present": 10} | more
        people = people if people is not None else [self.one]
        return meetings.call_meeting(
            people, by=by or self.of_township, at=self.at, side=side, way=way, **facts
        )

    def vote(self, side, votes=FINE, *, people=None, by=None):
        """Call a meeting and record the same paper tally for everybody."""
        people = people if people is not None else [self.one]
        meeting = self.call(side, people=people, by=by)
        return meetings.record_tally(
            meeting, {one.pk: votes for one in people}, by=by or self.of_township, at=self.at,
            counted_by="张计", witness="李监",
        )  # fmt: skip

    def complete(self, appraisal=None, *, share=Decimal(1), votes=FINE, by=None):
        """Give somebody all parts."""
        appraisal = appraisal or self.one
        self.mark(appraisal, share=share)
        for side in Side:
            self.vote(side, votes, people=[appraisal], by=by)
        return appraisal

    def phone(self, side=Side.BELOW, *, people=None, present=6, **more):
        """Call a phone ballot that is open at noon."""
        times = {
            "held_on": date(2026, 1, 20),
            "opens_at": NOON.replace(hour=1),
            "closes_at": NOON.replace(hour=9),
        }
        return self.call(side, people=people, way=Way.PHONE, present=present, **(times | more))


class Appraised:
    """One of everything of this room at a village, for addresses that name an object."""

    def __init__(self, village, user):
        self.village, self.user, self.county = village, user, village.parent.parent
        rows = AppraisalYear.objects.filter(county=self.county)
        self.year = rows.first() or AppraisalYear.objects.create(
            county=self.county,
            year=YEAR,
            terms_kept=DEFAULT.as_json(),
            opened_by=user,
            opened_at=NOON,
            **DATES,
        )
        rows = Appraisal.objects.filter(year=self.year, appointment__post__unit=village)
        self.one = rows.first() or self._appraisal()

    def _appraisal(self):
        held = AppointmentFactory(
            post=PostFactory(unit=self.village, number=Post.objects.count() + 20),
            member=MemberFactory(unit=self.village, name="被考人"),
        )
        return Appraisal.objects.create(year=self.year, appointment=held, level=Level.GRASSROOTS)

    def meeting(self):
        """Return a paper meeting of the village, with a file."""
        made = AppraisalMeeting.objects.create(
            year=self.year, unit=self.village, side=Side.BELOW, held_on=NOON.date(), present=10,
            place="村委会", recorded_by=self.user,
        )  # fmt: skip
        AppraisalTally.objects.get_or_create(appraisal=self.one, side=Side.BELOW, defaults={"meeting": made})
        return made

    def file(self):
        """Return a file of a meeting."""
        return keep_file(small_pdf(), by=self.user, at=NOON, meeting=self.meeting())

    def consequence(self):
        """Return a proposal."""
        made, _ = AppraisalConsequence.objects.get_or_create(appraisal=self.one, act="reward", why="考核优秀")
        return made

    def notice(self):
        """Return a notice of results."""
        made, _ = AppraisalNotice.objects.get_or_create(
            year=self.year, kind="results",
            defaults={
                "unit": self.county, "place": "公示栏", "first_day": NOON.date(),
                "last_day": NOON.date() + timedelta(days=5), "posted_by": self.user, "posted_at": NOON,
            },
        )  # fmt: skip
        return made

    def objection(self):
        """Return an objection to the result."""
        return AppraisalObjection.objects.create(
            notice=self.notice(), appraisal=self.one, raised_on=NOON.date(), matter="走访记录不实",
            recorded_by=self.user,
        )  # fmt: skip

    def selection(self):
        """Return the selection of the year."""
        made, _ = HonourSelection.objects.get_or_create(
            year=self.year, defaults={"places": 3, "opened_by": self.user}
        )
        return made

    def nominee(self):
        """Return somebody put up."""
        made, _ = HonourNominee.objects.get_or_create(
            selection=self.selection(), appraisal=self.one, defaults={"chosen_by": self.user}
        )
        return made
