"""What the views of this room ask again and again."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from orgs.elections.models import Ballot, Candidate, Election, ElectionFile, ElectionStep


def election_of(request, pk):
    """Return the election, or 404 outside the scope of the page."""
    return get_object_or_404(Election.objects.within(request.scope).with_board(), pk=pk)


def part_of(request, rows, pk):
    """Return a row that belongs to an election, with that election, or 404."""
    row = get_object_or_404(rows.select_related("election__board__unit__parent"), pk=pk)
    return row, row.election


def candidate_of(request, pk):
    """Return (candidate, election) in the scope of the page, or 404."""
    return part_of(request, Candidate.objects.within(request.scope), pk)


def ballot_of(request, pk):
    """Return (ballot, election) in the scope of the page, or 404."""
    return part_of(request, Ballot.objects.within(request.scope), pk)


def step_of(request, pk):
    """Return (step, election) in the scope of the page, or 404."""
    return part_of(request, ElectionStep.objects.within(request.scope), pk)


def file_of(request, pk):
    """Return a standing paper in the scope of the page, or 404."""
    kept, _ = part_of(request, ElectionFile.objects.within(request.scope).filter(withdrawn_at=None), pk)
    if not kept.file.storage.exists(kept.file.name):
        raise Http404
    return kept
