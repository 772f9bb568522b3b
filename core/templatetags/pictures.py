"""Pictures of courses over time: a line with its words and, for the large one, its table behind a click."""

from django import template

from core.templatetags.ui import NOTHING

register = template.Library()

WIDTH, HEIGHT, EDGE = 120, 32, 4


@register.inclusion_tag("components/sparkline.html")
def sparkline(points, label, least=0, most=100):
    """Draw a small line of (label, value) pairs, oldest first; the scale begins a little below the lowest."""
    return _line(points, label, least=least, most=most)


@register.inclusion_tag("components/trend.html")
def trend(points, label, least=0, most=100, unit="分"):
    """Draw the same large, with its table behind a click."""
    return _line(points, label, least=least, most=most) | {"points": points, "unit": unit}


def _line(points, label, *, least, most):
    values = [float(value) for _, value in points]
    low = min([*values, float(most)]) if values else float(least)
    low = max(float(least), low - (float(most) - low) * 0.2 - 1)
    span = (float(most) - low) or 1
    step = (WIDTH - 2 * EDGE) / max(1, len(values) - 1)
    places = [
        (EDGE + step * number, HEIGHT - EDGE - (value - low) / span * (HEIGHT - 2 * EDGE))
        for number, value in enumerate(values)
    ]
    return {
        "label": label,
        "words": _words(points),
        "line": " ".join(f"{x:.1f},{y:.1f}" for x, y in places),
        "last": [f"{place:.1f}" for place in places[-1]] if places else None,
        "width": WIDTH,
        "height": HEIGHT,
    }


def _words(points):
    """Return the course in words: from where to where, and how much that is."""
    if not points:
        return NOTHING
    (first_label, first), (last_label, last) = points[0], points[-1]
    if len(points) == 1:
        return f"{last_label} {last}"
    change = last - first
    course = "持平" if not change else f"上升 {change}" if change > 0 else f"下降 {-change}"
    return f"{first_label} {first}，{last_label} {last}，{course}"
