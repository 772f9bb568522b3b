"""表2 残疾人基本状况个人登记表: a sheet for one person, or a book for a village, household by household.

The grid follows the forms of 青岛 (2004) and 广东 and 动态1表 (domain.md §2.2, §2.3, §5). What the
register does not know stays blank, to be filled in by hand.
"""

from core.permissions import Permission
from orgs.models import Unit
from registry.health.rules.ages import WORKING
from registry.models import Person
from reports.figures import Column, FrozenList
from reports.kinds.personal_papers import AT_ONCE, stated
from reports.kinds.registry import ReportKind
from reports.periods import NotPossible
from reports.sources.persons import DAY, known_of

NAME = "残疾人基本状况个人登记表"
MEMBERS, VISITS, NEEDS = 4, 3, 6  # lines of the form
LIVING, CARE = "living", "care"
REHABILITATION, AIDS = "rehabilitation", "aids"

# The cells of a form: key, label. Their order is that of the form.
CELLS = (
    ("name", "姓名"), ("sex", "性别"), ("ethnicity", "民族"), ("born", "出生日期"), ("age", "年龄"),
    ("marriage", "婚姻状况"), ("id_number", "身份证号"), ("hukou", "户口性质"), ("phone", "联系电话"),
    ("residence", "现居住地"), ("registered", "户籍所在"), ("address", "住址"),
    ("card_number", "残疾人证号"), ("category", "残疾类别"), ("grade", "残疾等级"), ("issued", "发证日期"),
    ("expires", "有效期至"), ("card_state", "证件状态"), ("components", "多重残疾构成"),
    ("guardian", "监护人"), ("guardian_relation", "监护人关系"), ("guardian_phone", "监护人电话"),
    ("household", "户编号"), ("relation", "与户主关系"), ("several", "一户多残"),
    ("subsistence", "低保特困"), ("income", "上年度家庭人均收入"), ("home", "居住情况"),
    ("housing", "住房状况"), ("danger", "是否危房"), ("access", "无障碍改造"), ("education", "文化程度"),
    ("school", "是否在校"), ("employment", "就业状况"), ("why_not", "未就业原因"), ("helped", "就业帮扶"),
    ("wants_work", "就业需求"),
    ("pension", "养老保险"), ("medical", "医疗保险"), ("relief", "社会救助"),
    ("living", "困难残疾人生活补贴"), ("care", "重度残疾人护理补贴"), ("other_benefits", "其他补贴"),
    ("nursing", "托养服务"),
    ("rehabilitation", "已接受康复服务"), ("rehabilitation_need", "康复需求"), ("aids", "辅助器具需求"),
    ("services", "已享受项目"), ("needs", "其他服务需求"), ("note", "备注"),
)  # fmt: skip
COLUMNS = [
    Column("id", "", shown=False),
    Column("unit", "村（社区）"),
    *(Column(key, label) for key, label in CELLS),
    Column("members", "家庭成员", shown=False),
    Column("visits", "走访记录", shown=False),
]


def title(subject):
    """Name the person, or the village whose persons are all in the book."""
    person = _asked_for(subject)
    return [f"{subject.unit.name}{person.name if person else ''}", NAME]


def build(subject, previous):
    """Return the content and the list of the form; what it said a year ago is no part of it.

    :raises NotPossible: nobody is on the register of the village, or the person is not on it.
    """
    person = _asked_for(subject)
    people = Person.objects.filter(unit=subject.unit)
    people = people.filter(pk=person.pk) if person else people.active()
    forms = [_form(known, subject.as_of) for known in known_of(people, on=subject.as_of)]
    if not forms:
        raise NotPossible(f"{subject.unit.name}没有在册的残疾人，没有登记表可印。")
    frozen = FrozenList("persons", "登记表", Permission.PERSON_VIEW, COLUMNS, [])
    return stated(subject, frozen, forms, title=title(subject), name=NAME)


def _asked_for(subject):
    """Return the one person that the form is about, or None for the whole village.

    :raises NotPossible: that person is not on the register of this village.
    """
    if not subject.about:
        return None
    number = subject.about.partition(":")[2]
    found = Person.objects.filter(unit=subject.unit, pk=number).first() if number.isdigit() else None
    if found is None:
        raise NotPossible(f"{subject.unit.name}的登记里没有这个人，可能已经迁到别的村（社区）。")
    return found


def _form(known, on):
    """Return everything that stands on the form of a person: texts, and lines of texts."""
    person = known.person
    return {
        "id": str(person.pk), "unit": person.unit.place_name,
        **_basics(person, on), **_card(known), **_family(known), **_living(known), **_work(known),
        **_security(known), **_services(known), "note": "",  # the register's is internal
        "visits": [_visit(line, survey) for line, survey in known.visits[:VISITS]],
    }  # fmt: skip


def _basics(person, on):
    return {
        "name": person.name, "sex": person.get_sex_display(), "ethnicity": person.ethnicity,
        "born": _day(person.birth_date), "age": f"{person.age_on(on)} 周岁",
        "marriage": person.get_marriage_display(), "id_number": person.masked_id_number,
        "hukou": person.get_hukou_display(), "phone": person.masked_phone, "address": person.address,
        "residence": person.residence.place_name if person.lives_apart else "同户籍所在",
        "registered": _place(person.unit), "guardian": person.guardian_name,
        "guardian_relation": person.guardian_relation, "guardian_phone": person.masked_guardian_phone,
    }  # fmt: skip


def _place(unit):
    above = unit.parent.parent if unit.parent else None
    return f"{above.name if above else ''}{unit.parent.name if unit.parent else ''}{unit.name}"


def _card(known):
    person, card = known.person, known.card
    return {
        "card_number": card.masked_number if card else "",
        "category": person.get_category_display(), "grade": person.get_grade_display(),
        "issued": _day(card.issued_on) if card else "",
        "expires": _day(person.card_expires_on), "card_state": person.get_card_state_display(),
        "components": card.components if card else "",
    }  # fmt: skip


def _family(known):
    person = known.person
    others = [own for own in known.household if own.pk != person.pk]
    lines = [
        [
            own.get_relation_display(), own.name, own.get_sex_display(), _day(own.birth_date),
            f"{own.get_category_display()}{own.get_grade_display()}",
        ]
        for own in others
    ]  # fmt: skip
    return {
        "household": person.household_number, "relation": person.get_relation_display(),
        "several": f"是，共 {len(known.household)} 人" if others else "否" if person.household_number else "",
        "members": lines[:MEMBERS],
    }  # fmt: skip


def _living(known):
    income = known.answer("R7")
    done, wanted = known.answer("R36"), known.answer("R37")
    return {
        "subsistence": known.person.get_subsistence_display(), "income": f"{income} 元" if income else "",
        "home": known.answer("R6"), "housing": known.answer("R8"), "danger": known.answer("R9"),
        "access": "；".join(
            words for words in (done and f"改造过：{done}", wanted and f"需求：{wanted}") if words
        ),
    }  # fmt: skip


def _work(known):
    person = known.person
    has_work = person.employment in WORKING  # the survey may have been earlier: a form does not say both
    return {
        "education": person.get_education_display(), "school": known.answer("R11", "R12"),
        "employment": person.get_employment_display(),
        "why_not": "" if has_work else known.answer("R19", "R18"),
        "helped": known.answer("R20"), "wants_work": known.answer("R21"),
    }  # fmt: skip


def _security(known):
    nursing, wanted = known.answer("R29"), known.answer("R30")
    return {
        "pension": known.answer("R22"), "medical": known.answer("R25"), "relief": known.answer("R27"),
        "living": known.grant(LIVING), "care": known.grant(CARE),
        "other_benefits": known.other_grants((LIVING, CARE)),
        "nursing": "；".join(
            words for words in (nursing and f"享受：{nursing}", wanted and f"需求：{wanted}") if words
        ),
    }  # fmt: skip


def _services(known):
    wanted = {kind: [own.item for own in known.needs if own.kind == kind] for kind in (REHABILITATION, AIDS)}
    others = [own for own in known.needs if own.kind not in wanted]
    asked = known.answer("R35")
    return {
        "rehabilitation": known.answer("R34"),
        "rehabilitation_need": "；".join(filter(None, (asked, "、".join(wanted[REHABILITATION])))),
        "aids": "、".join(wanted[AIDS]),
        "services": "；".join(f"{own.project.name}（{_day(own.done_on)}）" for own in known.services[:NEEDS]),
        "needs": "；".join(
            f"{own.kind_name}：{own.item}（{_day(own.registered_on)}，{own.badge[0]}）"
            for own in others[:NEEDS]
        ),
    }  # fmt: skip


def _visit(line, survey):
    return [
        _day(line.visited_on), line.get_mode_display(), f"{survey.year} 年度基本状况调查",
        str(line.saved_by or ""),
    ]  # fmt: skip


def _day(day):
    return day.strftime(DAY) if day else ""


PERSON_FORM = ReportKind(
    code="person_form", name=NAME, levels=Unit.GRASSROOTS, is_quarterly=False,
    template="reports/print/person_form.html", title=title, build=build, needs=Permission.PERSON_VIEW,
    forms_at_once=AT_ONCE, about="person", is_of_now=True, people=("persons",),
)  # fmt: skip
