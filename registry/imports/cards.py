"""The columns of the certificate in a row."""

from core.sheets.cells import is_rounded
from registry.choices import Category, Grade
from registry.identity import card_problems, tidy_number
from registry.imports.columns import TITLES
from registry.models import Certificate

COMPONENTS_MAX = Certificate._meta.get_field("components").max_length
CARD_ADVICE = "对照残疾人证重新填写。"


def read_card(reading):
    """Read number, category, grade, components, dates and state into `entry.card`."""
    number = _number(reading)
    category, grade = reading.choice("category"), reading.choice("grade")
    problems = card_problems(
        number, id_number=reading.entry.id_number, category=category or "", grade=grade or ""
    )
    for problem in problems:
        reading.blame("card_number", problem)
    if number and not problems:
        category, grade = category or Category(number[18]).value, grade or Grade(number[19]).value
    if number or category or grade:
        reading.entry.card |= {"number": number, "category": category or "", "grade": grade or ""}
        _refuse_half(reading, number, {"category": category, "grade": grade})
    details = {
        "components": read_components(reading),
        "issued_on": reading.day("issued_on"),
        "expires_on": reading.day("expires_on"),
        "state": reading.choice("card_state"),
    }
    reading.entry.card |= {key: value for key, value in details.items() if value}
    _check_days(reading, details["issued_on"], details["expires_on"])


def _number(reading):
    number = reading.said["card_number"] = tidy_number(reading.stated("card_number"))
    if not is_rounded(reading.cell("card_number")):
        return number
    if not reading.id_is_rounded:  # both at once have one cause
        reading.refuse_rounded("card_number")
    return ""


def _refuse_half(reading, number, stated):
    """A certificate without number needs category and grade; blank cells are blamed, odd ones already are."""
    for key, value in stated.items():
        if not (value or number or reading.stated(key)):
            reading.refuse(key, "value_unknown", f"没有填写{TITLES[key]}。", "对照残疾人证补填。")


def read_components(reading):
    """Return what the row says of the parts of a multiple disability."""
    text = reading.said["components"] = reading.stated("components")
    if len(text) > COMPONENTS_MAX:
        message = f"{TITLES['components']}超过 {COMPONENTS_MAX} 个字。"
        reading.refuse("components", "value_unknown", message, "只写类别和等级。")
    return text


def _check_days(reading, issued, expires):
    if issued and issued > reading.today:
        reading.refuse("issued_on", "date_invalid", "发证日期还没有到。", CARD_ADVICE)
    if issued and expires and expires <= issued:
        reading.refuse("expires_on", "date_invalid", "有效期不晚于发证日期。", CARD_ADVICE)
