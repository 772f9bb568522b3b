from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from core.htmx import render
from core.pages import page
from core.paging import page_of
from core.permissions import Permission
from reports.answers import services
from reports.answers.choices import HOW_TONES, How, Posted, Target
from reports.answers.composing import key_of, where_of
from reports.answers.forms import ColumnsForm, ComposeForm, OptionsForm, RowsForm
from reports.answers.services import AnswerRefused
from reports.answers.views.asking import answer_of

COLUMNS_AT_ONCE = 15
SAID = {
    "compose": "已组合，各列的对应也已保存。",
    "accept": "已采用建议，各列的对应也已保存。请核对后再回填。",
}


@page(Permission.REPORT_MAKE, methods=["GET", "POST"])
def answer_columns(request, pk):
    """What fills each column of one sheet; the clerk corrects it and has the form filled."""
    answer = answer_of(request, pk)
    if not answer.can_be_mapped:
        messages.error(request, f"这张表{answer.get_state_display()}，不能核对各列。")
        return redirect(answer)
    number, sheet = _sheet(request, answer)
    columns = page_of(sheet["columns"], request, size=COLUMNS_AT_ONCE)
    form = ColumnsForm(
        request.POST or None, number=number, target=sheet["target"], columns=list(columns)
    )  # fmt: skip
    is_composing = request.POST.get("act") == "compose"
    maker = ComposeForm(request.POST if is_composing else None, columns=list(columns))
    if request.method == "POST" and form.is_valid() and (not is_composing or maker.is_valid()):
        return _chosen(request, answer, _choices(request, form, maker, sheet), number)
    context = {
        "answer": answer, "number": number, "sheet": sheet, "form": form, "columns": columns,
        "shown": [_with_words(column) for column in form.shown()],
        "options": OptionsForm(
            initial={"posted": Posted.ALL} | answer.options, target=sheet["target"]
        ),
        "rows_form": RowsForm(initial={"target": sheet["target"]}),
        "target": Target(sheet["target"]), "tables": list(enumerate(answer.tables)),
        "maker": maker if sheet["target"] == Target.UNITS else None, "near": _unconfirmed(sheet),
        "notes": [own for own in answer.found if own["note"]],
        "needs_rows": not sheet["rows"]["given"],
        "hows": _counted(sheet),
    }  # fmt: skip
    return render(request, "reports/answers/answer_columns.html", context, fragment="columns")


def _choices(request, form, maker, sheet):
    """Return what the page says of its columns, with what was composed, or with every proposal."""
    choices, act = form.choices(), request.POST.get("act")
    if act == "compose":
        choices[form.number, int(maker.cleaned_data["place"])] = key_of(maker.where())
    elif act == "accept":
        choices |= {
            (form.number, column["place"]): column["near"]
            for column in _unconfirmed(sheet)
            if not choices.get((form.number, column["place"]))
        }
    return choices


def _unconfirmed(sheet):
    """Return the columns whose words are all understood and that nobody has confirmed, each meaning once.

    What is only spelt like something known is left to be looked at one by one.
    """
    taken = {"", *(column["key"] for column in sheet["columns"])}
    found = [own for own in sheet["columns"] if not own["key"] and own["near"] not in taken]
    worded = {own["near"]: own for own in reversed(found) if where_of(own["near"]) is not None}
    return list(worded.values())


def _chosen(request, answer, choices, number):
    act = request.POST.get("act")
    try:
        services.choose_columns(answer, by=request.user, at=timezone.now(), choices=choices)
        if act == "fill":
            services.request_filling(answer, by=request.user, at=timezone.now())
            return redirect(answer)
    except AnswerRefused as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, SAID.get(act, "已保存各列的对应。"))
    query = urlencode({"sheet": number, "page": request.GET.get("page", "")})
    return redirect(f"{reverse('answers:answer_columns', args=[answer.pk])}?{query}")


@page(Permission.REPORT_MAKE, methods=["POST"])
def answer_options(request, pk):
    """Change which units or persons are put into a form that names none."""
    answer = answer_of(request, pk)
    number, sheet = _sheet(request, answer) if answer.tables else (0, {"target": None})
    form = OptionsForm(request.POST, target=sheet["target"])
    if not form.is_valid():
        said = "；".join(str(error) for errors in form.errors.values() for error in errors)
        messages.error(request, said)
    else:
        try:
            services.change_options(answer, by=request.user, at=timezone.now(), options=form.options())
        except AnswerRefused as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, "已保存填报范围。")
    return redirect(f"{reverse('answers:answer_columns', args=[answer.pk])}?{urlencode({'sheet': number})}")


@page(Permission.REPORT_MAKE, methods=["POST"])
def answer_rows(request, pk):
    """Say what the rows of one sheet are about, where it was taken for something else; it is read again."""
    answer, form = answer_of(request, pk), RowsForm(request.POST)
    if not (answer.can_be_mapped and form.is_valid()):
        messages.error(request, "这张表现在不能改每行是什么。")
        return redirect(answer)
    number, _ = _sheet(request, answer)
    try:
        services.read_again(
            answer, by=request.user, at=timezone.now(), number=number, target=form.cleaned_data["target"]
        )
    except AnswerRefused as problem:
        messages.error(request, str(problem))
        return redirect("answers:answer_columns", pk=answer.pk)
    return redirect(answer)


def _sheet(request, answer):
    """Return (number, sheet) as asked for; nonsense gives the first."""
    asked, tables = request.GET.get("sheet", ""), answer.tables
    number = int(asked) if asked.isascii() and asked.isdigit() and int(asked) < len(tables) else 0
    return number, tables[number]


def _with_words(column):
    how, preview = How(column["how"]), column.get("preview")
    is_of_this = preview is not None and preview["key"] == (column["key"] or column["near"])
    texts = preview["texts"] if is_of_this else []
    return column | {"how_words": how.label, "tone": HOW_TONES[how], "preview_texts": texts}


def _counted(sheet):
    """Return (words, tone, number) of how the columns of a sheet were found."""
    hows = [column["how"] for column in sheet["columns"]]
    return [(how.label, HOW_TONES[how], hows.count(how)) for how in How if how in hows]
