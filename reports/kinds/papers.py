"""What all statistical tables have in common: the template, the content, the words over and under them."""

PRINT = "reports/print/statistics.html"
UNKNOWN = "“—”为系统没有数据可以统计，不是零。"


def content_of(book, subject, title, tables, **more):
    """Return the content of a snapshot of tables.

    :param more: `lead` (paragraphs of segments over the first table), `explained` (code and words of each
        indicator).
    """
    for table in tables:
        table["filled_by"] = table["filled_by"] or subject.unit.federation_name
    return {
        "title": "".join(title), "issuer": subject.unit.federation_name, "as_of": subject.as_of,
        "tables": tables, "figures": book.figures, "groups": book.groups, **more,
    }  # fmt: skip


def day_in_words(day):
    """Return a day as an official paper writes it."""
    return f"{day.year}年{day.month}月{day.day}日"


def upto(subject, unit=""):
    """Return what stands at the upper right: the unit of the figures, and the day."""
    day = f"截至{day_in_words(subject.as_of)}"
    return f"单位：{unit}　　{day}" if unit else day


def whereabouts(subject, own):
    """Return the unit of a row in words, with its township for who sees several townships."""
    if subject.unit.is_township:
        return own["unit"]
    if own["township"].endswith(own["unit"]):  # a township; in a city its county stands before it
        return own["township"]
    return f"{own['township']}{own['unit']}"


def areas_named(subject):
    """Return what the places one step below the subject are called."""
    return subject.areas_named
