"""Settings: everything from the environment, read here and nowhere else.

What each variable means stands in docs/running.md.
"""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from launchhub.embedded import addresses

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()  # NAME_FILE names a file that holds NAME


def secret(name: str) -> str:
    """Return the variable `name`, or nothing; files of secrets may end with a line break."""
    return str(env.str(name, default="")).strip()


# Where it runs -----------------------------------------------------------------------------------------------------

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = secret("SECRET_KEY") or addresses.secret_key(DATA_DIR)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
BASE_URL = env.str("BASE_URL", default=f"http://localhost:{env.int('PORT', default=8000)}").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL])
HTTPS = BASE_URL.startswith("https://")

# What it is made of ------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "launchhub.operations",
    "launchhub.hub",
    "messaging",
    "qa",
    "roadmap",
    "launchhub.pages",
    "launchhub.notifications",
    "launchhub.discussion",
    "launchhub.saved_views",
    "launchhub.search",
    "launchhub.imports",
    "launchhub.api",
    "launchhub.web",
    "launchhub.embedded",
    "launchhub.accounts",
    "launchhub.events",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "launchhub.operations.requests.RequestLogMiddleware",
    "launchhub.web.middleware.SecurityHeadersMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "launchhub.accounts.middleware.WorkspaceMiddleware",
    "launchhub.web.middleware.PositionMiddleware",
    "launchhub.web.middleware.RefusalMiddleware",
    "launchhub.web.middleware.SecretLinkMiddleware",
]

ROOT_URLCONF = "launchhub.urls"
WSGI_APPLICATION = "launchhub.wsgi.application"
HEALTH_PATHS = ("/healthz", "/readyz", "/metrics")

# Django's own language for the templates of allauth, the admin and the browsable extras; Jinja2 for ours.
DJANGO_TEMPLATES = {
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "DIRS": [BASE_DIR / "templates" / "django"],
    "APP_DIRS": True,
    "OPTIONS": {
        "context_processors": [
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
            "launchhub.web.context.account",
        ],
    },
}
JINJA_TEMPLATES = {
    "BACKEND": "django.template.backends.jinja2.Jinja2",
    "DIRS": [BASE_DIR / "templates"],
    "APP_DIRS": False,
    "OPTIONS": {
        "environment": "launchhub.web.jinja.environment",
        "context_processors": ["launchhub.web.context.shell"],
    },
}
TEMPLATES = [JINJA_TEMPLATES, DJANGO_TEMPLATES]
FORM_RENDERER = "launchhub.web.form_rendering.FormRenderer"

# PostgreSQL is the only truth; Valkey (or Redis) carries wake-ups and ids ------------------------------------------

# A server that vanishes says nothing: without these, a request waits a quarter of an hour, and who listens two hours.
POSTGRESQL_PATIENCE = {
    "connect_timeout": 5,  # seconds
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds
}
_database = env.db_url_config(secret("DATABASE_URL") or addresses.database_url(DATA_DIR))
DATABASES = {
    "default": _database
    | {
        "ENGINE": "launchhub.lib.postgresql",
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=600),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": POSTGRESQL_PATIENCE | _database.get("OPTIONS", {}),
        "DISABLE_SERVER_SIDE_CURSORS": True,  # PgBouncer in transaction mode may stand in front
    }
}
RELAY_DATABASE_URL = secret("RELAY_DATABASE_URL")
REDIS_URL = secret("REDIS_URL") or addresses.redis_url(DATA_DIR)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
VALKEY_PATIENCE = {"socket_timeout": 5, "socket_connect_timeout": 2}  # seconds
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": VALKEY_PATIENCE,
    }
}

# Celery: at least once, none lost (architecture.md, "Delivery promise") ---------------------------------------------

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    **VALKEY_PATIENCE,
    "visibility_timeout": 300,
    "max_retries": 1,
    "global_keyprefix": env.str("BROKER_PREFIX", default=""),
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_SOFT_TIME_LIMIT = 50
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False  # what it was sending would be sent twice

# People ------------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "launchhub.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = str
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_FORMS = {
    "change_password": "launchhub.accounts.counted_forms.ChangePasswordForm",
    "reset_password": "launchhub.accounts.counted_forms.ResetPasswordForm",
}
ACCOUNT_SIGNUP_FORM_CLASS = "launchhub.accounts.forms.SignupForm"
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
# Ours are exact and say when to come back (launchhub/accounts/guesses.py); allauth keeps its own on e-mails.
ACCOUNT_RATE_LIMITS = dict.fromkeys(
    ("login", "login_failed", "reauthenticate", "change_password", "reset_password", "reset_password_from_key")
)
MFA_RATE_LIMITS = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=int(HTTPS))
MFA_FORMS = {
    "authenticate": "launchhub.accounts.counted_forms.AuthenticateForm",
    "reauthenticate": "launchhub.accounts.counted_forms.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "launchhub.accounts.adapter.MFAAdapter"
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # people come by invitation to their address: nobody signs up with another's
MFA_TOTP_ISSUER = "LaunchHub"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

# E-mail and other roads out ----------------------------------------------------------------------------------------

EMAIL_URL = secret("EMAIL_URL")
if EMAIL_URL:
    vars().update(env.email_url_config(EMAIL_URL))
else:  # written as .eml files, readable on the delivery page
    EMAIL_BACKEND = "launchhub.notifications.mailbox.EmlBackend"
MAIL_DIR = DATA_DIR / "mail"
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="LaunchHub <launchhub@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
OUTBOUND_ALLOW = env.list("OUTBOUND_ALLOW", default=[])

# Files and language ------------------------------------------------------------------------------------------------

MEDIA_ROOT = DATA_DIR / "files"
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [
    ("vendor/htmx", BASE_DIR / "node_modules" / "htmx.org" / "dist"),
    ("vendor/sortable", BASE_DIR / "node_modules" / "sortablejs" / "modular"),
    ("vendor/geist", BASE_DIR / "node_modules" / "@fontsource-variable" / "geist"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
ATTACHMENT_MAX_MB = env.int("ATTACHMENT_MAX_MB", default=15)
# What is held in memory as a whole, such as a body with an Idempotency-Key, which may be an attachment.
DATA_UPLOAD_MAX_MEMORY_SIZE = max(16, ATTACHMENT_MAX_MB + 1) * 1024 * 1024
# What is read at all: ten attachments at once, or a test report.
LARGEST_REQUEST = max(40, 10 * ATTACHMENT_MAX_MB + 10) * 1024 * 1024
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# REST --------------------------------------------------------------------------------------------------------------

API_RATE_PER_MINUTE = env.int("API_RATE_PER_MINUTE", default=6000)
WRONG_TOKENS_PER_MINUTE = env.int("WRONG_TOKENS_PER_MINUTE", default=100)
SECRET_LINKS_PER_MINUTE = env.int("SECRET_LINKS_PER_MINUTE", default=60)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["launchhub.api.authentication.TokenAuthentication"],
    "DEFAULT_SCHEMA_CLASS": "launchhub.api.schema.Schema",
    "EXCEPTION_HANDLER": "launchhub.api.errors.problem",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "LaunchHub",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "DESCRIPTION": "Whatever a person can do on a page, a program can do here.",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [],  # choices stand where they are used
}

# Security ----------------------------------------------------------------------------------------------------------

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = env.str("SESSION_COOKIE_NAME", default="launchhub")
CSRF_FAILURE_VIEW = "launchhub.web.errors.csrf_failure"
CSRF_COOKIE_NAME = f"{SESSION_COOKIE_NAME}_csrf"
SECURE_SSL_REDIRECT = HTTPS and env.bool("SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [f"^{path.removeprefix('/')}$" for path in HEALTH_PATHS]  # asked from beside, not by the proxy
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Logs and figures --------------------------------------------------------------------------------------------------

METRICS_TOKEN = secret("METRICS_TOKEN")
LOG_FORMATS = {"line": "launchhub.lib.logs.LineFormatter", "json": "launchhub.lib.logs.JsonFormatter"}
LOG_FORMAT = env.str("LOG_FORMAT", default="line")
if LOG_FORMAT not in LOG_FORMATS:
    raise ImproperlyConfigured(f"LOG_FORMAT is {LOG_FORMAT!r}; it can be one of: {', '.join(LOG_FORMATS)}.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"chosen": {"()": LOG_FORMATS[LOG_FORMAT]}},
    "filters": {"secrets": {"()": "launchhub.lib.logs.HideSecrets"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "chosen", "filters": ["secrets"]}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},  # each request has its line; of Django's own the tracebacks are news
        "_granian": {"handlers": [], "propagate": True},
    },
}
