"""Which business somebody may have done now."""

from registry.certificates.choices import CancelReason, CaseKind, CaseState
from registry.certificates.defaults import KINDS, rule_on
from registry.certificates.models import CertificateCase
from registry.choices import ArchiveReason, CardState
from registry.models import Person
from registry.services.certificates import expiry_of

BY_STATE = {
    "": "none",
    CardState.VALID: "valid",
    CardState.FROZEN: "frozen",
    CardState.CANCELLED: "cancelled",
}


def card_condition(person):
    """Return how the person stands, in the words of `rules.toml`: none, valid, frozen, cancelled, moved_out.

    Who left the register for another reason than moving or 注销 is `archived`, which no kind allows.
    """
    if person.archive_reason == ArchiveReason.MOVED_OUT:
        return "moved_out"
    if person.archive_reason == ArchiveReason.CARD_CANCELLED:
        return "cancelled"
    return "archived" if person.is_archived else BY_STATE.get(person.card_state, "archived")


def kinds_for(person):
    """Return the kinds of case that fit the person's certificate."""
    condition = card_condition(person)
    return [kind for kind in CaseKind if condition in KINDS[kind].on]


def open_case_of(id_digest):
    """Return the unfinished case of whoever has that ID number, or None."""
    return CertificateCase.objects.unfinished().filter(id_digest=id_digest).select_related("unit").first()


def barred_until(id_digest):
    """Return the day from which somebody may apply again after 注销 (办法 art. 24), None without one."""
    ended = CertificateCase.objects.filter(
        id_digest=id_digest, kind=CaseKind.CANCEL, state=CaseState.DONE
    ).exclude(reason=CancelReason.DEATH)
    days = [day for day in ended.values_list("happened_on", flat=True) if day]
    archived = Person.objects.filter(id_digest=id_digest, archive_reason=ArchiveReason.CARD_CANCELLED)
    days += [day for day in archived.values_list("archive_date", flat=True) if day]
    if not days:
        return None
    last = max(days)
    return expiry_of(last, years=rule_on(last).barred_years)
