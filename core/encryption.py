"""Fields that are unreadable in the database, and the keyed digest by which they can be looked up.

AES-256-GCM with a random nonce; `settings.FIELD_KEYS` lists the keys, the first encrypts, all
decrypt, so that keys can be changed without an outage. PIPL art. 51; domain.md §9.1.
"""

import base64
import binascii
import json
import os
from functools import lru_cache
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder
from django.core.signals import setting_changed
from django.db import models

MARK = "1:"
NONCE_BYTES = 12
HMAC_BLOCK = 64


class Undecipherable(Exception):
    """A stored value was written with a key that `FIELD_KEYS` does not hold."""


@lru_cache(maxsize=1)
def _ciphers():
    try:
        return [AESGCM(base64.urlsafe_b64decode(key)) for key in settings.FIELD_KEYS]
    except ValueError as error:
        raise ImproperlyConfigured("FIELD_KEYS 的每一项都须是 32 字节随机数的 base64 编码。") from error


@lru_cache(maxsize=1)
def _pads():
    """Return the inner and the outer pad of HMAC-SHA-256 (RFC 2104) for the digest key."""
    key = settings.DIGEST_KEY.encode()
    key = (sha256(key).digest() if len(key) > HMAC_BLOCK else key).ljust(HMAC_BLOCK, b"\0")
    return bytes(byte ^ 0x36 for byte in key), bytes(byte ^ 0x5C for byte in key)


def _forget_keys(**kwargs):
    _ciphers.cache_clear()
    _pads.cache_clear()


setting_changed.connect(_forget_keys)


def encrypt(text):
    """Return `text` encrypted, as printable ASCII; the empty text stays empty."""
    return encrypt_all([text])[0]


def encrypt_all(texts):
    """Return each of `texts` encrypted; what is empty, or None, stays empty."""
    seal, nonces = _ciphers()[0].encrypt, memoryview(os.urandom(NONCE_BYTES * len(texts)))
    sealed = []
    for start, text in zip(range(0, len(nonces), NONCE_BYTES), texts, strict=True):
        if text:
            nonce = bytes(nonces[start : start + NONCE_BYTES])
            raw = nonce + seal(nonce, text.encode(), None)
            sealed.append(MARK + binascii.b2a_base64(raw, newline=False).decode())
        else:
            sealed.append("")
    return sealed


def decrypt(stored):
    """Return the text that `encrypt` was given.

    :raises Undecipherable: none of the keys opens it.
    """
    if not stored:
        return ""
    raw = base64.b64decode(stored.removeprefix(MARK))
    for cipher in _ciphers():
        try:
            return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()
        except InvalidTag:
            continue
    raise Undecipherable("字段密钥不匹配，无法解密。")


def digest(text):
    """Return the keyed digest of `text` for exact look-up, 64 hexadecimal digits; empty for empty.

    It is HMAC-SHA-256, written out: the library's takes twice as long for so short a text.
    """
    if not text:
        return ""
    inner, outer = _pads()
    return sha256(outer + sha256(inner + text.encode()).digest()).hexdigest()


class EncryptedTextField(models.TextField):
    """Text that is plain in Python and encrypted in the database. It cannot be filtered on."""

    def get_prep_value(self, value):
        return encrypt(super().get_prep_value(value))

    def from_db_value(self, value, expression, connection):
        return decrypt(value) if value else value

    def get_lookup(self, lookup_name):
        if lookup_name in {"exact", "isnull"}:  # `exact ""` finds the empty ones
            return super().get_lookup(lookup_name)
        return None


JSON_ENCODER = DjangoJSONEncoder(ensure_ascii=False)


class EncryptedJSONField(EncryptedTextField):
    """A JSON value, encrypted as a whole."""

    def get_prep_value(self, value):
        return encrypt(self.as_text(value))

    @staticmethod
    def as_text(value):
        """Return the JSON that is encrypted; empty for None."""
        return "" if value is None else JSON_ENCODER.encode(value)

    def from_db_value(self, value, expression, connection):
        return json.loads(decrypt(value)) if value else None

    def to_python(self, value):
        return value
