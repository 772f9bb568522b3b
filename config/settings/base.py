"""Settings shared by every environment. Anything secret or local comes from `env`."""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]
env = environ.Env()
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))  # everything the program itself writes


def required(name):
    """Return the environment's value, or stop with an error that says where to look."""
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"缺少环境变量 {name}。生产环境的设置方法见 docs/deploying.md。")
    return value


# --- Applications, lowest floor first (docs/adr/0001) ---
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "auditlog",
    "axes",
    "csp",
    "core",
    "orgs",
    "accounts",
    "registry",
    "staff",
    "assessments",
    "reports",
]

MIDDLEWARE = [
    "core.middleware.RequestNumber",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "core.middleware.SignInRequired",
    "accounts.middleware.IdleSignOut",
    "accounts.middleware.PasswordChangeRequired",
    "accounts.middleware.AuditActor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.navigation.frame",
            ],
            "builtins": [
                "core.templatetags.ui",
                "core.templatetags.pictures",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
            ],
        },
    },
]

# --- Database: SQLite out of the box, PostgreSQL by DATABASE_URL ---
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
        "PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
    ),
}


def database(default):
    """Return the DATABASES setting for `DATABASE_URL`, with what SQLite needs for several writers."""
    config = env.db_url("DATABASE_URL", default=default)
    if config["ENGINE"].endswith("sqlite3"):
        config["OPTIONS"] = SQLITE_OPTIONS
    else:
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
    return {"default": config}


DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Signing in ---
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "reports:workbench"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
PASSWORD_MIN_LENGTH = 8
PASSWORD_HISTORY = 5
PASSWORD_MAX_AGE_DAYS = 90
DEMO_PERSONS = env.int("DEMO_PERSONS", default=40_900)  # of the demo county that `prepare` loads
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="")  # of the demo accounts; random ones without it
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.LengthRule"},
    {"NAME": "accounts.passwords.CharacterClassRule"},
    {"NAME": "accounts.passwords.NotMyNameRule"},
    {"NAME": "accounts.passwords.NotCommonRule"},
    {"NAME": "accounts.passwords.NotUsedBeforeRule"},
]
IDLE_SECONDS = 30 * 60
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_COOLOFF_TIME = 0.5  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "accounts.views.signing_in.locked_out"
AXES_ENABLE_ADMIN = False
# A whole township office shares one address: accounts are locked, not addresses.
SILENCED_SYSTEM_CHECKS = ["axes.W006", "security.W019"]
AXES_VERBOSE = False

# --- Audit (docs/adr) ---
AUDITLOG_LOGENTRY_MODEL = "accounts.AuditEntry"
MIGRATION_MODULES = {"auditlog": None}  # its own table would stay empty beside ours
AUDIT_KEEP_DAYS = 365

# --- Long work ---
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
JOB_STALE_SECONDS = 600

# --- Uploads ---
UPLOAD_MAX_MB = 50
IMPORT_MAX_ROWS = 200_000
IMPORT_EDITABLE_ROWS = 3_000  # of a workbook that is exported to be edited and imported again
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- Paper ---
PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000")  # stands in QR codes on paper

# The county's own licensed faces (ttf or otf files); open ones stand in for what is not given.
PRINT_FONTS = {
    "fang": env.str("FONT_FANGSONG", default=""),
    "kai": env.str("FONT_KAITI", default=""),
    "title": env.str("FONT_XIAOBIAOSONG", default=""),
    "hei": env.str("FONT_HEITI", default=""),
    "song": env.str("FONT_SONGTI", default=""),
}

# --- Language and time ---
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True  # Django's own messages in Chinese; ours are written in Chinese directly
USE_TZ = True

# --- Files ---
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"
SCRATCH_DIR = VAR_DIR / "scratch"  # files under way
MEDIA_URL = "/media/"  # never served: files leave only through guarded views
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Headers ---
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
    }
}
X_FRAME_OPTIONS = "SAMEORIGIN"  # our own pages frame the preview of a document
SECURE_REFERRER_POLICY = "same-origin"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "axes": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}
