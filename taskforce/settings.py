"""All settings, read from environment variables; docs/architecture.md lists them.

`TASKFORCE_ENV=production` refuses to start with anything that is only good enough for a demonstration.
"""

import logging
import os
import re
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from redis.backoff import NoBackoff
from redis.retry import Retry

BASE_DIR = Path(__file__).resolve().parent.parent
DEFAULT_SECRET_KEY = "only-for-demonstration-and-tests-never-in-production"  # noqa: S105  refused in production


def flag(name: str) -> bool:
    """Whether an environment variable is set to something that means yes."""
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


# Which code this is: kept beside every version of a report.
CODE_VERSION = os.environ.get("TASKFORCE_COMMIT", "development")
PRODUCTION = os.environ.get("TASKFORCE_ENV", "development") == "production"
DEMO = flag("TASKFORCE_DEMO")
DEBUG = flag("TASKFORCE_DEBUG")
SECRET_KEY = os.environ.get("TASKFORCE_SECRET_KEY") or DEFAULT_SECRET_KEY
SECRET_KEY_FALLBACKS = os.environ.get("TASKFORCE_OLD_SECRET_KEYS", "").split()
DATABASE_URL = os.environ.get("DATABASE_URL", "")
REDIS_URL = os.environ.get("REDIS_URL", "")
# With what web and workers connect where DATABASE_URL is the owner's; only `manage.py grant` reads it.
APP_DATABASE_URL = os.environ.get("TASKFORCE_APP_DATABASE_URL", "")
# Who fetches /metrics shows this; without it there is no such page.
METRICS_TOKEN = os.environ.get("TASKFORCE_METRICS_TOKEN", "")

ALLOWED_HOSTS = os.environ.get("TASKFORCE_HOSTS", "localhost 127.0.0.1 [::1]").split()
# Where links in mails lead: to the first name that the site answers to, unless another address is given.
SITE_URL = os.environ.get("TASKFORCE_SITE_URL") or (
    f"https://{next(iter(ALLOWED_HOSTS), '')}" if PRODUCTION else "http://localhost:8000"
)

if PRODUCTION:
    refusals = {
        "TASKFORCE_DEBUG is set": DEBUG,
        "TASKFORCE_DEMO is set": DEMO,
        "TASKFORCE_NOW is set": bool(os.environ.get("TASKFORCE_NOW")),
        "TASKFORCE_SECRET_KEY is missing or the default": SECRET_KEY == DEFAULT_SECRET_KEY,
        "TASKFORCE_SECRET_KEY has fewer than 50 characters": len(SECRET_KEY) < 50,
        "DATABASE_URL is missing": not DATABASE_URL,
        "REDIS_URL is missing": not REDIS_URL,
        "TASKFORCE_HOSTS is missing or allows every name": "*" in os.environ.get("TASKFORCE_HOSTS", "*"),
        "TASKFORCE_METRICS_TOKEN has fewer than 30 characters": 0 < len(METRICS_TOKEN) < 30,
        "TASKFORCE_EMAIL_HOST is missing": not os.environ.get("TASKFORCE_EMAIL_HOST"),
        "TASKFORCE_SITE_URL, or the first of TASKFORCE_HOSTS, is no https address": not re.fullmatch(
            r"https://[a-z0-9][a-z0-9.-]*(:[0-9]+)?", SITE_URL
        ),
    }
    if any(refusals.values()):
        reasons = "; ".join(reason for reason, holds in refusals.items() if holds)
        raise ImproperlyConfigured(f"This does not start in production: {reasons}.")

CSRF_TRUSTED_ORIGINS = os.environ.get("TASKFORCE_ORIGINS", "").split()

# From the top floor down: an app may dress the pages of those below it.
OWN_APPS = ("taskforce", "reports", "dependencies", "timeline", "questions", "core", "accounts")
INSTALLED_APPS = [
    *OWN_APPS,
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_cotton.apps.SimpleAppConfig",
    "django_filters",
    "django_htmx",
    "csp",
    "pghistory",
    "pgtrigger",
    "rest_framework",
    "drf_spectacular",
    "knox",
    "rules",
]

MIDDLEWARE = [
    "core.middleware.LogMiddleware",
    "core.api.middleware.ApiMiddleware",
    "core.middleware.BrowserLimitsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Around all that may answer in the place of a view.
    "core.middleware.NoStoreMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "core.middleware.ViewerMiddleware",
    "core.throttling.VisitorRateMiddleware",
    "core.middleware.ActorMiddleware",
]

ROOT_URLCONF = "taskforce.urls"
WSGI_APPLICATION = "taskforce.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django.templatetags.i18n", "django_cotton.templatetags.cotton", "core.templatetags.core"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.site_frame",
            ],
        },
    }
]
COTTON_DIR = "components"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Countries that our library gives other names than papers do.
COUNTRIES_OVERRIDE = {"BY": _("Belarus"), "PH": _("Philippines"), "US": _("United States")}

# The main menu: name of the page, name of the address. An entry is born together with its page.
NAVIGATION = (
    (_("Today"), "today"),
    (_("Register"), "dependencies:register"),
    (_("Timeline"), "timeline:plan"),
    (_("Commitments"), "timeline:commitments"),
    (_("Reports"), "reports:list"),
    (_("Read ledger"), "core:ledger", "core.read_ledger"),
)
PUBLIC_NAVIGATION = (
    (_("Reports to the House"), "publications:list"),
    (_("Sign in"), "account_login"),
)

# Database. The second alias reads one snapshot (what a report is compiled from) and cannot write.
# Without a URL nothing connects: `make` starts a server and sets it (taskforce/services).
DATABASES: dict[str, Any] = {
    alias: dict(dj_database_url.parse(DATABASE_URL or "postgresql:///taskforce")) for alias in ("default", "snapshot")
}
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DATABASES["snapshot"] |= {
    "TEST": {"MIRROR": "default"},
    "OPTIONS": DATABASES["snapshot"].get("OPTIONS", {})
    | {"options": "-c default_transaction_isolation=repeatable\\ read -c default_transaction_read_only=on"},
}
DATABASE_ROUTERS = ["core.snapshot.SnapshotRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def redis_database(url: str, database: int) -> str:
    """The address of another numbered database of the same Redis."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        # Not urlunsplit(): it leaves out the two slashes, without which redis-py reads no address.
        return f"unix://{parts.path}?{urlencode(dict(parse_qsl(parts.query)) | {'db': database})}"
    return urlunsplit(parts._replace(path=f"/{database}"))


def broker(url: str) -> str:
    """The address of Redis as Celery spells it where it listens on a socket."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    database = dict(parse_qsl(parts.query)).get("db", "0")
    return f"redis+socket://{parts.path}?virtual_host={database}"


CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "core.caching.ForgivingCache",
        "LOCATION": REDIS_URL,
        # A page does not wait for a Redis that is gone: by default redis-py would try for seconds, at each question.
        "OPTIONS": {"retry": Retry(NoBackoff(), 1), "socket_connect_timeout": 1, "socket_timeout": 1},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# Celery only carries work that is a row (core.models.Job and Mail); it keeps nothing and returns nothing.
CELERY_BROKER_URL = broker(REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Whoever asks for work is not kept waiting for a broker that is gone: the sweeper sends it later.
CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
# A render that takes longer than this is stopped from outside, since Typst cannot be cancelled (seconds).
CELERY_TASK_TIME_LIMIT = 300
# Kilobytes of memory after which a child that rendered is replaced.
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 800_000
JOB_LEASE_SECONDS = float(os.environ.get("TASKFORCE_JOB_LEASE", "30"))
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "core.sweep_jobs", "schedule": JOB_LEASE_SECONDS / 2},
    "sweep-mails": {"task": "core.sweep_mails", "schedule": 30.0},
    # The clock of the domain decides whether it is the morning of a working day.
    "post-morning-mails": {"task": "core.post_morning_mails", "schedule": 600.0},
    "forget-sessions": {"task": "accounts.forget_sessions", "schedule": 3600.0},
}
CELERY_BEAT_SCHEDULER = "taskforce.beat:Scheduler"
CELERY_BEAT_SCHEDULE_FILENAME = os.environ.get("TASKFORCE_BEAT_FILE", str(BASE_DIR / ".run" / "celerybeat-schedule"))

# Who signs in, and how.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
# The page about the API, named here since the page of tokens stands floors below it.
API_DOCS = "api-docs"
ACCOUNT_ADAPTER = "core.password_reset.AccountAdapter"
ACCOUNT_FORMS = {"reset_password": "core.password_reset.ResetPasswordForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "front"
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
# Addresses are given by an administrator and never verified by a mail; without this, a row that allauth makes of one
# would bar its owner from setting up a second factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Taskforce Strategische Afhankelijkheden"
SECOND_FACTOR_REQUIRED = not DEMO

SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
# A cookie of this prefix cannot be set by another host of the same domain. Browsers ask HTTPS for it.
COOKIE_PREFIX = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"
# Pages that a visitor may ask for.
VISITOR_RATE = os.environ.get("TASKFORCE_VISITOR_RATE", "300/min")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
# Whether other hosts of the same domain have HTTPS too is not for this site to promise.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
# Behind a proxy the visitor's address is the last one in X-Forwarded-For; otherwise nobody's word is taken for it.
PROXIES = 1 if flag("TASKFORCE_BEHIND_PROXY") else 0
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = ["core.uploads.RefuseFiles"]
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# Language and time.
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
# The names of countries come from a library, of which nothing else is installed: it would bring some 250 flags.
LOCALE_PATHS = [BASE_DIR / "locale", Path(str(find_spec("django_countries").origin)).parent / "locale"]  # type: ignore[union-attr]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
# Where the clock of the domain starts, and at which real moment (seconds since the epoch) it did; see core/clock.py.
TASKFORCE_NOW = os.environ.get("TASKFORCE_NOW")
TASKFORCE_NOW_SINCE = os.environ.get("TASKFORCE_NOW_SINCE")

# Files.
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("vendor/utrecht", BASE_DIR / "node_modules" / "@utrecht" / "component-library-css" / "dist"),
    ("vendor/source-sans-3", BASE_DIR / "node_modules" / "@fontsource-variable" / "source-sans-3"),
    ("vendor/source-serif-4", BASE_DIR / "node_modules" / "@fontsource-variable" / "source-serif-4"),
    ("vendor/htmx", BASE_DIR / "node_modules" / "htmx.org" / "dist"),
]
MEDIA_ROOT = Path(os.environ.get("TASKFORCE_MEDIA", BASE_DIR / "media"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
# The sheet of design tokens; those who may use Rijkshuisstijl's point this to their own file.
TOKENS_STYLESHEET = os.environ.get("TASKFORCE_TOKENS", "css/tokens.css")

# History (pghistory): every event is kept; accounts.tracking says what may change one.
PGHISTORY_ADMIN_ALL_EVENTS = False

# The API: JSON in, JSON out, for visitors what is published (core/api). It is described in English.
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "core.api.authentication.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticatedOrReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.api.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "core.api.schema.AutoSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "core.api.problems.problem_handler",
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {
        "anon": os.environ.get("TASKFORCE_API_VISITOR_RATE", "120/min"),
        "user": os.environ.get("TASKFORCE_API_RATE", "600/min"),
    },
    "NUM_PROXIES": PROXIES,
    "URL_FORMAT_OVERRIDE": None,
}
# Said because Django asks for it where a key leads to this table; it is knox's own.
KNOX_TOKEN_MODEL = "knox.AuthToken"  # noqa: S105  the name of a table
REST_KNOX = {
    "AUTH_HEADER_PREFIX": "Bearer",
    # Lets scanners for leaked secrets recognise a token of ours.
    "TOKEN_PREFIX": "tsa_",
    "TOKEN_TTL": timedelta(days=90),
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.1",
    "TITLE": "Taskforce Strategische Afhankelijkheden",
    "DESCRIPTION": (
        "The register of dependencies of the interdepartmental Taskforce Strategische Afhankelijkheden, what it plans "
        "and does, and what was promised to the House of Representatives. Everybody may read what is published; staff "
        "read and change what their role allows, with a token (Bearer) or the session of the website. A row that is "
        "not meant for you does not exist for you: not in lists, counts or links. Messages follow Accept-Language "
        "(nl, en)."
    ),
    "VERSION": "1.0.0",
    "CONTACT": {
        "name": "Secretariat of the Taskforce Strategische Afhankelijkheden",
        "email": os.environ.get("TASKFORCE_CONTACT_EMAIL", "taskforce@example.org"),
        "url": os.environ.get("TASKFORCE_CONTACT_URL", "https://www.example.org/taskforce"),
    },
    "LICENSE": {"name": "EUPL-1.2", "url": "https://joinup.ec.europa.eu/collection/eupl/eupl-text-eupl-12"},
    "SERVERS": [{"url": "/api/v1", "description": "This server"}],
    "TAGS": [
        {"name": "activities", "description": "What the taskforce does in each quarter."},
        {"name": "commitments", "description": "Promises to the House and motions that it carried."},
        {"name": "question-sets", "description": "The questions by which dependencies are assessed, by version."},
        {"name": "dependencies", "description": "The register of dependencies, from the first signal on."},
        {"name": "figure-series", "description": "Numbers by source: of a dependency, or counted by a study."},
        {"name": "openapi.json", "description": "This document."},
    ],
    "DEFAULT_GENERATOR_CLASS": "core.api.schema.SchemaGenerator",
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "core.api.schema.complete"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SCHEMA_PATH_PREFIX_TRIM": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "SORT_OPERATION_PARAMETERS": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "ActivityState": "timeline.models.ActivityState",
        "Classification": "core.api.fields.CLASSIFICATION_NAMES",
        "CommitmentKind": "timeline.models.CommitmentKind",
        "CoreTask": "timeline.models.CoreTask",
        "DependencyBasis": "dependencies.models.Basis",
        "DependencyScope": "dependencies.models.Scope",
        "FigureOrigin": "dependencies.models.Origin",
        "Ground": "accounts.classification.Ground",
        "QuestionSetState": "questions.models.SetState",
        "Reporter": "dependencies.models.Reporter",
        "SeriesKind": "dependencies.models.SeriesKind",
        "Stage": "dependencies.models.Stage",
        "StageBasis": "dependencies.models.StageBasis",
        "Subject": "dependencies.models.Subject",
        "Treatment": "dependencies.models.Treatment",
    },
}

# Lines of JSON without content in production (core/logs.py); in words elsewhere.
LOG_LEVEL = os.environ.get("TASKFORCE_LOG_LEVEL", "INFO" if PRODUCTION else "WARNING").upper()
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "core.logs.JsonFormatter"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json" if PRODUCTION else "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING" if PRODUCTION else LOG_LEVEL},
    "loggers": {
        **{name: {"level": LOG_LEVEL} for name in (*OWN_APPS, "celery")},
        # No mail of errors, which would hold the values of the time; what is refused or not there has its line already.
        "django": {"handlers": [], "level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}

if PRODUCTION:
    # Also those of Python itself, from before the log is set up.
    logging.captureWarnings(True)

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if os.environ.get("TASKFORCE_EMAIL_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = os.environ.get("TASKFORCE_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("TASKFORCE_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("TASKFORCE_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("TASKFORCE_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = flag("TASKFORCE_EMAIL_TLS")
# Seconds that the server gets for each answer; a mail is held by its worker meanwhile.
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = os.environ.get("TASKFORCE_EMAIL_FROM", "taskforce@example.org")
