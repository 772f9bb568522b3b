"""Long work of this room: printing the pledges of a county or a township as one book."""

from django.core.files.base import ContentFile

from accounts import audit
from assessments.pledges.models import Pledge
from assessments.pledges.paper import book_pdf
from assessments.pledges.proving import code_of_pledge
from assessments.pledges.selectors.standing import pledges_of
from assessments.rounds.models import Round, Sheet
from core.jobs import JobFailed, job_kind
from core.permissions import Permission
from orgs.models import Unit
from orgs.proofs.papers import keep

PRINT_BOOK = "print_pledges"


@job_kind(PRINT_BOOK, label="打印责任书")
def print_book(job):
    """Print the latest pledge of every unit that the requester may see *now*."""
    wanted, user = job.params, job.requested_by
    scope = user.scope_of(Permission.ASSESSMENT_VIEW)
    round_ = Round.objects.within(scope).filter(pk=wanted["round"]).first()
    unit = Unit.objects.within(scope).filter(pk=wanted["unit"]).first() if wanted["unit"] else None
    if round_ is None or (wanted["unit"] and unit is None):
        raise JobFailed("该单位不在您的管辖范围内。")
    sheets = Sheet.objects.within(scope.narrowed_to(unit) if unit else scope).filter(round=round_).counted()
    pledges = book_of(sheets)
    if not pledges:
        raise JobFailed("还没有下达责任书，没有可以打印的。")
    title = f"{(unit or round_.county).name}{round_.year}年度{round_.get_subject_display()}目标管理责任书"
    proofs = [code_of_pledge(pledge, by=user) for pledge in pledges]
    content = book_pdf(pledges, proofs, title=title)
    keep([proof for proof in proofs if proof is not None], content)
    job.result_name = f"{title}.pdf"
    job.result_persons = 0  # pledges of units, signed by those in office
    job.result.save("pledges.pdf", ContentFile(content), save=False)
    job.message = f"已打印 {len(pledges)} 份。"
    audit.record(
        audit.Event.EXPORT, by=user, about=job, unit=unit or user.home_unit, what=title, rows=len(pledges)
    )


def book_of(sheets):
    """Return the latest pledge of each sheet, in tree order."""
    standing = pledges_of(list(sheets.select_related("round")))
    keys = [one.latest.pk for one in standing.values() if one.latest]
    return list(Pledge.objects.filter(pk__in=keys).for_page().order_by("sheet__unit__path"))
