"""Long work of the ledgers: making the PDF of a print."""

from core.jobs import JobFailed, job_kind
from registry.ledgers.models import LedgerPrint
from registry.ledgers.services import papers


@job_kind(papers.PRINT, label="打印台账")
def make_print(job):
    made = LedgerPrint.objects.filter(pk=job.params["print"]).select_related("unit").first()
    if made is None:
        raise JobFailed("打印件已不存在，请重新打印。")
    job.progress(done=0, total=1, message="正在排版")
    papers.make_pdf(made)
    job.progress(done=1, total=1, message="")
    job.result_url = made.get_absolute_url()
