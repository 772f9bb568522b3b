"""The certificate number: derived from ID number, category and grade, with a suffix after each loss.

20 digits are the ID number, the category and the grade; a certificate made anew after a loss adds B1, the
next one B2, up to B9 (domain.md §1.1). A lost number is never given out again.
"""

from registry.choices import Category, Grade

BASE_LENGTH = 20
MARK = "B"


class NumberExhausted(ValueError):
    """No suffix is left; the message is fit to show."""


def derived_number(id_number, category, grade):
    """Return the 20 digits for a holder of that category and grade."""
    return f"{id_number}{Category(category).value}{Grade(grade).value}"


def parts_of(number):
    """Return (the first 20 digits, how often it was made anew) of a certificate number."""
    base, suffix = number[:BASE_LENGTH], number[BASE_LENGTH:]
    return base, int(suffix.removeprefix(MARK) or 0)


def number_after_loss(number, *, last):
    """Return the number of the certificate that takes the place of a lost one.

    :param last: the highest suffix that is given out.
    :raises NumberExhausted: it would be beyond `last`.
    """
    base, times = parts_of(number)
    if times >= last:
        raise NumberExhausted(
            f"该证已补办到 {MARK}{times}，补办序号最多到 {MARK}{last}，请报上级残联核实后处理。"
        )
    return f"{base}{MARK}{times + 1}"


def number_after_regrading(id_number, category, grade, *, used):
    """Return the number for an assessed category and grade: the plain 20 digits, unless those were lost once.

    :param used: the numbers that the holder ever had. Of the same 20 digits the highest suffix counts: every
        loss has led to the next one, so that one alone was never lost.
    """
    base = derived_number(id_number, category, grade)
    highest = max((times for own, times in map(parts_of, used) if own == base), default=0)
    return f"{base}{MARK}{highest}" if highest else base


def assessed(grades):
    """Return (category, grade, components) of an assessment.

    One kind of disability is its own category. Several are 多重, which takes the grade of the most severe
    and names all of them (办法 art. 13, domain.md §1.4).

    :param grades: {category: grade} of what was found, at least one.
    """
    found = sorted(grades.items())
    if len(found) == 1:
        category, grade = found[0]
        return Category(category), Grade(grade), ""
    named = "、".join(f"{Category(kind).label}{Grade(grade).label}" for kind, grade in found)
    return Category.MULTIPLE, Grade(min(grade for _, grade in found)), named
