from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from core.htmx import render
from core.jobs import enqueue
from core.pages import page
from core.permissions import Permission
from core.sending import send_pdf
from orgs.proofs.papers import keep_code
from staff.models import Attendance, Training
from staff.recruiting.views.asking import act, submit
from staff.trainings import paper
from staff.trainings.forms.plans import EnrolForm, QuotaForm
from staff.trainings.models import Enrolment
from staff.trainings.proving import codes_of_certificates
from staff.trainings.selectors import plans as reading
from staff.trainings.services import certificates, enrolments
from staff.trainings.tasks import PRINT_CERTIFICATES, certified


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def quota_edit(request, pk):
    """Give the townships their places."""
    own = Training.objects.within(request.scope).set_by(request.scope).select_related("unit")
    training = get_object_or_404(own, pk=pk)
    form = QuotaForm(request.POST or None, places=reading.places_of(training, request.scope))
    number = submit(request, form, lambda **who: enrolments.set_quotas(training, form.result(), **who))
    if number is not None:
        messages.success(request, f"已分配名额，{number} 个乡镇（街道）有名额。")
        return redirect("trainings:enrolment_list", training.pk)
    context = {"form": form, "training": training}
    return render(request, "staff/trainings/quota_form.html", context, fragment="form")


@page(Permission.STAFF_VIEW)
def enrolment_list(request, pk):
    """Who is enrolled, by township, and how many places are left."""
    training = _training(request, pk)
    own = request.user.scope_of(Permission.STAFF_EDIT).covers(training.unit)
    enrolled = list(reading.enrolled_in(training, request.scope))
    context = {
        "training": training,
        "places": reading.places_of(training, request.scope),
        "enrolments": enrolled,
        "may_set": own and training.takes_enrolments,
        "may_enrol": request.user.holds(Permission.TRAINING_ENROL) and training.takes_enrolments,
    }
    return render(request, "staff/trainings/enrolment_list.html", context, fragment="results")


@page(Permission.TRAINING_ENROL, methods=["GET", "POST"])
def enrolment_create(request, pk):
    """Enrol people of the user's own places."""
    training = _training(request, pk)
    form = EnrolForm(request.POST or None, training=training, scope=request.scope)
    count = submit(
        request, form, lambda **who: enrolments.enrol(training, form.cleaned_data["members"], **who)
    )
    if count is not None:
        messages.success(request, f"已为 {count} 人报名“{training.title}”。")
        return redirect("trainings:enrolment_list", training.pk)
    context = {"form": form, "training": training, "places": reading.places_of(training, request.scope)}
    return render(request, "staff/trainings/enrol_form.html", context, fragment="form")


@page(Permission.TRAINING_ENROL, methods=["POST"])
def enrolment_remove(request, pk):
    """Take an enrolment back."""
    rows = Enrolment.objects.within(request.scope).select_related("member__unit", "training__unit")
    enrolment = get_object_or_404(rows, pk=pk)
    name, training = enrolment.member.name, enrolment.training
    return act(
        request, training, f"已取消 {name} 的报名。",
        lambda **who: enrolments.remove_enrolment(enrolment, **who),
    )  # fmt: skip


@page(Permission.STAFF_VIEW)
def signing_print(request, pk):
    """Show the sign-in sheet of a training."""
    training = _training(request, pk)
    members = reading.signing_list(training, request.scope)
    return send_pdf(
        request, f"签到表{training.title}{training.held_on:%Y%m%d}",
        lambda: paper.signing_pdf(training, members), persons=len(members), about=training,
    )  # fmt: skip


@page(Permission.STAFF_EDIT, methods=["POST"])
def certificates_issue(request, pk):
    """Number the certificates of everybody who passed."""
    training = _training(request, pk)
    return act(
        request, training, lambda count: f"已编发 {count} 本结业证。",
        lambda **who: certificates.issue_certificates(training, **who),
    )  # fmt: skip


@page(Permission.STAFF_VIEW, methods=["POST"])
def certificates_print(request, pk):
    """Have the certificates of the whole session made as one PDF."""
    training = _training(request, pk)
    job = enqueue(
        PRINT_CERTIFICATES, by=request.user, label=f"打印“{training.title}”结业证", training=training.pk
    )
    messages.info(request, "正在生成结业证。")
    return redirect(job)


@page(Permission.STAFF_VIEW)
def certificate_print(request, pk):
    """Show one certificate."""
    rows = Attendance.objects.within(request.scope).select_related("training")
    attendance = get_object_or_404(rows, pk=pk)
    found = list(certified(request.scope, attendance.training).filter(pk=pk))
    if not found:
        messages.error(request, "还没有结业证号，不能打印。")
        return redirect(attendance.training)
    proofs = codes_of_certificates(found, by=request.user)
    content = paper.certificates_pdf(found, proofs).content
    name = f"结业证{found[0].certificate_number}"
    return keep_code(request, send_pdf(request, name, content, persons=1, about=attendance), *proofs)


def _training(request, pk):
    return get_object_or_404(Training.objects.within(request.scope).select_related("unit"), pk=pk)
