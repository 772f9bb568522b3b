from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from accounts.sending import send_kept_file, send_pdf
from core.documents import render_pdf
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from registry.models import PetitionFile
from registry.petitions.choices import Step
from registry.petitions.defaults import REVIEW_DAYS
from registry.petitions.forms.cases import FileForm
from registry.petitions.forms.steps import FORMS
from registry.petitions.models.doors import Reader
from registry.petitions.selectors.cases import open_steps
from registry.petitions.services import files, steps
from registry.petitions.services.refusal import PetitionRefused, may_act
from registry.petitions.views.asking import readable_petition_of
from registry.petitions.views.cases import detail
from registry.views.revealing import reveal_phone

DOING = {
    Step.ACCEPT: steps.accept_petition,
    Step.REFUSE: steps.refuse_petition,
    Step.TRANSFER: steps.transfer_petition,
    Step.PROGRESS: steps.note_progress,
    Step.EXTEND: steps.extend_petition,
    Step.SUPERVISE: steps.supervise_petition,
    Step.REPLY: steps.reply_to_petition,
    Step.SETTLE: steps.settle_petition,
    Step.REOPEN: steps.reopen_petition,
}


@page(Permission.PETITION_EDIT, methods=["GET", "POST"])
def petition_step(request, pk, step):
    """The form of one step; whoever comes too late is led back to the petition as it stands."""
    if step not in FORMS:
        raise Http404
    petition, step = readable_petition_of(request, pk), Step(step)
    if request.method == "GET" and step not in open_steps(petition, request.user):
        return redirect(petition)
    form = FORMS[step](request.POST or None, petition=petition, user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            DOING[step](petition, by=request.user, at=timezone.now(), **form.cleaned_data)
        except PetitionRefused as problem:
            form.add_error(problem.field, str(problem))
        else:
            messages.success(request, f"已登记 {petition.number} 的“{step.label}”。")
            return redirect(petition)
    context = {"form": form, "petition": petition, "step": step, "label": step.label}
    return render(request, "registry/petitions/step_form.html", context, fragment="form")


@page(Permission.PERSON_REVEAL, methods=["GET", "POST"])
def petition_reveal(request, pk):
    """Show the petitioner's phone in full, once, against a reason that is logged."""
    return reveal_phone(
        request,
        readable_petition_of(request, pk),
        name="petition",
        template="registry/petitions/petition_reveal.html",
        example="电话回访信访人",
    )


@page(Permission.PETITION_EDIT, methods=["POST"])
def file_create(request, pk):
    petition = readable_petition_of(request, pk)
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            kept = files.add_file(petition, form.cleaned_data["file"], by=request.user, at=timezone.now())
        except PetitionRefused as problem:
            form.add_error("file", str(problem))
        else:
            messages.success(request, f"已上传材料“{kept.name}”。")
            return redirect(petition)
    context = detail(request, petition) | {"file_form": form}
    return render(request, "registry/petitions/petition_detail.html", context, fragment="case")


@page(Permission.PETITION_VIEW)
def file_show(request, pk):
    """Show a picture or a PDF in the browser; anything else is a download."""
    return send_kept_file(request, _file(request, pk))


@page(Permission.PETITION_EDIT, methods=["GET", "POST"])
def file_withdraw(request, pk):
    """Ask once more, then take a file down."""
    kept = _file(request, pk)
    if not may_act(request.user, kept.petition):
        raise Http404
    if request.method == "POST":
        files.withdraw_file(kept, by=request.user, at=timezone.now())
        messages.success(request, f"已撤下材料“{kept.name}”，撤下记录已保留。")
        return redirect(kept.petition)
    context = {"kept": kept, "thing": kept.petition, "room": ("petitions:petition_list", "来信来访")}
    return render(request, "registry/file_withdraw.html", context, fragment="form")


@page(Permission.PETITION_VIEW)
def petition_letter(request, pk):
    """Show the reply as a letter in the form of GB/T 9704, ready to be printed and sealed."""
    petition = readable_petition_of(request, pk)
    if not petition.replied_on:
        raise Http404
    issuer = petition.handler_unit.federation_name
    context = {"petition": petition, "issuer": issuer, "review_days": REVIEW_DAYS}
    template = "registry/petitions/print/reply_letter.html"
    title = ["关于信访事项", f"（{petition.number}）", "的答复"]
    content = render_pdf(template, context, title=title, author=issuer)
    return send_pdf(request, f"信访答复书{petition.number}", content, persons=1, about=petition)


def _file(request, pk):
    """Return a standing file of a petition that the user may read, or 404."""
    rows = PetitionFile.objects.within(request.scope).filter(withdrawn_at=None)
    kept = get_object_or_404(rows.select_related("petition__county", "petition__handler_unit"), pk=pk)
    if not Reader(request.user).may_read(kept.petition) or not kept.file.storage.exists(kept.file.name):
        raise Http404
    return kept
