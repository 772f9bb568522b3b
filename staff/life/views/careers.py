from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from core.sending import send_pdf
from staff.life import paper
from staff.life.forms.careers import AcceptForm, HandOverForm, RenewForm, TransferForm, WarnForm
from staff.life.models import CareerEvent, HandOver
from staff.life.services import careers
from staff.models import Appointment, Member
from staff.recruiting.views.asking import submit
from staff.selectors.people import stipends_of_member


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def appointment_renew(request, pk):
    """Renew a contract."""
    appointment = _appointment(request, pk)
    form = RenewForm(request.POST or None, initial={"on": timezone.localdate()})
    done = submit(request, form, lambda **who: careers.renew(appointment, **form.cleaned_data, **who))
    words = f"{appointment.member.name}已续聘" + (f"至 {done.contract_until:%Y-%m-%d}。" if done else "")
    note = f"原合同期至 {appointment.contract_until:%Y-%m-%d}。" if appointment.contract_until else ""
    return _answer(request, form, appointment, done, title="续聘", words=words, note=note)


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def appointment_transfer(request, pk):
    """Move somebody to another vacant post."""
    appointment = _appointment(request, pk)
    form = TransferForm(request.POST or None, scope=request.scope, initial={"on": timezone.localdate()})
    facts = form.cleaned_data if request.method == "POST" and form.is_valid() else {}
    done = submit(
        request, form,
        lambda **who: careers.transfer(appointment, facts["post"], on=facts["on"], text=facts["text"], **who),
    )  # fmt: skip
    words = f"{appointment.member.name}已调到{done.post}。" if done else ""
    note = "合同和上岗证随人转到新岗位；补贴按新旧岗位分段计发。"
    return _answer(request, form, appointment, done, title="调岗", words=words, note=note)


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def appointment_warn(request, pk):
    """Write down a talk or a demand to mend."""
    appointment = _appointment(request, pk)
    form = WarnForm(request.POST or None, initial={"on": timezone.localdate()})
    done = submit(request, form, lambda **who: careers.warn(appointment, **form.cleaned_data, **who))
    words = f"已登记对 {appointment.member.name} 的{done.get_kind_display()}。" if done else ""
    return _answer(request, form, appointment, done, title="谈话或整改", words=words)


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def mending_accept(request, pk):
    """Write down what came of a demand to mend."""
    rows = CareerEvent.objects.within(request.scope)
    event = get_object_or_404(rows.select_related("appointment__member", "appointment__post__unit"), pk=pk)
    form = AcceptForm(request.POST or None, initial={"done_on": timezone.localdate()})
    done = submit(request, form, lambda **who: careers.accept_mending(event, **form.cleaned_data, **who))
    words = f"已验收 {event.appointment.member.name} 的整改。"
    return _answer(request, form, event.appointment, done, title="验收整改", words=words, note=event.text)


@page(Permission.STAFF_EDIT, methods=["GET", "POST"])
def hand_over_edit(request, pk):
    """Write down what somebody who has left hands over."""
    appointment = _appointment(request, pk)
    form = HandOverForm(request.POST or None, hand_over=_hand_over(request, appointment))
    done = submit(
        request, form, lambda **who: careers.save_hand_over(appointment, **form.cleaned_data, **who)
    )
    words = f"已登记 {appointment.member.name} 的移交清单，可以打印签字。"
    return _answer(request, form, appointment, done, title="离任移交", words=words)


@page(Permission.STAFF_VIEW)
def hand_over_print(request, pk):
    """Show the hand-over list."""
    appointment = _appointment(request, pk)
    hand_over = _hand_over(request, appointment)
    if hand_over is None:
        messages.error(request, f"还没有登记 {appointment.member.name} 的移交清单。")
        return redirect(appointment.member)
    content = paper.hand_over_pdf(hand_over)
    name = f"移交清单{hand_over.on:%Y%m%d}"
    return send_pdf(request, name, content, persons=1, about=appointment)


@page(Permission.STAFF_VIEW)
def file_print(request, pk):
    """Show the personal file of a member."""
    ready = Member.objects.within(request.scope).select_related("unit__parent", "person", "relative__unit")
    member = get_object_or_404(ready, pk=pk)
    events = CareerEvent.objects.within(request.scope).filter(appointment__member=member)
    sees = request.user.scope_of(Permission.STIPEND_VIEW).covers(member.unit)
    kin = member.relative
    content = paper.file_pdf(
        member,
        events=events.select_related("by").order_by("on", "pk"),
        lines=stipends_of_member(member) if sees else None,
        relative=kin if kin and request.user.scope_of(Permission.PERSON_VIEW).covers(kin.unit) else None,
    )
    return send_pdf(request, f"个人档案{member.name}", content, persons=1, about=member)


def _appointment(request, pk):
    ready = Appointment.objects.within(request.scope).select_related("member", "post__unit__parent")
    return get_object_or_404(ready, pk=pk)


def _hand_over(request, appointment):
    return HandOver.objects.within(request.scope).filter(appointment=appointment).first()


def _answer(request, form, appointment, done, *, title, words, note=""):
    """Lead back to the member once it is done; else show the form."""
    if done is not None:
        messages.success(request, words)
        return redirect(appointment.member)
    context = {
        "form": form, "title": f"{appointment.member.name}{title}", "button": f"登记{title}", "note": note,
        "facts": f"{appointment.post}，{appointment.since:%Y-%m-%d} 到岗",
        "back_url": appointment.member.get_absolute_url(), "back_name": appointment.member.name,
    }  # fmt: skip
    return render(request, "staff/life/form.html", context, fragment="form")
