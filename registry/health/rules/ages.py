"""Rules on age, on those who have left, and on places that are gone."""

from registry.choices import ArchiveReason, Employment, Marriage, Subsistence
from registry.health.rules.catalogue import Hit, finder

WORKING = {
    Employment.QUOTA,
    Employment.GROUPED,
    Employment.SELF,
    Employment.WELFARE_POST,
    Employment.AUXILIARY,
    Employment.FARMING,
    Employment.FLEXIBLE,
}
IN_BENEFIT = {Subsistence.DIBAO: "低保", Subsistence.TEKUN: "特困"}


@finder("too_old")
def too_old(batch, threshold):
    for subject in _born_in(batch, until=batch.today.year - threshold):
        if (age := subject.age_on(batch.today)) > threshold:
            yield Hit(subject.pk, f"登记年龄 {age} 岁，仍在册。", (subject.birth_date,))


@finder("old_student")
def old_student(batch, threshold):
    for subject in batch.active:
        if subject.employment == Employment.STUDENT and (age := subject.age_on(batch.today)) >= threshold:
            detail = f"{age} 岁，就业状况登记为在校学习。"
            yield Hit(subject.pk, detail, (subject.birth_date, subject.employment))


@finder("child_working")
def child_working(batch, threshold):
    for subject in _born_in(batch, since=batch.today.year - threshold):
        age = subject.age_on(batch.today)
        if age < threshold and subject.employment in WORKING:
            work = Employment(subject.employment).label
            detail = f"{age} 岁，就业状况登记为{work}。"
            yield Hit(subject.pk, detail, (subject.birth_date, subject.employment))


@finder("child_married")
def child_married(batch, threshold):
    for subject in _born_in(batch, since=batch.today.year - threshold):
        age = subject.age_on(batch.today)
        if age < threshold and subject.marriage not in ("", Marriage.SINGLE):
            state = Marriage(subject.marriage).label
            detail = f"{age} 岁，婚姻状况登记为{state}。"
            yield Hit(subject.pk, detail, (subject.birth_date, subject.marriage))


@finder("young_retired")
def young_retired(batch, threshold):
    for subject in _born_in(batch, since=batch.today.year - threshold):
        age = subject.age_on(batch.today)
        if age < threshold and subject.employment == Employment.RETIRED:
            detail = f"{age} 岁，就业状况登记为退休。"
            yield Hit(subject.pk, detail, (subject.birth_date, subject.employment))


def _born_in(batch, *, since=0, until=9999):
    """Return those on the register who were born in a year between, both included."""
    return [subject for subject in batch.active if since <= subject.birth_date.year <= until]


@finder("archived_in_benefit")
def archived_in_benefit(batch, threshold):
    for subject in batch.archived:
        if subject.subsistence in IN_BENEFIT:
            why = ArchiveReason(subject.archive_reason).label
            detail = f"已归档（{why}），仍标注{IN_BENEFIT[subject.subsistence]}。"
            yield Hit(subject.pk, detail, (subject.archive_reason, subject.subsistence))


@finder("unit_closed")
def unit_closed(batch, threshold):
    for subject in batch.active:
        if subject.unit_valid_to is not None and subject.unit_valid_to < batch.today:
            detail = f"户籍所在村（社区）已于 {subject.unit_valid_to} 撤销。"
            yield Hit(subject.pk, detail, (subject.unit_id,))
