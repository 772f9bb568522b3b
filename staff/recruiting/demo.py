"""One invented recruitment in each stage, for posts that stand vacant in the demo county.

Where enough are vacant, one has been held to its end: somebody is in post, with contract and certificate.
"""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from orgs.scoping import UnitScope
from registry.choices import CardState, Category, Education, Grade
from registry.models import Person
from staff.choices import Kinship
from staff.models import Member, Post
from staff.numbering.choices import NumberKind
from staff.numbering.services import take_numbers
from staff.recruiting.choices import Standing, State
from staff.recruiting.models import (
    Candidate,
    CandidateObjection,
    Opening,
    Recruitment,
    RecruitmentEntry,
    RecruitmentNotice,
)
from staff.recruiting.ranking import total_of
from staff.recruiting.rules import DEFAULT, PRESETS
from staff.recruiting.selectors.facts import checks_of
from staff.recruiting.services.hiring import hire, issue_permit
from staff.selectors.posts import vacant_posts

APPLICANTS = 3  # for each post
# stage, how many posts, how many days ago it was announced
STAGES = (
    (State.OPEN, 2, 5),
    (State.EXAM, 2, 25),
    (State.NOTICE, 1, 32),
    (State.HIRING, 1, 45),
)
FINISHED_AGO, BEGAN_AFTER, CONTRACT_YEARS = 50, 38, 3  # the one that has been held to its end
APPLY_DAYS, NOTICE_AFTER = 14, 26
ABLE = (Education.PRIMARY, Education.JUNIOR, Education.JUNIOR, Education.SENIOR, Education.COLLEGE)


def make_recruitments(county, *, rng, at, by, new_account):
    """Write a recruitment in each stage as far as vacant posts go; return how many applied.

    :param new_account: gives the name of a bank and an account, for who is hired.
    """
    today = timezone.localdate(at)
    vacant = vacant_posts(UnitScope(paths=frozenset({county.path})), today).for_members()
    posts = list(vacant.select_related("unit__parent").order_by("empty_since", "pk"))
    people, number = _People(county, rng, today), 0
    if len(posts) > sum(count for _, count, _ in STAGES):
        number += _finish(county, posts, people, rng, at=at, by=by, new_account=new_account)
    for state, count, ago in STAGES:
        chosen = [posts.pop(0) for _ in range(min(count, len(posts)))]
        if chosen:
            number += _Maker(county, state, today - timedelta(days=ago), by=by, at=at).make(
                chosen, people, rng
            )
    return number


def _finish(county, posts, people, rng, *, at, by, new_account):
    """Hold one recruitment to its end, for the post that has stood vacant longest; take it off `posts`."""
    announced = timezone.localdate(at) - timedelta(days=FINISHED_AGO)
    if posts[0].empty_since >= announced:
        return 0
    maker = _Maker(county, State.HIRING, announced, by=by, at=at)
    made = maker.make([posts.pop(0)], people, rng)
    candidate = maker.recruitment.candidates.filter(standing=Standing.CLEARED).first()
    if candidate is None:
        return made
    since = announced + timedelta(days=BEGAN_AFTER)
    until = since.replace(year=since.year + CONTRACT_YEARS, day=1)
    appointment = hire(candidate, by=by, at=at, since=since, contract_until=until)
    member = appointment.member
    member.bank_name, member.bank_account = new_account()
    member.save()
    issue_permit(appointment, by=by, at=at)
    return made


class _People:
    """Persons of the register who might apply, near the post first."""

    def __init__(self, county, rng, today):
        taken = set(Member.objects.exclude(person=None).values_list("person", flat=True))
        able = Person.objects.active().filter(
            unit_path__startswith=county.path, category=Category.PHYSICAL, card_state=CardState.VALID,
            grade__in=(Grade.THREE, Grade.FOUR), birth_date__year__range=(today.year - 55, today.year - 22),
        )  # fmt: skip
        self._by_township, self._rng = {}, rng
        for pk, path in able.order_by("pk").values_list("pk", "unit_path"):
            if pk not in taken:
                self._by_township.setdefault(path[:-4], []).append(pk)

    def near(self, unit, count):
        """Return some persons of the township of a post, at most `count`."""
        path = unit.path[:-4] if unit.is_grassroots else unit.path
        keys = self._by_township.get(path, [])
        picked = [keys.pop(self._rng.randrange(len(keys))) for _ in range(min(count, len(keys)))]
        return Person.objects.filter(pk__in=picked).select_related("unit__parent").order_by("pk")


class _Maker:
    """Writes one recruitment as it stands at a stage."""

    def __init__(self, county, state, announced, *, by, at):
        self.by, self.at, self.rules = by, at, PRESETS[DEFAULT]
        (number,) = take_numbers(county, NumberKind.RECRUITMENT, on=announced)
        self.recruitment = Recruitment.objects.create(
            unit=county, number=number, title=f"{county.name}招聘残疾人专职委员公告", state=state, made_by=by,
            conditions=self.rules.as_json(), announced_on=announced, applies_from=announced,
            applies_until=announced + timedelta(days=APPLY_DAYS), place=f"{county.name}残联办公室",
            exam_on=announced + timedelta(days=APPLY_DAYS + 5), exam_place="县残疾人综合服务中心",
            extra="聘期三年，补贴按县里的标准发放。",
        )  # fmt: skip

    def make(self, posts, people, rng):
        """Write openings, candidates with their checks, marks and notice; return how many applied."""
        made = 0
        for post in Post.objects.filter(pk__in=[post.pk for post in posts]).select_related("unit__parent"):
            opening = Opening.objects.create(recruitment=self.recruitment, post=post)
            rows = [self._candidate(opening, one, rng) for one in people.near(post.unit, APPLICANTS)]
            self._advance(rows, rng)
            Candidate.objects.bulk_create(rows)
            made += len(rows)
        words = f"发布招聘公告，招聘 {len(posts)} 个岗位"
        RecruitmentEntry.objects.create(recruitment=self.recruitment, words=words, by=self.by, at=self.at)
        self._object()
        return made

    def _candidate(self, opening, person, rng):
        one = Candidate(
            recruitment=self.recruitment, opening=opening, name=person.name, sex=person.sex,
            birth_date=person.birth_date, ethnicity=person.ethnicity, id_number=person.id_number,
            phone=person.phone, education=rng.choice(ABLE), kinship=Kinship.SELF, person=person,
            home=person.unit, applied_on=self.recruitment.announced_on + timedelta(days=rng.randrange(4)),
        )  # fmt: skip
        one.refresh_copies()
        one.checked_on = one.applied_on
        one.checks = [check.as_json() for check in checks_of(one, one.applied_on)]
        return one

    def _advance(self, rows, rng):
        """Bring the applicants for one post to where the stage has them."""
        if self.recruitment.state == State.OPEN:
            return
        for one in rows:
            passes = all(check.passes for check in one.findings)
            one.standing = Standing.ELIGIBLE if passes else Standing.INELIGIBLE
            one.reason = "" if passes else "文化程度不符合招聘条件"
        able = [one for one in rows if one.standing == Standing.ELIGIBLE]
        if self.recruitment.state == State.EXAM or not able:
            return
        for one in able:
            one.written, one.interview = Decimal(rng.randint(62, 95)), Decimal(rng.randint(65, 96))
            one.total = total_of(self.rules, one.written, one.interview)
        best = max(able, key=lambda one: one.total)
        best.notice, is_over = self._notice(), self.recruitment.state == State.HIRING
        best.standing = Standing.CLEARED if is_over else Standing.CHOSEN

    def _notice(self):
        first = self.recruitment.announced_on + timedelta(days=NOTICE_AFTER)
        last = first + timedelta(days=self.rules.notice_days)
        is_over = self.recruitment.state == State.HIRING
        return RecruitmentNotice.objects.create(
            recruitment=self.recruitment, unit=self.recruitment.unit, place="县政府网站、乡镇和村公示栏",
            first_day=first, last_day=last, posted_by=self.by, posted_at=self.at,
            closed_on=last + timedelta(days=1) if is_over else None,
        )  # fmt: skip

    def _object(self):
        """Let somebody object to one who hangs out."""
        notice = self.recruitment.notices.filter(closed_on=None).first()
        candidate = notice.candidates.first() if notice else None
        if candidate:
            CandidateObjection.objects.create(
                notice=notice, candidate=candidate, raised_on=notice.first_day + timedelta(days=1),
                matter="反映其常年在外，不在本村居住。", recorded_by=self.by,
            )  # fmt: skip
