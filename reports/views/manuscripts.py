from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from core import jobs
from core.htmx import render
from core.pages import page
from core.permissions import Permission
from reports import manuscripts
from reports.doors import seen_by
from reports.forms import BlockForm
from reports.heads.forms import HeadForm
from reports.models import Document, Manuscript, TextModule
from reports.periods import NotPossible
from reports.selectors import last_headed
from reports.tasks import MAKE_EDITED

SAID = {
    "save": "已保存这一段。",
    "add": "已加一段，请在框里写，再保存。",
    "insert": "已插入常用段落。",
    "start_over": "已改回系统写的原文。",
    "renew": "已换成今天的数据。自己写的字没有动。",
}


@page(Permission.REPORT_MAKE, methods=["POST"])
def manuscript_begin(request, pk):
    """Open the text of a document for editing; the document itself stays as it is."""
    document = get_object_or_404(
        seen_by(Document.objects.within(request.scope), request.user).select_related("snapshot"), pk=pk
    )
    try:
        manuscript = manuscripts.begin(document.snapshot)
    except manuscripts.ManuscriptRefused as problem:
        messages.error(request, str(problem))
        return redirect(document)
    return redirect(manuscript)


@page(Permission.REPORT_MAKE, methods=["GET", "POST"])
def manuscript_edit(request, pk):
    """The text paragraph by paragraph, last year's beside it; each paragraph is saved on its own."""
    manuscript = _manuscript(request, pk)
    trouble, typed = "", {}
    if request.method == "POST":
        form = BlockForm(request.POST)
        if form.is_valid():
            try:
                manuscript = _do(form.cleaned_data, manuscript, request)
            except (manuscripts.ManuscriptRefused, NotPossible) as problem:
                trouble, typed = str(problem), {form.cleaned_data["number"]: form.cleaned_data["text"]}
                manuscript = _manuscript(request, pk)
            else:
                messages.success(request, SAID[form.cleaned_data["do"]])
                at = (form.cleaned_data["number"] or 0) + (form.cleaned_data["do"] in ("add", "insert"))
                return redirect(f"{manuscript.get_absolute_url()}#text-{at}")  # the focus goes into it
        else:
            trouble = "没有看懂要做什么，请刷新后再试。"
    return _editor(request, manuscript, trouble=trouble, typed=typed)


@page(Permission.REPORT_MAKE, methods=["POST"])
def manuscript_make(request, pk):
    """Make the document from the text as it stands; a job prints it."""
    manuscript = _manuscript(request, pk)
    if waiting := manuscripts.unwritten(manuscript):
        places = "、".join(f"第 {number + 1} 段" for number in waiting)
        messages.error(request, f"{places}还没有写。请写好后保存，或清空后保存，删去这一段。")
        return redirect(f"{manuscript.get_absolute_url()}#text-{waiting[0]}")
    form = HeadForm(request.POST)
    if not form.is_valid():
        trouble = "没有生成文件，请看“生成文件”里的说明，改好再生成。"
        return _editor(request, manuscript, trouble=trouble, head_form=form)
    title = manuscript.snapshot.content["title"]
    job = jobs.enqueue(
        MAKE_EDITED, by=request.user, label=f"生成《{title}》"[:150], manuscript=manuscript.pk, head=form.head
    )
    return redirect(job)


def _editor(request, manuscript, *, trouble="", typed=None, head_form=None):
    """Render the editor, its head as typed or as it was for the last paper of this kind and unit."""
    snapshot = manuscript.snapshot
    if head_form is None:
        seen = seen_by(Document.objects.within(request.scope), request.user)
        head_form = HeadForm(last=last_headed(seen, kind=snapshot.kind, unit=snapshot.unit))
    context = {
        "manuscript": manuscript, "snapshot": snapshot, "trouble": trouble,
        "blocks": _rows(manuscript, typed or {}), "last_year": manuscripts.last_years_blocks(snapshot),
        "head_form": head_form, "modules": _modules(request, manuscript),
        "can_keep": request.user.holds(Permission.REPORT_MANAGE),
    }  # fmt: skip
    return render(request, "reports/manuscript_edit.html", context, fragment="editor")


def _manuscript(request, pk):
    found = seen_by(Manuscript.objects.within(request.scope), request.user, kind="snapshot__kind")
    return get_object_or_404(found.select_related("snapshot__unit", "edited_by"), pk=pk)


def _modules(request, manuscript):
    """Return the text modules that can be put into a manuscript: those of its unit and from above."""
    unit = manuscript.snapshot.unit
    paths = [*unit.ancestor_paths, unit.path]
    own = TextModule.objects.within(request.scope).standing().filter(unit__path__in=paths)
    return own.filter(Q(unit=unit) | Q(is_handed_down=True)).order_by("unit__path", "order", "pk")


def _do(wanted, manuscript, request):
    facts = {"revision": wanted["revision"], "by": request.user, "at": timezone.now()}
    if wanted["do"] == "save":
        live = wanted["live"]
        return manuscripts.change_block(manuscript, wanted["number"], wanted["text"], is_live=live, **facts)
    if wanted["do"] == "add":
        if wanted["text"].strip():  # what was typed above it goes with it
            manuscript = manuscripts.change_block(
                manuscript, wanted["number"], wanted["text"], is_live=wanted["live"], **facts
            )
            facts["revision"] = manuscript.revision
        return manuscripts.add_block(manuscript, wanted["number"], **facts)
    if wanted["do"] == "insert":
        module = _modules(request, manuscript).filter(pk=wanted["module"]).first()
        if module is None:
            raise manuscripts.ManuscriptRefused("请选一段常用段落。")
        return manuscripts.insert_module(manuscript, wanted["number"], module, **facts)
    return (manuscripts.renew if wanted["do"] == "renew" else manuscripts.start_over)(manuscript, **facts)


def _rows(manuscript, typed):
    figures = manuscript.snapshot.figures
    return [
        {
            "number": number, "kind": block["kind"],
            "text": typed.get(number, manuscripts.text_of(block["segments"], figures)),
            "has_figures": any("key" in segment for segment in block["segments"]),
            "lines": 1 if block["kind"] != "p" else 5,
        }
        for number, block in enumerate(manuscript.blocks)
    ]  # fmt: skip
