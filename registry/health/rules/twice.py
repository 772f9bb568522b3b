"""Rules that compare persons with one another: duplicates in a village, telephones shared by many."""

from collections import Counter, defaultdict
from itertools import combinations

from django.db.models import Count
from rapidfuzz import fuzz

from core.encryption import digest
from core.pinyin import syllables
from orgs.scoping import below
from registry.health.rules.catalogue import Hit, finder
from registry.models import Person


@finder("near_duplicate")
def near_duplicate(batch, threshold):
    """Blame the later of two entries of one village with one birth date and names that sound alike."""
    born_together = defaultdict(list)
    for subject in batch.active:
        born_together[subject.unit_id, subject.birth_date].append(subject)
    for (unit, born), group in born_together.items():
        blamed = set()
        for first, second in combinations(sorted(group), 2):
            if second.pk not in blamed and _sound_alike(first.name, second.name, threshold):
                blamed.add(second.pk)
                yield Hit(
                    second.pk,
                    f"与同村的{first.name}出生日期相同、姓名相近，疑为同一人。",
                    (first.pk, first.name, second.name, born),
                    digest(f"born {unit} {born}"),
                )


def _sound_alike(one, other, threshold):
    return one == other or fuzz.ratio(syllables(one), syllables(other)) >= threshold


@finder("phone_shared")
def phone_shared(batch, threshold):
    run = batch.run
    if run.is_whole:
        shared = run.remember("phones", lambda: _shared_by(run, threshold))
    else:
        shared = _shared_among(run, threshold, {subject.phone_digest for subject in batch.active} - {""})
    for subject in batch.active if shared else ():
        if number := shared.get(subject.phone_digest):
            yield Hit(
                subject.pk,
                f"联系电话同时登记在全县 {number} 人名下。",
                (subject.phone_digest,),
                digest(f"phone {subject.phone_digest}"),
            )


def _shared_by(run, threshold):
    """Return {digest: persons} of the telephones that too many of the county share. One query."""
    people = Person.objects.active().filter(below(run.county_path, "unit_path")).exclude(phone_digest="")
    rows = people.order_by().values_list("phone_digest").annotate(number=Count("pk"))
    return dict(rows.filter(number__gt=threshold))


def _shared_among(run, threshold, digests):
    """Return the same of some telephones only, found by their index. One query."""
    rows = Person.objects.filter(phone_digest__in=digests).order_by()
    numbers = Counter(
        number
        for number, path, reason in rows.values_list("phone_digest", "unit_path", "archive_reason")
        if not reason and path.startswith(run.county_path)
    )
    return {number: count for number, count in numbers.items() if count > threshold}
