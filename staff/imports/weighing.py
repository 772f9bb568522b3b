"""What the staff files know of the rows of a list, and what each row would change. Six queries in all."""

from registry.imports.tables.reading import CHANGED, NEW, UNCHANGED
from registry.models import Person
from staff.choices import PostType
from staff.imports.reading import POST_AT
from staff.imports.words import label_of, word_of
from staff.models import Appointment, Member, Post
from staff.services.posts import LEVELS
from staff.services.terms import LEAST_AGE


class Standing:
    """Members, posts and appointments that rows refer to, looked up once for all of them."""

    def __init__(self, entries, scope):
        numbers = [entry.id_digest for entry in entries if entry.id_digest]
        known = Member.objects.filter(id_digest__among=numbers).select_related("unit__parent", "person")
        self.members = {member.id_digest: member for member in known}
        self.here = set(known.within(scope).values_list("pk", flat=True))
        self.dead = self._deaths(numbers)
        open_now = Appointment.objects.filter(until=None).select_related("member", "post__unit__parent")
        mine = open_now.filter(member__id_digest__among=numbers)
        self.held = {one.member_id: one for one in mine}
        ended = Appointment.objects.exclude(until=None).filter(member__id_digest__among=numbers)
        self.ended = {}
        for member, until in ended.values_list("member", "until"):
            self.ended[member] = max(until, self.ended.get(member, until))
        units = {entry.facts["unit"].pk for entry in entries if "unit" in entry.facts}
        posts = Post.objects.filter(unit__in=units, abolished_on=None).select_related("unit__parent")
        self.posts = {}
        for post in posts.order_by("number", "pk"):
            self.posts.setdefault((post.unit_id, post.post_type), []).append(post)
        at_them = Appointment.objects.filter(post__unit__in=units).select_related("member")
        self.holders, self.left = {}, {}
        for one in at_them:
            if one.until is None:
                self.holders[one.post_id] = one.member.name
            else:
                self.left[one.post_id] = max(one.until, self.left.get(one.post_id, one.until))
        self.given = {}  # post's pk → row that takes it

    @staticmethod
    def _deaths(numbers):
        """Return digest → day of death, as the register of persons knows it."""
        people = Person.objects.filter(id_digest__among=numbers, archive_reason="death")
        return dict(people.values_list("id_digest", "archive_date"))


class Weigher:
    """Gives every sound entry its outcome, or the problem that only the files can know."""

    def __init__(self, refuse):
        self.refuse = refuse  # takes entry, key, code, and in words what is wrong and what to do

    def weigh(self, entries, scope):
        standing = Standing(entries, scope)
        for entry in entries:
            if not entry.problems:
                self._place(entry, standing)

    def _place(self, entry, standing):
        member = standing.members.get(entry.id_digest)
        if member is not None and member.pk not in standing.here:
            message = "该身份证号已登记为其他县（区）的专职委员。"
            self.refuse(entry, "id_number", "outside_scope", message, "请联系县残联。")
            return
        held = standing.held.get(member.pk) if member else None
        self._appoint(entry, member, held, standing)
        if entry.problems:
            return
        facts = _differences(entry, member, held)
        contract = _contract_differences(entry, held)
        entry.target = member
        entry.doing |= {"facts": facts, "member": member, "held": held, "changed_contract": contract}
        _say(entry, member, facts, contract)
        if member is None:
            entry.outcome = NEW
        else:
            entry.outcome = CHANGED if facts or contract or entry.doing["post"] else UNCHANGED

    def _appoint(self, entry, member, held, standing):
        """Find the post that the row gives somebody who holds none yet; refuse what the form would refuse."""
        entry.doing["post"] = None
        unit, since = entry.facts["unit"], entry.doing["since"]
        wanted = entry.doing["post_type"] or POST_AT.get(unit.level)
        is_asked = bool(since or entry.doing["post_type"])
        if is_asked and (wanted is None or unit.level not in LEVELS[wanted]):
            label = PostType(wanted).label if wanted else "专职委员"
            message = f"{unit.get_level_display()}不设{label}岗位。"
            self.refuse(entry, "post_type", "post_unknown", message, "核对岗位类型和任职单位。")
        elif held is not None:
            self._same_post(entry, held, unit, wanted if is_asked else None)
        elif is_asked and not since:
            self.refuse(entry, "since", "required_missing", "没有填写到岗日期。", "对照合同补填到岗日期。")
        elif is_asked:
            self._check_person(entry, member, standing)
            self._take_post(entry, unit, wanted, standing)

    def _same_post(self, entry, held, unit, wanted):
        since = entry.doing["since"]
        if unit.pk != held.post.unit_id or (wanted and wanted != held.post.post_type):
            message = f"{held.member.name}已担任{held.post}，不能同时担任两个岗位。"
            self.refuse(entry, "village", "double_post", message, "请先在“专职委员”中办理离岗，再导入。")
        elif since and since != held.since:
            message = f"已登记的到岗日期是 {held.since}，与表中不同。"
            self.refuse(entry, "since", "stands_otherwise", message, "核对合同；到岗日期不能用导入改。")
        elif (until := entry.doing["contract"].get("contract_until")) and until <= held.since:
            self.refuse(entry, "contract_until", "date_invalid", "合同期至须晚于到岗日期。", "对照合同填写。")

    def _check_person(self, entry, member, standing):
        since, died = entry.doing["since"], standing.dead.get(entry.id_digest)
        if died is not None:
            message = f"残疾人登记中{entry.name}已于 {died} 登记死亡。"
            self.refuse(entry, "id_number", "rule_refused", message, "核对身份证号。")
        elif _age_on(entry.facts["birth_date"], since) < LEAST_AGE:
            message = f"{entry.name}到岗时不满 {LEAST_AGE} 周岁，不能聘用。"
            self.refuse(entry, "since", "rule_refused", message, "核对身份证号和到岗日期。")
        elif member is not None and standing.ended.get(member.pk, since) > since:
            message = f"{entry.name}上一次任职到 {standing.ended[member.pk]} 为止。"
            self.refuse(entry, "since", "rule_refused", message, "到岗日期须在此之后。")

    def _take_post(self, entry, unit, wanted, standing):
        if entry.problems:
            return
        since, posts = entry.doing["since"], standing.posts.get((unit.pk, wanted), [])
        free = [p for p in posts if p.pk not in standing.holders and p.pk not in standing.given]
        fit = [
            p
            for p in free
            if p.established_on <= since and standing.left.get(p.pk, p.established_on) <= since
        ]
        label = PostType(wanted).label
        if fit:
            entry.doing["post"] = fit[0]
            standing.given[fit[0].pk] = entry.row
        elif free:
            first = max(free[0].established_on, standing.left.get(free[0].pk, free[0].established_on))
            message = f"{unit.name}的{label}岗位从 {first} 起才空缺。"
            self.refuse(entry, "since", "rule_refused", message, "到岗日期须在此之后。")
        elif posts:
            names = [standing.holders.get(p.pk) or f"第 {standing.given[p.pk]} 行的人" for p in posts]
            message = f"{unit.name}的{label}岗位由{'、'.join(names)}担任。"
            self.refuse(entry, "post_type", "post_taken", message, "请先办理离岗，或增设岗位。")
        else:
            message = f"{unit.name}没有{label}岗位。"
            self.refuse(entry, "post_type", "post_unknown", message, "请先在“岗位与空缺”中设岗。")


def _differences(entry, member, held):
    """Return the facts that the row states otherwise; the unit of somebody in post follows the post."""
    stated = dict(entry.facts)
    if held is not None or entry.doing["post"] is not None:
        stated.pop("unit")
    if member is None:
        return stated
    return {name: value for name, value in stated.items() if getattr(member, name) != value}


def _contract_differences(entry, held):
    if held is None:
        return {}
    return {name: value for name, value in entry.doing["contract"].items() if getattr(held, name) != value}


def _say(entry, member, facts, contract):
    """Put in words what the row does, numbers masked."""
    for name, value in facts.items():
        old = getattr(member, name) if member else ""
        entry.say(label_of(name), word_of(name, old), word_of(name, value))
    post, held = entry.doing["post"], entry.doing["held"]
    if post is not None:
        entry.say("到岗", "", f"{post}，{entry.doing['since']} 起")
        contract = entry.doing["contract"]
    for name, value in contract.items():
        entry.say(label_of(name), getattr(held, name) if held else "", value)


def _age_on(birth, day):
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
