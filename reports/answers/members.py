"""Whose row it is among those in post on the day, and what is written; nobody outside the scope is found."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from core.encryption import digest
from core.masking import masked_card_number
from core.permissions import Permission
from core.sheets.cells import half_width
from registry.identity import ID_LENGTH, tidy_number
from registry.models.identified import full_years
from reports.answers.choices import POSTED, Posted, Target
from reports.answers.people import NOBODY_TOLD, NOT_ASKED, Roster
from reports.answers.persons import cards_of
from reports.answers.units import Trouble, UnitRows, Value
from staff.choices import MEMBER_POSTS, Kinship
from staff.life.choices import EventKind
from staff.life.models import CareerEvent
from staff.models import Appointment, Attendance, Member, StipendStandard
from staff.pay.book import Book
from staff.selectors.posts import posts_held

NOT_THERE = "在您的管辖范围内没有登记这位专职委员。"
NOT_LINKED = Value(None, "登记为本人是残疾人，没有关联残疾人登记。")
NOT_YOURS = Value(None, "您没有带出这个人残疾人登记信息的权限。")
NO_STANDARD = Value(None, "统计日没有登记这种岗位的补贴标准。")
YES, NO = "是", "否"
CONTRACT = ("contract_from", "contract_term")
MORE = 8  # characters that may stand around the name of a village: 残疾人协会 and the like


@dataclass(frozen=True)
class Told:
    """What is looked up of many holders at once."""

    cards: dict
    trained: dict  # member → (times, hours)
    renewed: dict  # appointment → day of the last renewal by the day
    standards: Book


class MemberRoster(Roster):
    """Those who hold a post on the day (a holder is an appointment), with what the staff files say."""

    target, noun, rows_permission = Target.MEMBERS, "专职委员", Permission.STAFF_VIEW
    none_there = "统计日没有符合填报范围的在岗专职委员。"
    none_there_advice = "请核对数据截止日期、填报单位和填报范围。"

    def __init__(self, place, rights, on):
        super().__init__(place, rights, on)
        self._told, self._units = None, None

    def find(self, whos):
        """Return {row: appointment in force, or `Trouble`}."""
        numbers = {who.row: _number_of(who) for who in whos}
        ids = sorted({own for own in numbers.values() if own})
        names = sorted({_tight(who.name) for who in whos if who.name and not numbers[who.row]})
        by_id = {own.member.id_digest: own for own in self._held().filter(member__id_digest__among=ids)}
        by_name = defaultdict(list)
        for own in self._held().filter(member__name__among=names):
            by_name[own.member.name].append(own)
        gone = self._gone(ids, by_id)
        found = self._placed([who for who in whos if not (numbers[who.row] or who.name)])
        for who in whos:
            if who.row in found:
                continue
            number = numbers[who.row]
            found[who.row] = (
                self._checked(who, by_id.get(number), gone.get(number, False))
                if number
                else self._named(who, by_name)
            )
        self._look_up([own for own in found.values() if not isinstance(own, Trouble)])
        return found

    def asked(self, options, most):
        """Return those in post at the place, in tree order."""
        posted = options.get("posted") or Posted.ALL
        held = list(self._held().filter(post__post_type__in=POSTED[Posted(posted)])[:most])
        self._look_up(held)
        return held

    def person_of(self, holder):
        return holder.member, holder.post.unit_id

    def masked(self, key, holder, value):
        return masked_card_number(value) if key == "card_number" else getattr(holder.member, f"masked_{key}")

    def told(self, key, holder):
        member = holder.member
        if key in ("sex", "education", "political", "kinship"):
            return str(getattr(member, f"get_{key}_display")()).partition("（")[0]  # 高中, not 高中（含…）
        if key in ("is_disabled", "is_kin"):
            return _kin(key, member)
        if self.items[key].of:
            return self._of_person(key, member)
        if key in ("county", "township", "village", "unit"):
            return _place(key, holder.post.unit)
        if key in ("since", "contract_number", "contract_until"):
            return getattr(holder, key)
        if key in CONTRACT:
            return self._contract(key, holder)
        if key in ("stipend", "payer"):
            return self._standard(key, holder)
        if key in ("times", "hours", "is_trained"):
            times, hours = self._told.trained.get(member.pk, (0, 0))
            return {"times": times, "hours": hours, "is_trained": YES if times else NO}[key]
        simple = {
            "post_type": holder.post.get_post_type_display, "permit": lambda: holder.work_permit_number,
            "age": lambda: member.age_on(self.on), "years": lambda: full_years(holder.since, self.on),
            "has_permit": lambda: YES if holder.work_permit_number else NO,
        }  # fmt: skip
        return simple[key]() if key in simple else getattr(member, key)

    def _held(self):
        scope = self.rights.scope.narrowed_to(self.place)
        return posts_held(scope, self.on).select_related("member__person", "post__unit__parent__parent")

    def _gone(self, ids, by_id):
        """Return {digest: last day in post, or None} of members who are known here and not in post."""
        known = Member.objects.within(self.rights.scope).filter(id_digest__among=ids)
        known = {own.pk: own.id_digest for own in known if own.id_digest not in by_id}
        last = dict.fromkeys(known.values())
        left = Appointment.objects.filter(member__pk__among=list(known), until__lt=self.on).order_by("until")
        return last | {known[member]: until for member, until in left.values_list("member", "until")}

    def _checked(self, who, holder, last):
        if holder is None:
            if last is False:
                return Trouble(NOT_THERE, "核对号码；确实没有登记的，先登记再填。")
            when = f"，{last:%Y-%m-%d} 离岗" if last else ""
            return Trouble(f"{self.on:%Y-%m-%d} 不在岗{when}，没有填写。", "需要填写的请手工补。")
        if not who.names(holder.member):
            return Trouble("号码对应的登记姓名与表里的不一致，没有填写。", "核对姓名和号码。")
        return holder

    def _named(self, who, by_name):
        """Return who of that name is in post at the unit that the row names."""
        if not who.name:
            return NOBODY_TOLD
        same = by_name.get(_tight(who.name), [])
        if not same:
            return Trouble(
                f"统计日在您的管辖范围内没有叫“{who.name}”的专职委员在岗。",
                "核对姓名；已离岗或没有登记的请手工补。",
            )
        there = self._there(who, same) if who.township or who.village else same
        if len(there) == 1:
            return there[0]
        if not there:
            units = "、".join(own.post.unit.place_name for own in same)
            return Trouble(
                f"“{who.name}”在岗的单位是{units}，与表里写的不一致，没有填写。", "核对姓名和单位。"
            )
        return Trouble(f"有 {len(there)} 个“{who.name}”在岗，不知道是哪一个。", "补填身份证号或所在村。")

    def _placed(self, whos):
        """Return {row: holder or `Trouble`} of rows with a place only: one after another of who is there."""
        self.left_over = []
        if not whos:
            return {}
        there, found, last = defaultdict(list), {}, {}
        for own in self._held().filter(post__post_type__in=MEMBER_POSTS):
            there[own.post.unit_id].append(own)
        for who in whos:
            place = self._place_of(who) if who.township or who.village else NOBODY_TOLD
            if isinstance(place, Trouble):
                found[who.row] = place
                continue
            waiting = there[place.pk]
            nobody = "没有别的专职委员在岗" if place.pk in last else "统计日没有专职委员在岗"
            found[who.row] = waiting.pop(0) if waiting else Trouble(f"{place.place_name}{nobody}，没有填写。")
            last[place.pk] = (place, len(waiting))
        self.left_over = [f"{place.place_name}还有 {number} 人" for place, number in last.values() if number]
        return found

    def _place_of(self, who):
        """Return the unit that a row names, or a `Trouble`."""
        if self._units is None:
            self._units = UnitRows(self.place, self.rights.scope, self.on)
        return self._units.find(township=who.township, village=who.village)

    def _there(self, who, same):
        """Return those whose post is at or below the place that the row names, however it spells it."""
        place = self._place_of(who)
        if isinstance(place, Trouble):
            said = who.village or who.township
            return [own for own in same if _names_place(said, own.post.unit)]
        return [own for own in same if own.post.unit.path.startswith(place.path)]

    def _look_up(self, holders):
        """Read what is told of all holders. Four queries."""
        members = [own.member_id for own in holders]
        renewed = CareerEvent.objects.filter(
            kind=EventKind.RENEWED, on__lte=self.on, appointment__pk__among=[own.pk for own in holders]
        )
        trained = Attendance.objects.filter(
            member__pk__among=members, training__held_on__year=self.on.year, training__held_on__lte=self.on
        )
        rows = (
            trained.order_by().values_list("member").annotate(times=Count("pk"), hours=Sum("training__hours"))
        )
        standards = StipendStandard.objects.filter(since__lte=self.on).select_related("unit")
        self._told = Told(
            cards_of([own.member.person_id for own in holders if own.member.person_id]),
            {member: (times, hours) for member, times, hours in rows},
            dict(renewed.order_by("on", "pk").values_list("appointment", "on")),
            Book(standards.order_by("since", "pk"), ()),
        )

    def _of_person(self, key, member):
        """Return what the register says of a member who is disabled; who is not has no category."""
        person = member.person
        if person is None:
            return NOT_LINKED if member.kinship == Kinship.SELF else _unless_unknown(member)
        if self.items[key].of == "card":
            if not self.rights.registered.covers_path(person.unit_path):
                return NOT_YOURS
            card = self._told.cards.get(person.pk)
            return getattr(card, "number" if key == "card_number" else key) if card else None
        if key == "disability":
            return f"{person.get_category_display()}{person.get_grade_display()}"
        return getattr(person, f"get_{key}_display")()

    def _contract(self, key, holder):
        begun = self._told.renewed.get(holder.pk) or holder.since
        if key == "contract_from":
            return begun
        return f"{begun:%Y-%m-%d}至{holder.contract_until:%Y-%m-%d}" if holder.contract_until else None

    def _standard(self, key, holder):
        month = date(self.on.year, self.on.month, 1)
        found = self._told.standards.standard_on(holder.post.post_type, holder.post.unit.path, month)
        if found is None:
            return NO_STANDARD
        return found.monthly_amount if key == "stipend" else found.get_payer_display()


def _number_of(who):
    """Return the digest of the ID number that a row says, or that its certificate number begins with."""
    number, card = tidy_number(who.id_number), tidy_number(who.card_number)
    return digest((number or card)[:ID_LENGTH])


def _kin(key, member):
    """Return in yes or no whether a member is disabled, or close to somebody who is; None if nobody knows."""
    if key == "is_disabled" and member.person_id is not None:
        return YES
    if not member.kinship:
        return None
    return YES if (member.is_disabled if key == "is_disabled" else member.is_kin) else NO


def _unless_unknown(member):
    return NOT_ASKED if member.kinship else None


def _place(key, unit):
    """Return the place of a post; one of a township has no village."""
    if key == "unit":
        return unit.place_name.replace(" ", "")
    township = unit.parent if unit.is_grassroots else unit
    if key == "village":
        return unit.name if unit.is_grassroots else NOT_ASKED
    if key == "township":
        return township.name if township else None
    return township.parent.name if township and township.parent else None


def _names_place(text, unit):
    """True if a text that nobody could resolve, such as 会师镇南什村残协, names the unit."""
    said = half_width(text)
    return half_width(unit.name) in said and (
        not unit.is_grassroots or len(said) <= len(unit.place_name) + MORE
    )


def _tight(name):
    return "".join(name.split())
