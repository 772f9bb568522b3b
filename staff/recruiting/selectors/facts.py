"""What the register and the staff files know of an applicant today, as the eligibility check wants it."""

from django.utils import timezone

from registry.models import Person
from staff.models import Appointment, Member
from staff.recruiting.eligibility import CardHolder, Facts, check_all


def facts_of(candidate, on):
    """Return the Facts of a candidate on the day `on`. Four queries."""
    member = Member.objects.filter(id_digest=candidate.id_digest).first()
    held = _held_by(member, on)
    was_member = member is not None and member.appointments.filter(since__lte=on).of_members().exists()
    home = candidate.home
    return Facts(
        sex=candidate.sex,
        birth_date=candidate.birth_date,
        kinship=candidate.kinship,
        education=candidate.education,
        post_unit=candidate.opening.post.unit,
        home_path=home.path if home else "",
        home_name=home.place_name if home else "",
        own=card_holder(_fresh(candidate.person_id)),
        relative=card_holder(_fresh(candidate.relative_id)),
        was_member=was_member,
        held_post=str(held.post) if held else "",
    )


def checks_of(candidate, on):
    """Return the checks of a candidate as they come out on the day `on`; the age counts on the last day to
    apply."""
    recruitment = candidate.recruitment
    facts = facts_of(candidate, on)
    return check_all(facts, recruitment.rules, on=on, age_on=recruitment.applies_until)


def card_holder(person):
    """Return what the check wants to know of an entry of the register; None without one."""
    if person is None:
        return None
    return CardHolder(
        name=person.name,
        card_state=person.card_state,
        card_expires_on=person.card_expires_on,
        archive_reason=person.archive_reason,
        archive_date=person.archive_date,
        place=person.unit.place_name,
    )


def findings_differ(candidate):
    """Return the checks that come out today, if they differ from those kept with the candidate; else
    nothing."""
    now = [check.as_json() for check in checks_of(candidate, timezone.localdate())]
    return now if now != candidate.checks else []


def _held_by(member, on):
    if member is None:
        return None
    held = Appointment.objects.filter(member=member).touching(on, None).select_related("post__unit")
    return held.newest_first().first()


def _fresh(key):
    return Person.objects.select_related("unit__parent").filter(pk=key).first() if key else None
