"""A fingerprint of all that a roll is computed from.

While it stays the same, computing the roll anew would give the same lines. It may differ although they do
not: who asks then computes.
"""

import hashlib


def fingerprint(owners, window, book):
    """Return the SHA-256 over owners, the window of months, and what the county has laid down."""
    told = hashlib.sha256(repr(window).encode())
    for row, path in book.rows:
        held = [(field.attname, getattr(row, field.attname)) for field in row._meta.concrete_fields]
        told.update(repr((row._meta.label, path, held)).encode())
    for line in sorted(map(_told, owners)):
        told.update(line.encode())
    return told.hexdigest()


def _told(owner):
    """Return what `lines_of` and the line made from its answer see of one person."""
    member, dibao, past = owner.member, owner.dibao, owner.past
    return repr((
        (member.pk, member.name, member.bank_name, member.bank_digest),
        [(one.pk, one.post.post_type, one.post.unit_id, one.post.unit.path) for one in owner.appointments],
        owner.spells,
        (_sorted(dibao.grants), _sorted(dibao.spells), dibao.is_dated),
        sorted((month, sorted(held.items())) for month, held in past.booked.items()),
        sorted(past.elsewhere.items()),
        sorted(owner.carried.items()),
        [(one.pk, str(one.kind), one.month, one.amount, one.reason) for one in owner.adjustments],
    ))  # fmt: skip


def _sorted(rows):
    return sorted(map(repr, rows))
