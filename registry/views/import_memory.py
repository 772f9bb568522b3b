"""What imports have been taught: spellings and columns, listed, and forgotten again."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect

from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from registry.imports import batches, mapping, mending
from registry.imports.aliases import meaning_in_words, title_of
from registry.imports.kinds import batches_for, kind_of, mappings_for
from registry.imports.opening import IMPORTING
from registry.models import ImportAlias

MAPPINGS_SHOWN = 50


@page(*IMPORTING)
def memory_list(request):
    aliases = page_of(
        ImportAlias.objects.within(request.user.scope_of(Permission.PERSON_IMPORT)).newest_first(), request
    )
    for alias in aliases:
        alias.column, alias.means = title_of(alias), meaning_in_words(alias)
    mappings = list(mappings_for(request.user).newest_first()[:MAPPINGS_SHOWN])
    for each in mappings:
        titles, kind = dict(enumerate(each.titles)), kind_of(each)
        known = kind.titles_of(each)
        each.pairs = [(titles.get(place), known.get(key, key)) for key, place in each.places.items()]
        each.kind_title = kind.title
    context = {"aliases": aliases, "mappings": mappings}
    return render(request, "registry/import_memory.html", context, fragment="results")


@page(*IMPORTING, methods=["POST"])
def alias_remove(request, pk):
    alias = get_object_or_404(
        ImportAlias.objects.within(request.user.scope_of(Permission.PERSON_IMPORT)).newest_first(), pk=pk
    )
    mending.remove_alias(alias)
    messages.info(request, f"已删除写法“{alias}”。以后遇到会重新提示，已经导入的不受影响。")
    return redirect("registry:import_memory")


@page(*IMPORTING, methods=["POST"])
def mapping_forget(request, pk):
    """Forget the columns of a sender's rosters; with `batch`, read that import again without them."""
    remembered = get_object_or_404(mappings_for(request.user), pk=pk)
    asked = request.POST.get("batch", "")
    if not asked:
        mapping.forget(remembered)
        messages.info(request, "已忘记这种表头的对应。以后遇到会重新识别。")
        return redirect("registry:import_memory")
    key = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 18 else 0
    batch = get_object_or_404(batches_for(request.user), pk=key)
    try:
        mapping.read_without(batch, remembered, by=request.user)
    except batches.NotPossible as problem:
        messages.error(request, str(problem))
    return redirect(batch)
