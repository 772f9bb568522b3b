"""A real installation, and the one that `script/server` starts on the newcomer's own machine."""

from config.settings.base import *  # noqa: TID251

if (VAR_DIR / "zhucan.env").exists():
    env.read_env(VAR_DIR / "zhucan.env")

DEBUG = False
SECRET_KEY = required("SECRET_KEY")
FIELD_KEYS = required("FIELD_KEYS").split(",")
DIGEST_KEY = required("DIGEST_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
PUBLIC_URL = env.str("PUBLIC_URL", default=CSRF_TRUSTED_ORIGINS[0] if CSRF_TRUSTED_ORIGINS else PUBLIC_URL)
DATABASES = database(f"sqlite:///{VAR_DIR / 'zhucan.sqlite3'}")
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(MEDIA_ROOT))

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# HTTPS everywhere, except where the operator says that this is a machine talking to itself.
HTTPS = not env.bool("PLAIN_HTTP", default=False)
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
