"""Whether somebody may be hired: each condition passes, fails or cannot be told, with the fact behind it.

Pure functions of facts and conditions, so that a table of cases can say what is right (domain.md §4.1).
"""

from dataclasses import dataclass
from datetime import date

from registry.choices import ArchiveReason, CardState, Education
from registry.models.identified import full_years
from staff.choices import Kinship
from staff.recruiting.choices import NEVER_OVERRIDDEN, RESULT_TONES, CheckCode, Residence, Result
from staff.recruiting.rules import EDUCATION_ORDER


@dataclass(frozen=True)
class CardHolder:
    """What the register says of a person: the applicant, or the relative by whom they are eligible."""

    name: str
    card_state: str = CardState.VALID
    card_expires_on: date | None = None
    archive_reason: str = ""
    archive_date: date | None = None
    place: str = ""


@dataclass(frozen=True)
class Facts:
    """What is known of an applicant on the day of the check.

    `home_path` is the unit of the registered household, `post_unit` that of the post; `own` and `relative`
    are entries of the register; `held_post` names the post held now, `was_member` says that they have held
    one.
    """

    sex: str
    birth_date: date
    kinship: str
    education: str
    post_unit: object
    home_path: str = ""
    home_name: str = ""
    own: CardHolder | None = None
    relative: CardHolder | None = None
    was_member: bool = False
    held_post: str = ""


@dataclass(frozen=True)
class Check:
    """One condition, what was found, and why."""

    code: str
    result: str
    words: str

    @property
    def title(self):
        return CheckCode(self.code).label

    @property
    def result_words(self):
        return Result(self.result).label

    @property
    def tone(self):
        return RESULT_TONES[Result(self.result)]

    @property
    def passes(self):
        return self.result == Result.PASSES

    @property
    def may_be_overridden(self):
        return not self.passes and self.code not in NEVER_OVERRIDDEN

    def as_json(self):
        return [str(self.code), str(self.result), self.words]


def check_all(facts, conditions, *, on, age_on=None):
    """Return the checks of all conditions as they stand on the day `on`.

    :param age_on: the day on which the age counts (the last day of application); `on` if not given.
    """
    return [
        _relation(facts, conditions, on),
        _age(facts, conditions, age_on or on),
        _education(facts, conditions),
        _residence(facts, conditions),
        _alive(facts),
        _other_post(facts),
    ]


def _relation(facts, conditions, on):
    found = _kinship(facts, conditions, on)
    if found.passes or not (facts.was_member and conditions.former_may_continue):
        return found
    return Check(found.code, Result.PASSES, "曾任专职委员，按规定可以继续聘用。")


def _kinship(facts, conditions, on):
    code, kinship = CheckCode.RELATION, facts.kinship
    if not kinship:
        return Check(code, Result.UNKNOWN, "没有填写与残疾人的关系。")
    label = Kinship(kinship).label
    if kinship not in conditions.kinships:
        return Check(code, Result.FAILS, f"{label}，不在规定的范围内（{conditions.name}）。")
    holder = facts.own if kinship == Kinship.SELF else facts.relative
    if holder is None:
        whom = "本人" if kinship == Kinship.SELF else "所属残疾人"
        return Check(code, Result.UNKNOWN, f"{label}，但没有关联{whom}的残疾人登记，请核对残疾人证。")
    return _card(code, label, holder, on)


def _card(code, label, holder, on):
    """Measure the certificate by which somebody is eligible."""
    if holder.archive_reason:
        words = ArchiveReason(holder.archive_reason).label
        return Check(code, Result.FAILS, f"{label}：{holder.name}的登记已归档（{words}）。")
    if not holder.card_state:
        return Check(code, Result.FAILS, f"{label}：{holder.name}没有残疾人证。")
    if holder.card_state != CardState.VALID:
        state = CardState(holder.card_state).label
        return Check(code, Result.FAILS, f"{label}：{holder.name}的残疾人证已{state}。")
    if holder.card_expires_on is None:
        return Check(code, Result.PASSES, f"{label}：{holder.name}的残疾人证有效。")
    day = f"{holder.card_expires_on:%Y-%m-%d}"
    if holder.card_expires_on < on:
        return Check(code, Result.FAILS, f"{label}：{holder.name}的残疾人证已于 {day} 到期，请先换领。")
    return Check(code, Result.PASSES, f"{label}：{holder.name}的残疾人证有效期至 {day}。")


def _age(facts, conditions, on):
    age, most = full_years(facts.birth_date, on), conditions.most_age_of(facts.sex)
    words = f"{on:%Y-%m-%d} 满 {age} 周岁，规定 {conditions.least_age} 至 {most} 周岁。"
    is_met = conditions.least_age <= age <= most
    return Check(CheckCode.AGE, Result.PASSES if is_met else Result.FAILS, words)


def _education(facts, conditions):
    code, least = CheckCode.EDUCATION, conditions.education_at(facts.post_unit)
    wanted = f"规定{Education(least).label}及以上"
    if facts.was_member and conditions.former_may_continue:
        return Check(code, Result.PASSES, "曾任专职委员，按规定可以继续聘用。")
    if not facts.education:
        return Check(code, Result.UNKNOWN, f"没有填写文化程度，{wanted}。")
    is_met = EDUCATION_ORDER.index(facts.education) >= EDUCATION_ORDER.index(least)
    words = f"{Education(facts.education).label}，{wanted}。"
    return Check(code, Result.PASSES if is_met else Result.FAILS, words)


def _residence(facts, conditions):
    code, wanted = CheckCode.RESIDENCE, conditions.residence
    if wanted == Residence.ANY:
        return Check(code, Result.PASSES, "户籍不限。")
    label = Residence(wanted).label
    if not facts.home_path:
        return Check(code, Result.UNKNOWN, f"没有填写户籍所在村（社区），规定为{label}。")
    area = _area(facts.post_unit, wanted)
    is_met = facts.home_path.startswith(area)
    words = f"户籍在{facts.home_name}，规定为{label}。"
    return Check(code, Result.PASSES if is_met else Result.FAILS, words)


def _area(unit, wanted):
    """Return the path of the area around a post in which the household has to be registered."""
    above = [*unit.ancestor_paths, unit.path]
    if wanted == Residence.VILLAGE:
        return unit.path
    if wanted == Residence.TOWNSHIP:
        return above[-2] if unit.is_grassroots else unit.path
    return above[-3] if unit.is_grassroots else above[-2] if unit.is_township else unit.path


def _alive(facts):
    code, own = CheckCode.ALIVE, facts.own
    if own is not None and own.archive_reason == ArchiveReason.DEATH:
        day = f"已于 {own.archive_date:%Y-%m-%d} " if own.archive_date else "已"
        return Check(code, Result.FAILS, f"残疾人登记中{day}登记死亡。")
    if own is not None and own.archive_reason:
        words = ArchiveReason(own.archive_reason).label
        return Check(code, Result.FAILS, f"残疾人登记已归档（{words}）。")
    known = "残疾人登记中没有死亡、迁出记录。" if own else "不在残疾人登记中，没有死亡、迁出记录。"
    return Check(code, Result.PASSES, known)


def _other_post(facts):
    if facts.held_post:
        return Check(CheckCode.OTHER_POST, Result.FAILS, f"现任{facts.held_post}，须先办理离岗或调岗。")
    return Check(CheckCode.OTHER_POST, Result.PASSES, "没有担任其他岗位。")
