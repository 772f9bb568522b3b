"""Rules on what is not filled in, by importance (`registry.selectors.completeness`)."""

from registry.choices import SEVERE_GRADES, Category
from registry.health.rules.ages import IN_BENEFIT
from registry.health.rules.catalogue import RULES, Hit, finder

OF_MIND = (Category.INTELLECTUAL, Category.MENTAL)
PLAIN = {
    "missing_phone": "phone_digest",
    "missing_address": "address",
    "missing_employment": "employment",
    "missing_education": "education",
    "missing_marriage": "marriage",
    "missing_hukou": "hukou",
}


def _missing(code, column):
    detail = f"{RULES[code].name}。"

    @finder(code)
    def find(batch, threshold):
        for subject in batch.active:
            if not getattr(subject, column):
                yield Hit(subject.pk, detail)


for code, column in PLAIN.items():
    _missing(code, column)


@finder("minor_unguarded")
def minor_unguarded(batch, threshold):
    first_year = batch.today.year - threshold
    for subject in batch.active:
        if subject.birth_date.year < first_year or subject.guardian_name:
            continue
        if (age := subject.age_on(batch.today)) < threshold:
            yield Hit(subject.pk, f"{age} 岁，没有填写监护人。", (subject.birth_date,))


@finder("mind_unguarded")
def mind_unguarded(batch, threshold):
    for subject in batch.active:
        if subject.category in OF_MIND and not subject.guardian_name:
            kind = Category(subject.category).label
            yield Hit(subject.pk, f"{kind}残疾，没有填写监护人。", (subject.category,))


@finder("guardian_phone_missing")
def guardian_phone_missing(batch, threshold):
    for subject in batch.active:
        if subject.guardian_name and not subject.guardian_phone:
            detail = f"监护人{subject.guardian_name}没有电话。"
            yield Hit(subject.pk, detail, (subject.guardian_name,))


@finder("account_missing")
def account_missing(batch, threshold):
    for subject in batch.active:
        if subject.bank_digest:
            continue
        if benefit := IN_BENEFIT.get(subject.subsistence):
            yield Hit(subject.pk, f"享受{benefit}，没有银行账号。", (subject.subsistence, ""))
        elif subject.grade in SEVERE_GRADES:
            yield Hit(subject.pk, "重度残疾，没有银行账号。", ("", subject.grade))
