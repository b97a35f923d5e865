"""Settings, all from the environment; the defaults run a whole shop on one machine.

The variables are described in docs/settings.md.
"""

import secrets
from pathlib import Path

from environs import Env

from akinai.core import home, postgres

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent
AKINAI_HOME = home.path()

DEBUG = env.bool("AKINAI_DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or home.secret("secret_key", lambda: secrets.token_urlsafe(48))
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", [])
# Where the world reaches us ("https://shop.example.jp"), for malls that notify us; "" = where the desk is opened.
PUBLIC_ADDRESS = env.str("PUBLIC_ADDRESS", "")
# Proxies in front of us, whose X-Forwarded-For names the visitor.
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", [])
# Behind HTTPS (a proxy that sets X-Forwarded-Proto) cookies are sent over HTTPS only.
HTTPS = env.bool("HTTPS", False)

INSTALLED_APPS = [
    "akinai.core",
    "akinai.catalog",
    "akinai.inventory",
    "akinai.payments",
    "akinai.customers",
    "akinai.orders",
    "akinai.fulfillment",
    "akinai.storefront",
    "akinai.channels",
    "akinai.demo",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "procrastinate.contrib.django",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "akinai.storefront.middleware.KeptPages",
    "akinai.core.shell.middleware.ContentSecurityPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "akinai.core.people.middleware.StaffOnly",
    "akinai.storefront.middleware.ShopDoors",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "akinai.core.shell.context.shell",
                "akinai.storefront.context.site",
            ],
            "builtins": ["akinai.core.shell.templatetags.shell"],
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        **postgres.connection_settings(),
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"TEMPLATE": "template0"},  # nobody can be connected to it, so that several runs may begin at once
        "OPTIONS": {
            # Both for core/prepared.py: Django's own cursors prepare nothing.
            "prepare_threshold": 0,
            "options": "-c plan_cache_mode=force_generic_plan",
            **postgres.connection_options(),
            "pool": {"min_size": 1, "max_size": env.int("DB_POOL", 32), "timeout": 30},
        },
    }
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"},
}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "akinai.customers.backend.Members",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_ADAPTER = "akinai.core.people.adapter.StaffAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = False
MFA_TOTP_ISSUER = "Akinai"
MFA_TOTP_TOLERANCE = 1  # of thirty seconds: clocks of phones differ, and people type slowly
MFA_FORMS = {
    "authenticate": "akinai.core.people.codes.SignIn",
    "reauthenticate": "akinai.core.people.codes.SignInAgain",
}
MFA_ADAPTER = "akinai.core.people.adapter.StaffMFA"
# Passkeys need HTTPS except on localhost.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
TIME_ZONE = "Asia/Tokyo"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["akinai.core.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = AKINAI_HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(AKINAI_HOME / "files"), "base_url": "/files/"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

# Outgoing mail: rows in core.Mail, sent by a job over SMTP.
SMTP_URL = env.str("SMTP_URL", "")
# Stand-ins of malls and carriers live on this machine; real ones never do.
OUTSIDE_ALLOW_PRIVATE = env.bool("OUTSIDE_ALLOW_PRIVATE", False)

LOGGING_CONFIG = None
