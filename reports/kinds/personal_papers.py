"""What all forms have in common: one sheet a person, the same facts in a list behind them."""

from reports.figures import FigureBook, FrozenList
from reports.kinds.papers import day_in_words

AT_ONCE = 15  # forms laid out together: they take a process 175 MB


def stated(subject, frozen, forms, *, title, name):
    """Return the content of a snapshot of forms, and its lists.

    :param frozen: the list behind them, still without rows; its columns are keys of a form.
    :param forms: what stands on each: texts, and lines of texts.
    """
    rows = [[_flat(form[column.key]) for column in frozen.columns] for form in forms]
    book = FigureBook()
    book.add_list(FrozenList(frozen.key, frozen.label, frozen.permission, frozen.columns, rows))
    book.group(frozen.label)
    book.count("forms.total", frozen.label, of=frozen.key, unit="份")
    content = {
        "title": "".join(title), "form_title": name, "issuer": subject.unit.federation_name,
        "as_of": subject.as_of, "day": day_in_words(subject.as_of), "tables": [], "figures": book.figures,
        "groups": book.groups, "forms": forms,
    }  # fmt: skip
    return content, list(book.lists.values())


def _flat(value):
    return "\n".join(" ".join(line) for line in value) if isinstance(value, list) else value
