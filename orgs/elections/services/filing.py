"""Filing (备案): the result becomes the new board, and the one before it ends, all or nothing."""

from orgs.boards.services.refusal import BoardRefused
from orgs.boards.services.terms import begin_term, seat_person
from orgs.elections.selectors.candidates import standing
from orgs.elections.services.refusal import ElectionRefused


def put_in_office(election, *, by, starts_on, file_number, years=None, **facts):
    """Begin a new term of the board with those elected; called inside the transaction of the step.

    :raises ElectionRefused: the board or a seat does not allow it.
    """
    try:
        term = begin_term(election.board, starts_on=starts_on, years=years, basis=file_number)
        for candidate in standing(election):
            if candidate.is_elected:
                seat_person(
                    term, candidate.post_code, since=starts_on, document=file_number, **candidate.facts
                )
    except BoardRefused as problem:
        raise ElectionRefused(str(problem), field=problem.field) from problem
    election.term, election.file_number = term, file_number
