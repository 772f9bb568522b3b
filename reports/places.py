"""What this floor hangs into the menu, the unit page and the search."""

from django.urls import reverse

from core.permissions import Permission
from core.registers import MenuItem, Panel, SearchProvider, register
from registry import panels as of_persons
from reports.doors import open_to_readers, seen_by
from reports.dues.inbox import INBOX
from reports.kinds import KINDS
from reports.models import Document
from staff import panels as of_members

SHOWN_ON_UNIT, SHOWN_ON_ROW = 5, 3
CARD, LAST = "reports/_form_card.html", 900


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


def person_forms(person, user):
    """Return the 个人登记表 of a person for their page; None hides the card."""
    return _forms_about("person_form", person, user)


def member_files(member, user):
    """Return the 个人档案 of a member for their page; None hides the card."""
    return _forms_about("member_file", member, user)


def _forms_about(code, row, user):
    """Return what was made of one row, and where it is made by those who may; None for all others."""
    kind, scope = KINDS[code], user.scope_of(Permission.REPORT_VIEW)
    can_make = user.scope_of(Permission.REPORT_MAKE).covers(row.unit)
    if not (kind.is_open_to(user, row.unit) and (can_make or scope.covers(row.unit))):
        return None
    made = seen_by(Document.objects.within(scope), user).filter(kind=code, about=f"{kind.about}:{row.pk}")
    documents = list(made.order_by("-pk")[:SHOWN_ON_ROW])
    if not (documents or can_make):
        return None
    url = reverse(f"reports:{code}", args=[row.pk])
    return {"kind": kind, "url": url, "row": row, "documents": documents, "can_make": can_make}


MENU = (
    MenuItem("", "工作台", "reports:workbench", Permission.WORKBENCH_VIEW, order=100),
    MenuItem(
        "产出", "报表目录", "reports:catalogue", Permission.REPORT_VIEW, order=595,
        also=(
            "reports:set_create", "reports:head_list", "reports:head_edit", "reports:due_list",
            "reports:due_edit",
        ),
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
    """Register the documents' menu entries, cards and search."""
    of_persons.hang(of_persons.PersonPanel(CARD, person_forms, order=LAST))
    of_members.hang(of_members.MemberPanel(CARD, member_files, order=LAST))
    register(
        *MENU,
        INBOX,
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
