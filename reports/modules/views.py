"""The text modules of a place: list, keep, withdraw; a paragraph of a manuscript can begin a new one."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.permissions import Permission
from reports.doors import seen_by
from reports.kinds import KINDS
from reports.manuscripts import text_of
from reports.models import Manuscript
from reports.modules.forms import ModuleForm
from reports.modules.models import TextModule
from reports.modules.sections import HEADINGS
from reports.modules.services import ModuleRefused, keep_module, withdraw_module


@page(Permission.REPORT_MANAGE)
def module_list(request):
    """The modules of one's places, and those that come from above."""
    today = timezone.localdate()
    modules = list(
        TextModule.objects.within(request.scope)
        .standing()
        .select_related("unit", "edited_by")
        .order_by("unit__path", "section", "order", "pk")
    )
    for module in modules:
        module.kind_names = "、".join(KINDS[code].name for code in module.kinds)
        module.badge = module.badge_on(today)
        module.may_edit = request.scope.covers(module.unit)
    return render(request, "reports/modules/module_list.html", {"modules": modules}, fragment="results")


@page(Permission.REPORT_MANAGE, methods=["GET", "POST"])
def module_create(request):
    """Keep a new module, perhaps with the text of a manuscript's paragraph."""
    form = ModuleForm(request.POST or None, initial=_given(request), user=request.user)
    return _edit(request, form, title="新增常用段落")


def _given(request):
    """Return what a manuscript's paragraph gives for a new module: unit, kind and text."""
    number = request.GET.get("block", "")
    if not (request.GET.get("manuscript", "").isdigit() and number.isdigit()):
        return {}
    found = seen_by(Manuscript.objects.within(request.scope), request.user, kind="snapshot__kind")
    manuscript = found.select_related("snapshot").filter(pk=request.GET["manuscript"]).first()
    if manuscript is None or int(number) >= len(manuscript.blocks):
        return {}
    snapshot, block = manuscript.snapshot, manuscript.blocks[int(number)]
    kinds = [snapshot.kind] if snapshot.kind in HEADINGS else []
    text = text_of(block["segments"], snapshot.figures)
    return {"text": text, "kinds": kinds, "unit": snapshot.unit_id}


@page(Permission.REPORT_MANAGE, methods=["GET", "POST"])
def module_edit(request, pk):
    """Change a module of one's own places; what was printed stays as it was."""
    module = _own(request, pk)
    form = ModuleForm(request.POST or None, instance=module, user=request.user)
    return _edit(request, form, title="修改常用段落", module=module)


def _edit(request, form, *, title, module=None):
    if request.method == "POST" and form.is_valid():
        unit = module.unit if module else form.cleaned_data["unit"]
        facts = form.facts()
        try:
            kept = keep_module(unit, module=module, by=request.user, at=timezone.now(), **facts)
        except ModuleRefused as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, f"已保存“{kept.name}”，以后生成的报表会放进去。")
            return redirect("modules:module_list")
    context = {"form": form, "title": title, "module": module}
    return render(request, "reports/modules/module_form.html", context, fragment="form")


@page(Permission.REPORT_MANAGE, methods=["POST"])
def module_withdraw(request, pk):
    """Take a module out of use; what was printed keeps it."""
    module = _own(request, pk)
    withdraw_module(module, by=request.user, at=timezone.now())
    messages.success(request, f"已删除“{module.name}”，做好的文件不受影响。")
    return redirect("modules:module_list")


def _own(request, pk):
    rows = TextModule.objects.within(request.scope).set_by(request.scope).standing()
    return get_object_or_404(rows.select_related("unit"), pk=pk)
