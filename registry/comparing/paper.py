"""Papers of a comparison: a village's list to be signed, and the letter back to the department."""

from core.documents import render_pdf
from registry.comparing.choices import Answer, Kind
from registry.comparing.defaults import MOST_LETTER_ROWS
from registry.comparing.selectors.figures import figures_for_keeping, rows_of
from registry.comparing.selectors.rows import told

TASK_TITLE = "数据比对核实清单"
LETTER_PHRASES = ("关于", "数据比对结果的", "复函")
MOST_PRINTED = 1000
IN_LETTER = (Kind.DIFFERING, Kind.ONLY_HERE, Kind.ONLY_THERE, Kind.UNREADABLE)


def task_pdf(task, scope):
    """Return (PDF, number of rows) of a village's task as far as the scope sees it."""
    found = task.rows.within(scope).for_list().order_by("pk")[:MOST_PRINTED]
    rows = list(found)
    for row in rows:
        row.comparison = task.comparison
    context = {"task": task, "comparison": task.comparison, "rows": told(rows)}
    issuer = task.comparison.unit.federation_name
    return render_pdf("registry/comparing/print/task.html", context, title=TASK_TITLE, author=issuer), len(
        rows
    )


def letter_pdf(comparison, scope, on):
    """Return (PDF, rows in its list) of the letter back: counts, and a list with masked numbers."""
    rows = rows_of(comparison, scope).filter(kind__in=IN_LETTER).for_list().order_by("kind", "path", "pk")
    listed = list(rows[: MOST_LETTER_ROWS + 1])
    is_cut = len(listed) > MOST_LETTER_ROWS
    listed = listed[:MOST_LETTER_ROWS]
    for row in listed:
        row.comparison = comparison
    figures = figures_for_keeping(comparison)
    issuer = comparison.unit.federation_name
    context = {
        "comparison": comparison,
        "issuer": issuer,
        "kinds": [(kind.label, figures["kinds"][kind.value]) for kind in Kind if kind != Kind.POSSIBLE],
        "fields": figures["fields"],
        "answers": [(a.label, figures["answers"][a.value]) for a in Answer if figures["answers"][a.value]],
        "rows": told(listed),
        "is_cut": is_cut,
        "most": MOST_LETTER_ROWS,
        "on": on,
    }
    title = (LETTER_PHRASES[0], f"“{comparison.title}”", *LETTER_PHRASES[1:])
    return render_pdf("registry/comparing/print/letter.html", context, title=title, author=issuer), len(
        listed
    )
