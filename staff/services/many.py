"""Writing very many personal files and appointments at once: set by set, under the same rules."""

from collections import defaultdict
from copy import copy
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.utils import timezone

from accounts import audit
from core import bulk, lookups  # noqa: F401 -- the latter registers `among`
from core.encryption import digest
from core.permissions import Permission
from registry.models import Person
from staff.models import Appointment, Member, Post
from staff.services.refusal import StaffRefused
from staff.services.terms import must_be_appointable, must_end_after

OUTSIDE = "该单位不在您的管辖范围内。"


@dataclass
class Line:
    """What is to be done for one 专职委员: a file begun or changed, a post filled, a contract changed."""

    facts: dict
    member: Member | None = None  # none yet: a new file
    post: Post | None = None
    since: date | None = None
    contract: dict = field(default_factory=dict)  # of the new appointment, or what changes in `held`
    held: Appointment | None = None
    made: Appointment | None = None  # the appointment that was made or changed


def write_lines(lines, *, by, at):
    """Write all lines inside the caller's transaction, in a number of queries that does not grow with them.

    :raises StaffRefused: one of them may not be; then the caller takes everything back.
    """
    desk = _Desk(lines, by=by, today=timezone.localdate(at))
    for line in lines:
        desk.weigh(line)
    new = [line.member for line in lines if line.member.pk is None]
    old = [pair for pair in desk.members_before.values() if _differ(*pair)]
    made = [line.made for line in lines if line.made and line.made.pk is None]
    bulk.insert(_refreshed(new), at=at)
    bulk.update(_refreshed([member for _, member in old]), _names(Member), at=at)
    for appointment in made:
        appointment.member = appointment.member  # whose key is known only now
    bulk.insert(made, at=at)
    contracts = list(desk.appointments_before.values())
    bulk.update([appointment for _, appointment in contracts], _names(Appointment), at=at)
    audit.record_changes([*((None, each) for each in (*new, *made)), *old, *contracts], by=by)


def put_back(pairs, *, by, at):
    """Write members or appointments as they were before an import changed them; their facts are set already.

    :param pairs: (the thing as it stands, as it was), all of one model.
    """
    if pairs:
        was = [thing for _, thing in pairs]
        bulk.update(_refreshed(was), _names(type(was[0])), at=at)
        audit.record_changes(pairs, by=by)


class _Desk:
    """What the lines are about, locked and looked up once for all of them."""

    def __init__(self, lines, *, by, today):
        self.scope, self.today = by.scope_of(Permission.STAFF_EDIT), today
        members = [line.member.pk for line in lines if line.member]
        posts = [line.post.pk for line in lines if line.post]
        rows = Post.objects.select_for_update(of=("self",)).select_related("unit__parent")
        self.posts = {post.pk: post for post in rows.filter(pk__among=posts).order_by("pk")}
        rows = Member.objects.select_for_update(of=("self",)).select_related("unit", "person")
        self.members = {member.pk: member for member in rows.filter(pk__among=members).order_by("pk")}
        new = [digest(line.facts["id_number"]) for line in lines if line.member is None]
        people = Person.objects.filter(id_digest__among=new)
        self.people = {person.id_digest: person for person in people}
        about = Q(post__pk__among=posts) | Q(member__pk__among=members)
        rows = Appointment.objects.select_for_update(of=("self",)).filter(about)
        self.at_post, self.of_member, self.held = defaultdict(list), defaultdict(list), {}
        for one in rows.select_related("member", "post__unit__parent").newest_first():
            self.at_post[one.post_id].append(one)
            self.of_member[one.member_id].append(one)
            self.held[one.pk] = one
        self.members_before, self.appointments_before = {}, {}  # key → (as it was, as it will be)

    def weigh(self, line):
        """Ask the rules for one line and let it hold what comes of it, unsaved.

        :raises StaffRefused: they do not allow it.
        """
        if line.member is None:
            self._cover(line.facts["unit"])
            line.member = Member(**line.facts, person=self.people.get(digest(line.facts["id_number"])))
        else:
            self._change(line)
        if line.post is not None:
            self._appoint(line)
        elif line.held is not None and line.contract:
            self._change_contract(line)

    def _change(self, line):
        member = line.member = self.members[line.member.pk]
        self.members_before[member.pk] = (copy(member), member)
        unit = line.facts.get("unit", member.unit)
        self._cover(member.unit)
        self._cover(unit)
        if unit != member.unit and any(one.until is None for one in self.of_member[member.pk]):
            raise StaffRefused("此人在岗，所在单位随岗位变动。", field="unit")
        for name, value in line.facts.items():
            setattr(member, name, value)

    def _appoint(self, line):
        member, post = line.member, self.posts[line.post.pk]
        must_be_appointable(
            member, post, scope=self.scope, since=line.since, today=self.today, contract=line.contract,
            at_post=self.at_post[post.pk], of_member=self.of_member[member.pk] if member.pk else (),
        )  # fmt: skip
        line.made = Appointment(member=member, post=post, since=line.since, **line.contract)
        self.at_post[post.pk].insert(0, line.made)
        member.unit = post.unit

    def _change_contract(self, line):
        appointment = line.made = self.held[line.held.pk]
        self.appointments_before[appointment.pk] = (copy(appointment), appointment)
        self._cover(appointment.post.unit)
        must_end_after(appointment.since, line.contract)
        for name, value in line.contract.items():
            setattr(appointment, name, value)

    def _cover(self, unit):
        if not self.scope.covers(unit):
            raise StaffRefused(OUTSIDE)


def _names(model):
    return [field.name for field in model._meta.concrete_fields if field.name not in ("id", "created_at")]


def _differ(before, after):
    return any(getattr(before, f.attname) != getattr(after, f.attname) for f in after._meta.concrete_fields)


def _refreshed(things):
    for thing in things:
        if isinstance(thing, Member):
            thing.refresh_copies()
    return things
