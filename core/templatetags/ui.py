"""The component library: one tag per component, but for `badge` backed by `templates/components/<name>.html`.

Loaded everywhere as a builtin. Also the filters that write numbers, dates and money the Chinese way.
"""

import datetime
from decimal import Decimal, InvalidOperation

from django import template
from django.forms import CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import slugify

from core.forms import FlatSelect

register = template.Library()

NOTHING = "—"
TONES = ("good", "bad", "warn", "info", "none")
LEVEL_TONES = {"success": "good", "warning": "warn", "error": "bad"}
PAGES_AROUND = 1


# --- Filters ---


@register.filter
def thousands(value):
    """Write a number with thousands separators: 12,345. Nothing gives a dash."""
    number = _decimal(value)
    return NOTHING if number is None else f"{number:,f}"


@register.filter
def yuan(amount):
    """Write an amount in yuan with two decimals: ¥ 12,345.00. Nothing gives a dash."""
    number = _decimal(amount)
    if number is None:
        return NOTHING
    sign = "−" if number < 0 else ""
    return f"{sign}¥ {abs(number):,.2f}"


@register.filter
def percent_of(part, total):
    """Write the share of `part` in `total` with one decimal: 27.4%. A share of nothing gives a dash."""
    part, total = _decimal(part), _decimal(total)
    if part is None or not total:
        return NOTHING
    return f"{part * 100 / total:.1f}%"


@register.filter
def cn_date(value):
    """Write a date as 2026年11月22日; a moment is first moved to local time. Nothing gives a dash."""
    value = _local(value)
    return f"{value.year}年{value.month}月{value.day}日" if value else NOTHING


@register.filter
def cn_datetime(value):
    """Write a moment as 2026年11月22日 09:05 in local time. Nothing gives a dash."""
    value = _local(value)
    return f"{cn_date(value)} {value:%H:%M}" if value else NOTHING


@register.filter
def or_dash(value):
    """Write a dash where a value is missing; zero is a value."""
    return NOTHING if value is None or value == "" else value


@register.filter
def tone_of_level(level_tag):
    """Return the tone of a message level, for `django.contrib.messages`."""
    return LEVEL_TONES.get(level_tag, "info")


@register.filter
def file_size(count):
    """Write a number of bytes as KB or MB."""
    if count is None:
        return NOTHING
    return f"{count / 1024 / 1024:.1f} MB" if count >= 1024 * 1024 else f"{max(1, round(count / 1024))} KB"


def _decimal(value):
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _local(value):
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


# --- Frames around content ---


@register.simple_block_tag
def card(content, title="", width=""):
    """Put content on a card with an optional second-level heading."""
    return render_to_string("components/card.html", {"content": content, "title": title, "width": width})


@register.simple_block_tag
def scroller(content, label, flat=False):
    """Put a table into a region that scrolls both ways and keeps its head and first column in view."""
    return render_to_string("components/scroller.html", {"content": content, "label": label, "flat": flat})


@register.simple_block_tag
def dialog(content, id, title):
    """Put content into a dialog that `data-dialog-open="#id"` opens."""
    return render_to_string("components/dialog.html", {"content": content, "id": id, "title": title})


# --- Small pieces ---


@register.simple_tag
def badge(text, tone="none"):
    return format_html('<span class="tag {}">{}</span>', tone if tone in TONES else "none", text)


@register.inclusion_tag("components/tile.html")
def tile(label, value, under="", url="", **options):
    """Show one figure; whole numbers get their separators, anything else is shown as it is."""
    is_count = isinstance(value, int) and not isinstance(value, bool)
    return {
        "label": label,
        "value": thousands(value) if is_count else or_dash(value),
        "under": under,
        "url": url,
        "tone": options.get("tone", ""),
        "width": options.get("width", "w3"),
    }


@register.inclusion_tag("components/empty.html")
def empty(text, url="", action=""):
    return {"text": text, "url": url, "action": action}


@register.inclusion_tag("components/steps.html")
def steps(labels, current):
    """Show the steps of a wizard; `labels` is a list or a text parted by commas, `current` counts from 1."""
    names = labels.replace("，", ",").split(",") if isinstance(labels, str) else labels
    rows = [
        {"label": str(name).strip(), "done": number < current, "current": number == current}
        for number, name in enumerate(names, 1)
    ]
    return {"steps": rows}


@register.inclusion_tag("components/progress_bar.html")
def progress_bar(done, total, label, text=""):
    return {"done": done, "total": total, "label": label, "text": text}


@register.inclusion_tag("components/crumbs.html")
def crumbs(units=(), here=""):
    """Show the way down the unit tree: each entry has a name and an address, or is a pair of both."""
    links = [
        {"name": unit[0], "url": unit[1]}
        if isinstance(unit, tuple)
        else {"name": getattr(unit, "short_name", "") or unit.name, "url": unit.get_absolute_url()}
        for unit in units or ()
    ]
    return {"links": links, "here": here}


@register.inclusion_tag("components/choice_button.html")
def choice_button(name, value, label, chosen):
    return {"name": name, "value": value, "label": label, "pressed": value == chosen}


# --- Lists ---


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context, page, target="#results"):
    """Lead through the pages of a list, keeping every other part of the query string."""
    paginator = page.paginator
    return {
        "page": page,
        "numbers": paginator.get_elided_page_range(page.number, on_each_side=PAGES_AROUND, on_ends=1),
        "gap": paginator.ELLIPSIS,
        "sizes": getattr(page, "sizes", ()),
        "slug": slugify(target),
        "target": target,
        "request": context["request"],
    }


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context, label, key, default="", **options):
    """Head a column that sorts by click; `default` is the order of a list whose address names none."""
    asked = context["request"].GET.get("sort", "") or default
    is_up, is_down = asked == key, asked == f"-{key}"
    return {
        "label": label,
        "key": key,
        "next_key": f"-{key}" if is_up else key,
        "order": ("ascending" if is_up else "descending") if is_up or is_down else "",
        "number": options.get("number", False),
        "target": options.get("target", "#results"),
        "request": context["request"],
    }


# --- Forms ---


@register.inclusion_tag("components/field.html")
def field(bound, hint="", private=False):
    """Show one form field: label above, hint, error beside it, "required" in words.

    `private` keeps what is typed out of the drafts that the browser stores.
    """
    if not isinstance(bound, BoundField):
        raise template.TemplateSyntaxError("field takes a bound form field")
    widget, hint = bound.field.widget, hint or bound.help_text
    is_group = isinstance(widget, CheckboxSelectMultiple | RadioSelect)
    return {
        "bound": bound,
        "control": bound.as_widget(
            FlatSelect.instead_of(widget), _control_attrs(bound, hint, private=private, is_group=is_group)
        ),
        "kind": "group" if is_group else "check" if isinstance(widget, CheckboxInput) else "plain",
        "hint": hint,
        "hint_id": f"{bound.auto_id}_helptext",
        "error_id": f"{bound.auto_id}_error",
        "described_by": _described_by(bound, hint),
        "is_hidden": bound.is_hidden,
        "is_required": bound.field.required and not bound.field.disabled,
    }


def _control_attrs(bound, hint, *, private, is_group):
    attrs = {"data-private": ""} if private else {}
    described_by = _described_by(bound, hint)
    if described_by and not is_group and not bound.is_hidden:
        attrs["aria-describedby"] = described_by
    return attrs


def _described_by(bound, hint):
    parts = [f"{bound.auto_id}_helptext"] if hint else []
    if bound.errors:
        parts.append(f"{bound.auto_id}_error")
    return " ".join(parts)


@register.inclusion_tag("components/form_errors.html")
def form_errors(form):
    """Sum up what is wrong with a form, each problem linked to its field."""
    fields = [
        {"label": bound.label, "id": bound.id_for_label or bound.auto_id, "message": message}
        for bound in form.visible_fields()
        for message in bound.errors
    ]
    return {"general": form.non_field_errors(), "fields": fields}
