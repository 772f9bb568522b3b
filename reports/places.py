"""What this floor hangs into the menu, the unit page and the search."""

from core.permissions import Permission
from core.registers import MenuItem, Panel, SearchProvider, register
from reports.doors import open_to_readers, seen_by
from reports.models import Document

SHOWN_ON_UNIT = 5


def documents_panel(unit, user, scope):
    """Return the newest documents of a unit for its page; None hides the panel."""
    documents = seen_by(Document.objects.within(scope), user).filter(unit=unit).newest_first()[:SHOWN_ON_UNIT]
    can_make = user.scope_of(Permission.REPORT_MAKE).covers(unit)
    return {"unit": unit, "documents": list(documents), "can_make": can_make}


def find_documents(text, scope):
    """Return up to ten documents for the global search as (label, note, url); none of lists of persons."""
    kinds = open_to_readers()
    found = Document.objects.within(scope).filter(title__contains=text, kind__in=kinds).newest_first()[:10]
    return [(d.title, d.unit.name, d.get_absolute_url()) for d in found]


MENU = (
    MenuItem("", "工作台", "reports:workbench", Permission.WORKBENCH_VIEW, order=100),
    MenuItem(
        "产出", "报表目录", "reports:catalogue", Permission.REPORT_VIEW, order=595,
        also=("reports:set_create", "reports:head_list", "reports:head_edit"),
    ),
    MenuItem(
        "产出", "报表与总结", "reports:document_list", Permission.REPORT_VIEW, order=600,
        also=(
            "reports:document_detail", "reports:document_withdraw", "reports:snapshot_detail",
            "reports:figure_detail", "reports:snapshot_compare", "reports:figure_compare",
            "reports:batch_create", "reports:manuscript_edit",
        ),
    ),
)  # fmt: skip


def register_all():
    """Register the documents' menu entries, unit panel and search."""
    register(
        *MENU,
        Panel(
            key="documents",
            title="报表与总结",
            permission=Permission.REPORT_VIEW,
            template="reports/_unit_panel.html",
            context=documents_panel,
            order=600,
        ),
        SearchProvider("报表", Permission.REPORT_VIEW, find_documents, order=60),
    )
