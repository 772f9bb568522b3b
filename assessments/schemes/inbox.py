"""What waits in schemes, for the workbench."""

from django.urls import reverse

from assessments.models import Scheme
from assessments.schemes.choices import SchemeState
from core.permissions import Permission
from core.registers import Inbox, Todo


def schemes_to_do(scope, day):
    """Return the drafts that wait to be finished and published. One query."""
    drafts = Scheme.objects.set_by(scope).filter(state=SchemeState.DRAFT).count()
    url, needs = reverse("schemes:scheme_list"), Permission.ASSESSMENT_MANAGE
    return [Todo(drafts, "份考核方案在起草，待核对发布", url, "去核对", needs=needs)] if drafts else []


INBOX = Inbox(Permission.ASSESSMENT_MANAGE, schemes_to_do, order=520)
