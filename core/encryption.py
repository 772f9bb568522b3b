"""Fields that are unreadable in the database, and the keyed digest by which they can be looked up.

AES-256-GCM with a random nonce; `settings.FIELD_KEYS` lists the keys, the first encrypts, all
decrypt, so that keys can be changed without an outage. PIPL art. 51; domain.md §9.1.
"""

import base64
import hmac
import json
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

MARK = "1:"
NONCE_BYTES = 12


class Undecipherable(Exception):
    """A stored value was written with a key that `FIELD_KEYS` does not hold."""


@lru_cache
def _ciphers(keys):
    try:
        return [AESGCM(base64.urlsafe_b64decode(key)) for key in keys]
    except ValueError as error:
        raise ImproperlyConfigured("FIELD_KEYS 的每一项都须是 32 字节随机数的 base64 编码。") from error


def encrypt(text):
    """Return `text` encrypted, as printable ASCII; the empty text stays empty."""
    if not text:
        return ""
    nonce = os.urandom(NONCE_BYTES)
    sealed = _ciphers(tuple(settings.FIELD_KEYS))[0].encrypt(nonce, text.encode(), None)
    return MARK + base64.b64encode(nonce + sealed).decode()


def decrypt(stored):
    """Return the text that `encrypt` was given.

    :raises Undecipherable: none of the keys opens it.
    """
    if not stored:
        return ""
    raw = base64.b64decode(stored.removeprefix(MARK))
    for cipher in _ciphers(tuple(settings.FIELD_KEYS)):
        try:
            return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()
        except InvalidTag:
            continue
    raise Undecipherable("字段密钥不匹配，无法解密。")


def digest(text):
    """Return the keyed digest of `text` for exact look-up, 64 hexadecimal digits; empty for empty."""
    if not text:
        return ""
    return hmac.digest(settings.DIGEST_KEY.encode(), text.encode(), "sha256").hex()


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


class EncryptedJSONField(EncryptedTextField):
    """A JSON value, encrypted as a whole."""

    def get_prep_value(self, value):
        if value is None:
            return ""
        return encrypt(json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder))

    def from_db_value(self, value, expression, connection):
        return json.loads(decrypt(value)) if value else None

    def to_python(self, value):
        return value
