"""How much of a sensitive value a list may show (domain.md §9.3)."""

ID_TAIL = 4


def masked_id_number(number):
    """Return 6 digits, eight stars and the last four: 620499********1234."""
    return f"{number[:6]}********{number[-ID_TAIL:]}" if len(number) >= 15 else "*" * len(number)


def masked_card_number(number):
    """Hide the birth date and the digits that name category and grade: 620499**************."""
    return f"{number[:6]}{'*' * (len(number) - 6)}" if len(number) > 6 else "*" * len(number)


def masked_phone(number):
    """Return 138****5678, or only stars for a number too short to hide anything in."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 11 else "*" * len(number)


def masked_bank_account(number):
    """Return only the last four digits."""
    return f"**** {number[-4:]}" if len(number) > 4 else "*" * len(number)


def masked(value):
    """Return a constant in place of a value that the audit log must not repeat."""
    return "（已变更，内容不入日志）" if value and value != "None" else ""
