"""The pages on which anybody with a paper in hand can see whether it is genuine. Nobody signs in here."""

import hashlib

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from core.codes import CodeRefused, clean_code, shown
from core.public_pages import public_page
from core.throttle import Throttle
from orgs.proofs import selectors
from orgs.proofs.forms import CodeForm, FileForm

LOOKS = Throttle(limit=120, seconds=600)  # of one address; a counter with many papers to check needs less
MISSES = Throttle(limit=20, seconds=600)
UNKNOWN_CODE = "没有这个验真码。它可能是伪造的，请向文件上署名的单位核实。"


public = public_page(looks=LOOKS, misses=MISSES, wait="orgs/proofs/slow_down.html")


@public
@require_safe
def proof_search(request):
    """Ask for a code or a file; a code that was typed leads to its page."""
    form = CodeForm(request.GET or None)
    if form.is_valid():
        return redirect("proofs:proof_detail", form.cleaned_data["code"])
    return _search_page(request, code_form=form)


@public
@require_safe
def proof_detail(request, code):
    """Say of the paper with this code what anybody may know."""
    try:
        proof, trouble = selectors.proof_of(clean_code(code)), UNKNOWN_CODE
    except CodeRefused as problem:
        proof, trouble = None, str(problem)
    if proof is None:
        typed = CodeForm(initial={"code": code})
        return _search_page(request, code_form=typed, trouble=trouble, status=404)
    return _proof_page(request, proof)


@public
@require_http_methods(["POST"])
def proof_file(request):
    """Compare a copy of a PDF with what was handed out. The file is read once and not kept."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _search_page(request, file_form=form)
    digest = hashlib.file_digest(form.cleaned_data["file"], "sha256").hexdigest()
    proof = selectors.proof_of_file(digest)
    if proof is None:
        return _search_page(
            request, status=404,
            trouble="系统没有生成过这个文件，或文件在生成后被改动过（另存、加注、压缩都算改动）。"
            "请用下载的原件核对，或输入文件上的验真码。",
        )  # fmt: skip
    asked = form.cleaned_data["of"]
    return _proof_page(
        request, proof, is_same_file=True, asked="" if asked in ("", proof.code) else shown(asked)
    )


def _search_page(request, *, code_form=None, file_form=None, trouble="", status=200):
    context = {"code_form": code_form or CodeForm(), "file_form": file_form or FileForm(), "trouble": trouble}
    return render(request, "orgs/proofs/proof_search.html", context, status=status)


def _proof_page(request, proof, *, is_same_file=False, asked=""):
    """Show what is known of a paper; `asked` is the code of another one, to which its file was held."""
    context = {
        "verdict": selectors.verdict_on(selectors.proof_of(proof.code)),
        "is_same_file": is_same_file,
        "asked": asked,
        "file_form": FileForm(initial={"of": proof.code}),
    }
    return render(request, "orgs/proofs/proof_detail.html", context)
