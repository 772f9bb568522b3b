"""Row keys: the opaque cell by which an exported row finds its person again, and what it said when exported.

A key holds the person and, for every field, a short keyed digest of its value at the time of the export. So
three states can be compared later – exported, in the file, in the register – without keeping the export.
"""

import base64
import binascii
import hmac
import struct
from dataclasses import dataclass

from django.conf import settings

VERSION = 1
HEAD = struct.Struct(">BQ")
DIGEST, SEAL = 3, 10  # bytes
PERSON_FIELDS = (
    "name", "ethnicity", "unit", "address", "household_number", "relation", "hukou", "education",
    "marriage", "employment", "subsistence", "guardian_name", "guardian_relation", "bank_name", "note",
    "phone", "guardian_phone", "bank_account", "residence",
)  # fmt: skip
CARD_FIELDS = ("number", "category", "grade", "components", "issued_on", "expires_on", "state")
FIELDS = (*PERSON_FIELDS, *(f"card.{name}" for name in CARD_FIELDS))  # the order is part of VERSION
UNITS = ("unit", "residence")


@dataclass(frozen=True)
class RowKey:
    """What a row key says: whose row it is, and a digest of each field as it was exported."""

    person: int  # pk
    digests: dict[str, bytes]

    def was(self, name, value):
        """True if the field was exported with this value."""
        return self.digests.get(name) == value_digest(self.person, name, value)


def value_digest(person, name, value):
    """Return the short keyed digest of a field's value; units are given as their pk."""
    text = "" if value is None else str(value)
    return _mac(f"{person}|{name}|{text}".encode())[:DIGEST]


def seal(person, card):
    """Return the row key of a person with their current certificate (or None) as they are now."""
    values = [getattr(person, f"{name}_id" if name in UNITS else name) for name in PERSON_FIELDS]
    values += [getattr(card, name) if card else "" for name in CARD_FIELDS]
    content = HEAD.pack(VERSION, person.pk)
    content += b"".join(value_digest(person.pk, n, v) for n, v in zip(FIELDS, values, strict=True))
    return base64.urlsafe_b64encode(content + _mac(content)[:SEAL]).decode().rstrip("=")


def unseal(text):
    """Return the `RowKey` that a cell holds, or None if it is not one of ours, or no longer whole."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return None
    content, mac = raw[:-SEAL], raw[-SEAL:]
    if len(content) != HEAD.size + DIGEST * len(FIELDS) or not hmac.compare_digest(_mac(content)[:SEAL], mac):
        return None
    version, person = HEAD.unpack_from(content)
    if version != VERSION:
        return None
    cut = content[HEAD.size :]
    digests = {name: cut[i * DIGEST : (i + 1) * DIGEST] for i, name in enumerate(FIELDS)}
    return RowKey(person, digests)


def _mac(content):
    return hmac.digest(settings.DIGEST_KEY.encode(), b"row key|" + content, "sha256")
