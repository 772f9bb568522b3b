from config.secrets import ensure_local_secrets
from config.settings.base import *  # noqa: TID251

env.read_env(ensure_local_secrets(VAR_DIR / "zhucan.env"))

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = required("SECRET_KEY")
FIELD_KEYS = required("FIELD_KEYS").split(",")
DIGEST_KEY = required("DIGEST_KEY")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
DATABASES = database(f"sqlite:///{VAR_DIR / 'zhucan.sqlite3'}")
