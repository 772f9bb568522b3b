"""Documents: one HTML template is the preview on the screen and the tagged PDF (PDF/UA-1, zh-CN).

A print template may name two things only: a file of `static/print` as `print:NAME`, and a picture which the
caller hands over as `media:NAME` (`core.printing`).
"""

from itertools import combinations, pairwise

from django.template.loader import render_to_string
from django.templatetags.static import static

LANGUAGE = "zh-CN"
PRINT_STYLES = ["official.css", "tables.css", "pictures.css"]
LETTER_STYLE, SCREEN_STYLE, FONT_STYLE = "letter.css", "screen.css", "own-fonts.css"
IMPRINT_STYLE = "imprint.css"
TITLE_CELLS = (
    19  # characters of 22 pt in a line of 156 mm: twenty, less what figures are wider than half of one
)


def render_html(template, context, *, title, author):
    """Return the HTML of a document for the screen, with the same styles as the paper."""
    styles = [static(f"print/{name}") for name in [*_styles_of(context), SCREEN_STYLE]]
    return _html(template, context, title=title, author=author, styles=styles)


def render_pdf(template, context, *, title, author, media=None):
    """Return the bytes of the document as `print_document` makes it.

    :raises DocumentNotMade: the template names an address that it may not.
    """
    return print_document(template, context, title=title, author=author, media=media).content


def paper_html(template, context, *, title, author):
    """Return the HTML of a document for paper, from which `print_made` makes the PDF."""
    styles = [f"print:{name}" for name in [*_styles_of(context), FONT_STYLE]]
    return _html(template, context, title=title, author=author, styles=styles)


def print_made(html, media=None):
    """Return what `paper_html` gave as PDF/UA-1; any process can do it, for it asks no database.

    :raises DocumentNotMade: the HTML names an address that it may not.
    """
    from core.printing import print_html  # WeasyPrint is slow to import: only who prints waits for it

    return print_html(html, media or {})


def print_into(path, html, media=None):
    """Do the same as `print_made` into a file; what comes back is small enough to be sent between processes.

    :raises DocumentNotMade: the HTML names an address that it may not.
    """
    from core.printing import print_to_file

    return print_to_file(html, media or {}, path)


def draw(template, context):
    """Return the pages of a template as a PDF without tags (`core.printing.draw_html`)."""
    from core.printing import draw_html

    return draw_html(render_to_string(template, context))


def print_document(template, context, *, title, author, media=None):
    """Return the document as PDF/UA-1 in the page of GB/T 9704-2012 (`domain.md` section 7).

    `title` is a text, or the phrases of it between which a long title may be broken. `media` gives the
    bytes of each picture that the template names as `media:NAME`.

    :raises DocumentNotMade: the template names any other address.
    """
    return print_made(paper_html(template, context, title=title, author=author), media)


def _styles_of(context):
    letterhead, styles = context.get("letterhead"), list(PRINT_STYLES)
    if letterhead and letterhead.is_letter:
        styles.append(LETTER_STYLE)
    if letterhead and letterhead.imprint:
        styles.append(IMPRINT_STYLE)
    return styles


def _html(template, context, *, title, author, styles):
    phrases = [title] if isinstance(title, str) else list(title)
    facts = {"title": "".join(phrases), "title_lines": title_lines(phrases)}
    return render_to_string(
        template, {**context, **facts, "author": author, "styles": styles, "language": LANGUAGE}
    )


def title_lines(phrases, cells=TITLE_CELLS):
    """Return a title as the fewest lines that fit, as even as its phrases allow (GB/T 9704: 排列对称)."""
    for breaks in range(len(phrases)):
        layouts = [_joined(phrases, places) for places in combinations(range(1, len(phrases)), breaks)]
        fitting = [lines for lines in layouts if max(map(width_of, lines)) <= cells]
        if fitting:
            return min(fitting, key=lambda lines: max(map(width_of, lines)) - min(map(width_of, lines)))
    return list(phrases)


def _joined(phrases, places):
    ends = [0, *places, len(phrases)]
    return ["".join(phrases[start:end]) for start, end in pairwise(ends)]


def width_of(text):
    """Return the width of a text in character cells: figures and Latin letters take half of one."""
    return sum(0.5 if character.isascii() else 1 for character in text)
