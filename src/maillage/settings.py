"""Django settings, taken from the environment once: the data directory and the database address.

``MAILLAGE_DATA_DIR``      where the workspace lives (default ``./maillage-data``)
``MAILLAGE_DATABASE_URL``  ``postgresql://user:password@host:port/name`` for teams
                           (default: the SQLite file ``workspace.sqlite3`` in the data directory)
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

PACKAGE = Path(__file__).parent
DATA_DIR = Path(os.environ.get("MAILLAGE_DATA_DIR", "maillage-data"))


def database(url: str) -> dict[str, object]:
    """Translate a database address into Django's settings; an empty one means SQLite."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "workspace.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
    }


DATABASES = {"default": database(os.environ.get("MAILLAGE_DATABASE_URL", ""))}
INSTALLED_APPS = ["maillage"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [PACKAGE / "locale"]
