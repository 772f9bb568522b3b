"""The objects of a PDF as plain values: dicts, lists, `Ref`, and for everything else its own bytes.

A name is bytes that begin with a slash, a string bytes that begin with a bracket. Only so much is read as
joining files takes; drawing pages is no business of ours (ISO 32000-1, 7.3).
"""

import re

TOKEN = re.compile(
    rb"""(?P<ref>\d+)\s+\d+\s+R(?![A-Za-z0-9])
    |(?P<open><<|\[)
    |(?P<close>>>|\])
    |(?P<other>
        /[^\s()<>\[\]{}/%]*
        |\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)
        |<[0-9A-Fa-f\s]*>
        |[^\s()<>\[\]{}/%]+
    )""",
    re.VERBOSE | re.DOTALL,
)
ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r\n": b""}


class Malformed(Exception):
    """The bytes are no object of a PDF."""


class Ref(int):
    """The number of another object of the same file."""


def parse(data, start=0):
    """Return (the object that begins at `start`, where it ends).

    :raises Malformed: there is none.
    """
    stack = []
    for found in TOKEN.finditer(data, start):
        kind = found.lastgroup
        if kind == "open":
            stack.append((found[0], []))
            continue
        if kind == "ref":
            value = Ref(found["ref"])
        elif kind == "close":
            if not stack:
                break
            opener, value = stack.pop()
            value = dict(zip(value[::2], value[1::2], strict=True)) if opener == b"<<" else value
        else:
            value = found[0]
        if not stack:
            return value, found.end()
        stack[-1][1].append(value)
    raise Malformed


def written(value, numbers=None):
    """Return an object as bytes. With `numbers`, references get those; what has none there becomes null."""
    if isinstance(value, Ref):
        if numbers is None:
            return b"%d 0 R" % value
        own = numbers.get(value)
        return b"null" if own is None else b"%d 0 R" % own
    if isinstance(value, bytes):
        return value
    if isinstance(value, dict):
        return b"<<" + b"".join(b"%b %b" % (k, written(v, numbers)) for k, v in value.items()) + b">>"
    return b"[" + b" ".join([written(own, numbers) for own in value]) + b"]"


def text(words):
    """Return a text for people as a string of a PDF."""
    return hex_string(b"\xfe\xff" + words.encode("utf-16-be"))


def hex_string(content):
    """Return bytes as a string of a PDF."""
    return b"<" + content.hex().encode() + b">"


def content_of(string):
    """Return the bytes that a string of a PDF stands for."""
    if string.startswith(b"<"):
        digits = re.sub(rb"\s", b"", string[1:-1]).decode()
        return bytes.fromhex(digits + "0" * (len(digits) % 2))
    return ESCAPE.sub(_unescaped, string[1:-1])


def _unescaped(found):
    sign = found[1]
    return bytes([int(sign, 8) & 255]) if sign[:1].isdigit() else ESCAPED.get(sign, sign)


def is_string(value):
    """True for a string, also one in hexadecimal digits."""
    return isinstance(value, bytes) and value[:1] in (b"(", b"<")
