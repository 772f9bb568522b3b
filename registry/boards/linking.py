"""Linking the people in boards and on lists of candidates to the register, by the digests of their papers."""

from core.permissions import Permission
from orgs.boards.links import Link
from orgs.boards.models import Seat
from registry.models import Person

NO_CARD = "残疾人证无效或已过期"


def find_persons(digests, user):
    """Return {digest: [Link]} for the persons of the user's register with one of these digests. One query."""
    scope = user.scope_of(Permission.PERSON_VIEW)
    if not scope or not digests:
        return {}
    persons = Person.objects.within(scope)
    persons = persons.filter(id_digest__in=digests) | persons.filter(card_digest__in=digests)
    return {
        digest: [_link(person)]
        for person in persons
        for digest in (person.id_digest, person.card_digest)
        if digest in digests
    }


def _link(person):
    what = f"{person.get_category_display()}{person.get_grade_display()}" if person.category else "无残疾人证"
    warning = "已归档" if person.is_archived else "" if person.card_state == "valid" else NO_CARD
    return Link(f"登记册：{what}", person.get_absolute_url(), warning)


def seats_of_person(person, user):
    """Return the offices of a person for their page; None if there are none or the user may not see them."""
    scope = user.scope_of(Permission.BOARD_VIEW)
    own = [digest for digest in (person.id_digest, person.card_digest) if digest]
    if not scope or not own:
        return None
    seats = Seat.objects.within(scope)
    seats = seats.filter(id_digest__in=own) | seats.filter(card_digest__in=own)
    seats = list(seats.select_related("term__board").order_by("-since", "-pk"))
    return {"seats": seats} if seats else None
