import base64
import tempfile
from pathlib import Path

from config.settings.base import *  # noqa: TID251

SECRET_KEY = "test-only-" + "x" * 50
FIELD_KEYS = [base64.urlsafe_b64encode(b"t" * 32).decode()]
DIGEST_KEY = "test-only-digest-key"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES = database("sqlite:///:memory:")
SCRATCH = Path(tempfile.mkdtemp(prefix="zhucan-test-"))
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, so that a worker thread and the live server have connections of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS | {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA temp_store=MEMORY;"
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c synchronous_commit=off"
MEDIA_ROOT = SCRATCH / "media"
SCRATCH_DIR = SCRATCH / "scratch"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
