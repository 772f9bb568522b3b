"""Pictures on a page and on paper: `picture` shows any; `bars`, `trend`, `sparkline` make the usual ones."""

from django import template
from django.forms.utils import flatatt
from django.template.loader import render_to_string

from core.pictures import NARROW, WIDE, Picture, Row, draw, picture_from, table_of, words_of
from core.pictures.shapes import num

register = template.Library()


@register.inclusion_tag("components/picture.html")
def picture(facts, words=True, title=True):
    """Show a picture on a page: the drawing, what it says, and its table behind a click.

    It is sent drawn for a wide and for a narrow place; the style sheet shows the drawing that fits.
    """
    return _shown(picture_from(facts), words=words, title=title)


@register.inclusion_tag("components/picture.html")
def bars(rows, caption, total=None, unit="人"):
    """Draw horizontal bars under a heading of the page; their table is behind a click.

    Each row is a mapping with `label`, `value`, optionally `url` and `text`, or a (label, value, url).
    With `total` the bars and shares are parts of it; without, the longest bar fills the track.
    """
    entries = tuple(_bar(row) for row in rows)
    return _shown(Picture("bars", caption, entries, unit=unit, whole=total), words=False, title=False)


@register.inclusion_tag("components/picture.html")
def trend(points, label, least=0, most=100, unit="分"):
    """Draw the course of (label, value) pairs, oldest first, with its words and its table."""
    return _shown(_course("lines", points, label, unit, (least, most)), words=True, title=False)


@register.simple_tag
def sparkline(points, label, least=0, most=100):
    """Draw the same as small as a word; the scale begins a little below the lowest."""
    return svg_of(_course("spark", points, label, "", (least, most))) if points else "—"


@register.simple_tag
def picture_svg(facts):
    """Return the drawing alone for paper; it is the one of the page."""
    return svg_of(picture_from(facts))


@register.filter
def picture_words(facts):
    """Return what a picture shows, in words."""
    return words_of(picture_from(facts))


@register.filter
def picture_table(facts):
    """Return the table of a picture (`core.pictures.tables.Table`)."""
    return table_of(picture_from(facts))


def svg_of(shown, width=WIDE):
    """Return a picture as one SVG element; its first child is its alternative text."""
    drawing = draw(shown, width)
    context = {
        "width": num(drawing.width), "height": num(drawing.height), "has_links": drawing.has_links,
        "label": f"{shown.title}：{words_of(shown)}",
        "groups": [
            (group.url, [(shape.tag, flatatt(shape.attrs), shape.text) for shape in group.shapes])
            for group in drawing.groups
        ],
    }  # fmt: skip
    return render_to_string("components/picture_svg.html", context)


def _shown(shown, *, words, title):
    return {
        "picture": shown, "words": words_of(shown), "shows_words": words, "shows_title": title,
        "wide": svg_of(shown), "narrow": svg_of(shown, NARROW), "table": table_of(shown),
    }  # fmt: skip


def _bar(row):
    if not isinstance(row, dict):
        row = dict(zip(("label", "value", "url"), row, strict=False))
    text = row.get("text") or ""
    return Row(str(row["label"]), (row["value"],), texts=(text,) if text else (), url=row.get("url") or "")


def _course(form, points, label, unit, bounds):
    names = tuple(str(name) for name, _ in points)
    row = Row(label, tuple(value for _, value in points))
    return Picture(
        form,
        label,
        (row,),
        columns=names,
        unit=unit,
        head="日期",
        least=float(bounds[0]),
        most=float(bounds[1]),
    )
