"""Fact about certificates that ran out: how many of them have been renewed (domain.md §1.3)."""

from assessments.scorefacts.kinds import FactKind
from assessments.scorefacts.links import by_code
from assessments.scorefacts.sources.register import GROUP
from assessments.scorefacts.territory import Territory
from assessments.scoring import SlotKind
from core.permissions import Permission
from registry.certificates.selectors.expiry import EXPIRED
from registry.models import Certificate, Person
from registry.models.certificates import CertificateChange


def _renewed(units, asked):
    territory = Territory(units)
    people = Person.objects.active().card_valid().filter(territory.inside("unit_path"))
    lapsed = people.card_expired(asked.until).order_by().values_list("unit_path", "pk")
    rows = [(path, (0, 1)) for path, _ in lapsed]
    rows += [(path, (1, 1)) for path in _paths_of_renewed(people, asked).values()]
    return territory.rates(
        territory.sums((path, *numbers) for path, numbers in rows),
        words="应换领 {whole} 人，已换领 {part} 人，到期未换 {left} 人。",
        empty="没有到期应换领的残疾人证。",
    )


def _paths_of_renewed(people, asked):
    """Return {person: path} of those whose certificate ran out this year and who hold one that has not.

    Two queries: certificates that were replaced, and entries that were overwritten.
    """
    ran_out = {"expires_on__gte": asked.since, "expires_on__lt": asked.until}
    renewed = people.exclude(card_expires_on__lt=asked.until)
    replaced = Certificate.objects.filter(**ran_out, is_current=False, person__in=renewed).order_by()
    overwritten = CertificateChange.objects.filter(**ran_out, certificate__person__in=renewed).order_by()
    return dict(replaced.values_list("person", "person__unit_path")) | dict(
        overwritten.values_list("certificate__person", "certificate__person__unit_path")
    )


KINDS = (
    FactKind(
        code="cards_renewed",
        name="证件到期换领率",
        group=GROUP,
        definition=(
            "在册、证件未冻结未注销的人中，应换领（本年度到期的，以及以前到期至今未换的）的，已经换领的人数占比。"
            "没有应换领的不作判定。"
        ),
        gives=SlotKind.PERCENT,
        measure=_renewed,
        rows=by_code("certificates:expiry_list", span=EXPIRED),
        rows_label="查看到期未换的人",
        rows_permission=Permission.PERSON_VIEW,
    ),
)
