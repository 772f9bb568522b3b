"""What a row would change: the person and the certificate as they are, and as the row says."""

from orgs.models import Unit
from registry.services.certificates import expiry_of

CARD_FIELDS = ("number", "category", "grade", "components", "issued_on", "expires_on", "state")
ORIGINAL_DIGITS = 20  # the suffix B1 of a reissued certificate comes after them


def differences(entry, person):
    """Return (before, after) of the person's fields that the row states otherwise. Units are their pks."""
    before, after = {}, {}
    for name, value in entry.facts.items():
        is_unit = isinstance(value, Unit)
        old, new = (getattr(person, f"{name}_id"), value.pk) if is_unit else (getattr(person, name), value)
        if old != new:
            before[name], after[name] = old, new
    return before, after


def replaces(entry, card):
    """True if the row names another certificate than the current one."""
    number = entry.card.get("number")
    return bool(card and number and card.number and number != card.number)


def card_values(entry, card):
    """Return the values of the certificate as it will be: what the row states over what stays.

    :param card: the current certificate, or None.
    """
    stated = {name: value for name, value in entry.card.items() if value}
    kept = {}
    if card and replaces(entry, card):
        if stated["number"][:ORIGINAL_DIGITS] == card.number[:ORIGINAL_DIGITS]:
            kept = {name: getattr(card, name) for name in ("components", "issued_on", "expires_on")}
    elif card:
        kept = {name: getattr(card, name) for name in CARD_FIELDS}
    values = kept | stated
    if "issued_on" in stated and "expires_on" not in stated:
        old = kept.get("expires_on")
        if old is None or old == expiry_of(kept.get("issued_on")):  # nobody has set another day
            values["expires_on"] = expiry_of(stated["issued_on"])
    return values


def card_differences(values, card):
    """Return (before, after) of the certificate's fields, keys led by `card.`; `card` may be None."""
    before, after = {}, {}
    for name, value in values.items():
        old = getattr(card, name) if card else None
        if old != value and (old or value):
            before[f"card.{name}"], after[f"card.{name}"] = old, value
    return before, after
