"""The secrets of one installation: made once, kept outside the repository, readable by their owner only."""

import base64
import os
import secrets
from pathlib import Path

HEADER = "# Secrets of this installation. Keep a copy: without FIELD_KEYS the register cannot be read.\n"


def new_secrets():
    """Return fresh values for every secret setting, as a mapping of name to text."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "FIELD_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "DIGEST_KEY": secrets.token_urlsafe(48),
    }


def ensure_local_secrets(path):
    """Write `path` with new secrets unless it exists; return the path.

    The file is created with mode 600 and never overwritten: losing the field keys loses the data.
    """
    path = Path(path)
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    text = HEADER + "".join(f"{name}={value}\n" for name, value in new_secrets().items())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was a moment faster
        return path
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    return path
