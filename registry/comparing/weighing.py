"""What one person and one row of a list say differently."""

from registry.comparing.choices import Kind
from registry.comparing.fields import ARCHIVED, FIELDS, STANDING


def compared_keys(comparison):
    """Return the keys of the fields that are compared, 低保特困 among them if the list itself tells it."""
    keys = list(comparison.fields)
    if comparison.profile.subsistence and "subsistence" not in keys:
        keys.append("subsistence")
    return [key for key in keys if key in FIELDS]


def weigh(person, values, keys, profile):
    """Return (kind, keys that differ, what the register says of them) for a person who is on the list.

    :param values: what the list says: key → stored value; fields that it leaves out are not compared.
    :param keys: what is compared.
    """
    if person.is_archived:
        if profile.standing:
            return Kind.SAME, [], {}
        return Kind.DIFFERING, [ARCHIVED], {ARCHIVED: archived_in_words(person)}
    differing = [key for key in keys if key in values and FIELDS[key].differs(person, values[key])]
    ours = {key: FIELDS[key].of(person) for key in differing}
    if profile.standing:
        differing.append(STANDING)
        ours[STANDING] = "在册"
    return (Kind.DIFFERING if differing else Kind.SAME), differing, ours


def archived_in_words(person):
    """Return why and when a person left the register: 已归档（死亡，2026-05-01）."""
    day = f"，{person.archive_date.isoformat()}" if person.archive_date else ""
    return f"已归档（{person.get_archive_reason_display()}{day}）"


def has_moved_on(person, key, ours):
    """True if the register says something else of a field now than when the lists were compared."""
    if key in (STANDING, ARCHIVED):
        return person.is_archived == (key == STANDING)
    return FIELDS[key].of(person) != ours
