"""Django settings, taken from the environment once: the data directory and the database address.

``MAILLAGE_DATA_DIR``      where the workspace lives (default ``./maillage-data``)
``MAILLAGE_DATABASE_URL``  ``postgresql://user:password@host:port/name`` for teams
                           (default: the SQLite file ``workspace.sqlite3`` in the data directory)
``MAILLAGE_HOSTS``         names the server answers to, separated by commas
                           (default ``localhost,127.0.0.1,[::1]``)
``MAILLAGE_HTTPS``         ``1`` where a proxy in front of the server speaks HTTPS
``MAILLAGE_SECRET_KEY``    the key that signs sessions (default: the file ``secret.key`` in the data
                           directory, made on first use)
``MAILLAGE_EMAIL_URL``     ``smtp://user:password@host:587`` or ``smtps://…:465``
                           (default: messages are kept in the folder ``outbox``)
``MAILLAGE_EMAIL_FROM``    the sender of messages
``MAILLAGE_URL``           where people open the application, for the links of messages
``MAILLAGE_WEBHOOKS_INSIDE``  ``1`` lets webhooks lead inside this network
``MAILLAGE_OIDC``          a JSON file naming the identity provider: see docs/administration.md
"""

import json
import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.urls import reverse_lazy
from django.utils.csp import CSP

PACKAGE = Path(__file__).parent
DATA_DIR = Path(os.environ.get("MAILLAGE_DATA_DIR", "maillage-data"))
CONNECTED_SECONDS = 60
"""A thread keeps its connection so long: to open a file of SQLite costs as much as an answer."""


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
            "CONN_MAX_AGE": CONNECTED_SECONDS,
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": CONNECTED_SECONDS,
        "CONN_HEALTH_CHECKS": True,
    }


def secret_key() -> str:
    """Read the installation's key, made on first use; without a data directory it is not kept."""
    given = os.environ.get("MAILLAGE_SECRET_KEY")
    if given:
        return given
    file = DATA_DIR / "secret.key"
    made = secrets.token_urlsafe(50)
    if DATA_DIR.is_dir():
        try:
            with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:  # noqa: PTH123 - with its mode from the start
                stream.write(made)
        except OSError:
            return file.read_text() if file.is_file() else made
    return made


def mail(address: str) -> dict[str, object]:
    """Translate the address of a mail server into Django's settings; empty: a folder."""
    if not address:
        return {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": DATA_DIR / "outbox"},
        }
    parts = urlsplit(address)
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname or "localhost",
            "port": parts.port or (465 if parts.scheme == "smtps" else 587),
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_ssl": parts.scheme == "smtps",
            "use_tls": parts.scheme == "smtp" and bool(parts.username),
            "timeout": 20,
        },
    }


def identity_providers(file: str) -> dict[str, object]:
    """Read the identity providers people may sign in with."""
    if not file:
        return {}
    return {"openid_connect": {"APPS": json.loads(Path(file).read_text(encoding="utf-8"))}}


DATABASES = {"default": database(os.environ.get("MAILLAGE_DATABASE_URL", ""))}
INSTALLED_APPS = [
    "maillage",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "maillage.web.middleware.EventsIn",
    "maillage.web.middleware.StaticFiles",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "maillage.web.middleware.SessionsSeen",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "maillage.web.middleware.WorkspaceInScope",
]
ROOT_URLCONF = "maillage.urls"
ASGI_APPLICATION = "maillage.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "maillage.web.context.workspace",
            ],
            "libraries": {"cells": "maillage.web.tags"},
        },
    }
]
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [PACKAGE / "web" / "static"]
SERVESTATIC_USE_FINDERS = True
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "maillage_cache",
    },
    "process": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 5_000},
    },
}
NINJA_NUM_PROXIES = 1 if os.environ.get("MAILLAGE_HTTPS") == "1" else 0
WEBHOOKS_INSIDE = os.environ.get("MAILLAGE_WEBHOOKS_INSIDE") == "1"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

SECRET_KEY = secret_key()
ALLOWED_HOSTS = os.environ.get("MAILLAGE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
HTTPS = os.environ.get("MAILLAGE_HTTPS") == "1"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:", "blob:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "form-action": [CSP.SELF],
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 50_000

AUTH_USER_MODEL = "maillage.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTH_PASSWORD_VALIDATORS[1]["OPTIONS"] = {"min_length": 10}
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("home")
SESSION_COOKIE_AGE = 14 * 24 * 3600
ACCOUNT_ADAPTER = "maillage.web.accounts.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Maillage"
MFA_ADAPTER = "maillage.web.accounts.SecondFactorAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
USERSESSIONS_TRACK_ACTIVITY = True
SOCIALACCOUNT_PROVIDERS = identity_providers(os.environ.get("MAILLAGE_OIDC", ""))
SOCIALACCOUNT_ADAPTER = "maillage.web.accounts.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
MAILERS = {"default": mail(os.environ.get("MAILLAGE_EMAIL_URL", ""))}
DEFAULT_FROM_EMAIL = os.environ.get("MAILLAGE_EMAIL_FROM", "maillage@localhost")
ADDRESS = os.environ.get("MAILLAGE_URL", "http://localhost:8000").rstrip("/")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
USE_THOUSAND_SEPARATOR = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [PACKAGE / "locale"]
