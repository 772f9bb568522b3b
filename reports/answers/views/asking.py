"""What the views of this room ask again and again."""

from django.shortcuts import get_object_or_404

from core.permissions import Permission
from reports.answers.models import Answer


def answers_of(request):
    """Return the answers that the user sees: within the scope, those with persons by the rights to these."""
    return Answer.objects.within(request.scope).shown_to(request.user).for_list()


def answer_of(request, pk):
    """Return the answer, or 404."""
    return get_object_or_404(answers_of(request), pk=pk)


def may_take(user, answer):
    """True if the user holds, at its unit, every right by which the filled file was made."""
    return all(user.scope_of(Permission(name)).covers(answer.unit) for name in answer.needs)
