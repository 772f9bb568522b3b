"""What this room hangs into the menu and the search."""

from core.permissions import Permission
from core.registers import MenuItem, SearchProvider, register
from reports.answers import tasks
from reports.answers.models import Answer

PAGES = ("answer_create", "answer_detail", "answer_columns", "recipe_list", "recipe_rename")


def find_answers(text, scope):
    """Return up to ten answers without persons for the global search as (label, note, url)."""
    found = Answer.objects.within(scope).filter(file_name__contains=text, has_persons=False)
    found = found.for_list().order_by("-pk")[:10]
    return [(own.file_name, own.unit.name, own.get_absolute_url()) for own in found]


def register_all():
    """Register the menu entry, the search and the job kinds."""
    tasks.register_all()
    register(
        MenuItem(
            group="产出", label="回填上级表格", url_name="answers:answer_list",
            permission=Permission.REPORT_MAKE, order=605, also=tuple(f"answers:{name}" for name in PAGES),
        ),
        SearchProvider("上级表格", Permission.REPORT_MAKE, find_answers, order=61),
    )  # fmt: skip
