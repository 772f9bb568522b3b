"""A table of cases: who may be hired as 专职委员, by which rule set, and what is said (domain.md §4.1)."""

from dataclasses import replace
from datetime import date

import pytest

from orgs.models import Unit
from registry.choices import ArchiveReason, CardState, Education, Sex
from staff.choices import Kinship
from staff.recruiting.choices import Result
from staff.recruiting.eligibility import CardHolder, Facts, check_all
from staff.recruiting.rules import PRESETS, Conditions

ON = date(2026, 11, 25)
GANSU, BEIJING, SHAANXI, JIASHAN, SEEDS = (
    PRESETS[code] for code in ("gansu", "beijing", "shaanxi", "jiashan", "seeds")
)
VILLAGE = Unit(name="南什村", level="village", path="0001000200030004")
COMMUNITY = Unit(name="东社区", level="community", path="0001000200030005")
CARD = CardHolder("王芳", CardState.VALID, date(2030, 1, 1))
GOOD = Facts(
    sex=Sex.FEMALE,
    birth_date=date(1990, 5, 6),
    kinship=Kinship.SELF,
    education=Education.JUNIOR,
    post_unit=VILLAGE,
    home_path="0001000200030004",
    home_name="会师镇 南什村",
    own=CARD,
)
PASSES, FAILS, UNKNOWN = Result.PASSES, Result.FAILS, Result.UNKNOWN


@pytest.fixture(autouse=True)
def _everything_may_use_the_database():
    """Keep the database out: these are pure functions."""


def relative(kinship, holder=CARD):
    return {"kinship": kinship, "own": None, "relative": holder}


CASES = [
    # --- 残疾人或直系亲属 ---
    ("a holder themself", GANSU, {}, "relation", PASSES, "有效期至 2030-01-01"),
    ("a spouse of a holder", GANSU, relative(Kinship.SPOUSE), "relation", PASSES, "王芳"),
    ("a child of a holder", GANSU, relative(Kinship.PARENT), "relation", PASSES, "王芳"),
    (
        "a brother is not 直系亲属", GANSU, relative(Kinship.SIBLING),
        "relation", FAILS, "不在规定的范围内（甘肃 2024）",
    ),
    ("a brother where 亲友 will do", SEEDS, relative(Kinship.SIBLING), "relation", PASSES, "王芳"),
    ("nobody's relative", SEEDS, {"kinship": Kinship.NONE}, "relation", FAILS, "不在规定的范围内"),
    ("a holder not on the register", GANSU, {"own": None}, "relation", UNKNOWN, "没有关联本人的残疾人登记"),
    ("a relative not named", GANSU, relative(Kinship.SPOUSE, None), "relation", UNKNOWN, "所属残疾人"),
    ("nothing said", GANSU, {"kinship": ""}, "relation", UNKNOWN, "没有填写"),
    ("no certificate", GANSU, {"own": replace(CARD, card_state="")}, "relation", FAILS, "没有残疾人证"),
    ("a frozen one", GANSU, {"own": replace(CARD, card_state=CardState.FROZEN)}, "relation", FAILS, "已冻结"),
    (
        "one that ran out yesterday", GANSU, {"own": replace(CARD, card_expires_on=date(2026, 11, 24))},
        "relation", FAILS, "已于 2026-11-24 到期，请先换领",
    ),
    (
        "one that runs out today", GANSU, {"own": replace(CARD, card_expires_on=ON)},
        "relation", PASSES, "有效期至 2026-11-25",
    ),
    (
        "the relative has died", GANSU,
        relative(Kinship.SPOUSE, replace(CARD, archive_reason=ArchiveReason.DEATH)),
        "relation", FAILS, "登记已归档（死亡）",
    ),
    (
        "the relative has moved away", GANSU,
        relative(Kinship.CHILD, replace(CARD, archive_reason=ArchiveReason.MOVED_OUT)),
        "relation", FAILS, "登记已归档（迁出）",
    ),
    (
        "an earlier 专职委员 goes on", GANSU, {"kinship": Kinship.NONE, "was_member": True},
        "relation", PASSES, "曾任专职委员",
    ),
    (
        "but not in 北京", BEIJING, {"kinship": Kinship.NONE, "was_member": True},
        "relation", FAILS, "不在规定的范围内",
    ),
    # --- 年龄 ---
    ("sixteen today", GANSU, {"birth_date": date(2010, 11, 25)}, "age", PASSES, "满 16 周岁"),
    ("sixteen tomorrow", GANSU, {"birth_date": date(2010, 11, 26)}, "age", FAILS, "满 15 周岁"),
    ("sixty for a year", GANSU, {"birth_date": date(1965, 11, 26)}, "age", PASSES, "满 60 周岁"),
    ("sixty-one today", GANSU, {"birth_date": date(1965, 11, 25)}, "age", FAILS, "规定 16 至 60 周岁"),
    ("a woman of 41 in 北京", BEIJING, {"birth_date": date(1985, 1, 1)}, "age", FAILS, "规定 16 至 40 周岁"),
    (
        "a man of 41 in 北京", BEIJING, {"birth_date": date(1985, 1, 1), "sex": Sex.MALE},
        "age", PASSES, "至 45",
    ),
    ("fifty-five in 陕西", SHAANXI, {"birth_date": date(1971, 3, 1)}, "age", PASSES, "满 55 周岁"),
    (
        "an earlier 专职委员 over age", GANSU, {"birth_date": date(1960, 1, 1), "was_member": True},
        "age", FAILS, "满 66",
    ),
    # --- 文化程度 ---
    ("初中 is enough in 甘肃", GANSU, {}, "education", PASSES, "初中，规定初中及以上"),
    ("小学 is not", GANSU, {"education": Education.PRIMARY}, "education", FAILS, "小学，规定初中及以上"),
    (
        "小学 for an earlier 专职委员", GANSU, {"education": "primary", "was_member": True},
        "education", PASSES, "曾任",
    ),
    ("not said", GANSU, {"education": ""}, "education", UNKNOWN, "没有填写文化程度"),
    ("初中 in a village of 嘉善", JIASHAN, {}, "education", PASSES, "规定初中及以上"),
    ("初中 in a community of 嘉善", JIASHAN, {"post_unit": COMMUNITY}, "education", FAILS, "规定高中"),
    ("大专 in 北京", BEIJING, {"education": Education.COLLEGE}, "education", PASSES, "大专"),
    # --- 户籍 ---
    ("of the village itself", SHAANXI, {}, "residence", PASSES, "会师镇 南什村"),
    (
        "of the village beside it, 陕西", SHAANXI, {"home_path": "0001000200030009"},
        "residence", FAILS, "岗位所在村",
    ),
    ("of the village beside it, 甘肃", GANSU, {"home_path": "0001000200030009"}, "residence", PASSES, "本县"),
    ("of another county", GANSU, {"home_path": "0001000900030004"}, "residence", FAILS, "本县（区）"),
    ("not said where", GANSU, {"home_path": ""}, "residence", UNKNOWN, "没有填写户籍"),
    ("anywhere", replace(GANSU, residence="any"), {"home_path": ""}, "residence", PASSES, "不限"),
    (
        "of the township", replace(GANSU, residence="township"), {"home_path": "000100020003"},
        "residence", PASSES, "乡镇",
    ),
    # --- 登记状态、兼任 ---
    (
        "the dead", GANSU,
        {"own": replace(CARD, archive_reason=ArchiveReason.DEATH, archive_date=date(2026, 11, 20))},
        "alive", FAILS, "已于 2026-11-20 登记死亡",
    ),
    ("who is in no register", GANSU, {"own": None}, "alive", PASSES, "不在残疾人登记中"),
    ("who holds a post", GANSU, {"held_post": "丁沟村专职委员"}, "other_post", FAILS, "现任丁沟村专职委员"),
    ("who holds none", GANSU, {}, "other_post", PASSES, "没有担任"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rules", "changes", "code", "result", "words"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_each_condition_says_what_it_found_and_why(rules, changes, code, result, words):
    checks = check_all(replace(GOOD, **changes), rules, on=ON)

    found = next(check for check in checks if check.code == code)
    assert (found.result, words in found.words) == (result, True), found.words


def test_the_age_counts_on_the_last_day_to_apply_not_on_the_day_of_the_check():
    facts = replace(GOOD, birth_date=date(1965, 11, 25))  # sixty-one today

    checks = check_all(facts, GANSU, on=ON, age_on=date(2026, 11, 24))

    assert next(check for check in checks if check.code == "age").passes


def test_a_good_applicant_passes_everything():
    assert [check.code for check in check_all(GOOD, GANSU, on=ON) if not check.passes] == []


def test_conditions_survive_being_kept():
    for rules in PRESETS.values():
        assert Conditions.from_json(rules.as_json()) == rules
