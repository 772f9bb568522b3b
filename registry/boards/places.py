"""What the register hangs into the boards, and they onto the page of a person."""

from orgs.boards.links import register_finder
from registry.boards.linking import find_persons, seats_of_person
from registry.panels import PersonPanel, hang


def register_all():
    """Register the finder of persons and the card of offices."""
    register_finder(find_persons)
    hang(PersonPanel("registry/boards/_person_card.html", seats_of_person, order=60))
