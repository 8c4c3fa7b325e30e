"""Django settings. What changes per installation comes from the environment; what users change is in core.app_settings."""

import os
from pathlib import Path

from pilotage.config.home import database, home, secret_key

PACKAGE = Path(__file__).resolve().parent.parent
PILOTAGE_HOME = home()
SECRET_KEY = secret_key()
DEBUG = False
# Sample sign-in and no MFA are for a look on one's own machine: only when asked for, and only from loopback.
IS_SAMPLE = os.environ.get("PILOTAGE_SAMPLE") == "1"
IS_HTTPS = os.environ.get("PILOTAGE_HTTPS") == "1"
ALLOWED_HOSTS = os.environ.get("PILOTAGE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("PILOTAGE_ORIGINS", "").split(",") if origin]
BASE_URL = os.environ.get("PILOTAGE_URL", "http://localhost:8000")

APPS = (
    "core people catalogue billers documents notices work meetings raci summaries support raid runbooks testing technical"
    " cycles verification onboarding scope staffing forecasts escalation daily firstcycles cutover changes transition assignment"
    " welcome handoff golive phased reports portfolio desk portal vendors ui"
).split()
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    *(f"pilotage.{app}" for app in APPS),
    "pilotage.connectors.mail",
]
MIDDLEWARE = [
    "pilotage.config.api_problems.api_problems_middleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pilotage.people.middleware.viewer_middleware",
    "pilotage.core.rls.wall_middleware",
    "pilotage.people.middleware.first_run_middleware",
    "pilotage.people.middleware.door_middleware",
    "pilotage.people.middleware.second_factor_middleware",
    "pilotage.people.middleware.refusal_middleware",
]
ROOT_URLCONF = "pilotage.config.urls"
WSGI_APPLICATION = "pilotage.config.wsgi.application"
DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"
SILENCED_SYSTEM_CHECKS = ["models.W042"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "pilotage.ui.drawing.loader.FoldedTemplates",
                    ["pilotage.config.templates.OwnAppsFirst", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pilotage.desk.context.shell",
            ],
        },
    }
]

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "pilotage.people.adapter.AccountAdapter"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/15m/key,30/15m/ip"}
ACCOUNT_FORMS = {
    "login": "pilotage.people.forms.sign_in.SignInForm",
    "reset_password": "pilotage.people.forms.sign_in.ForgottenForm",
    "reset_password_from_key": "pilotage.people.forms.sign_in.NewPasswordForm",
    "change_password": "pilotage.people.forms.sign_in.ChangePasswordForm",
    "reauthenticate": "pilotage.people.forms.sign_in.AgainForm",
}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
# The library's own generator keeps a second list of addresses, by which a replaced address would still sign in.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
PASSWORD_RESET_TIMEOUT = 24 * 3600
MFA_FORMS = {
    "authenticate": "pilotage.people.forms.second_step.CodeForm",
    "reauthenticate": "pilotage.people.forms.second_step.CodeAgainForm",
    "activate_totp": "pilotage.people.forms.second_step.SetUpAppForm",
}
MFA_ADAPTER = "pilotage.people.adapter.MfaAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Pilotage"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "KEY_PREFIX": "pilotage",
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = PILOTAGE_HOME / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600
FILES_ROOT = PILOTAGE_HOME / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

EMAIL_URL = os.environ.get("PILOTAGE_SMTP", "")
MAIL_BOX = PILOTAGE_HOME / "mail"
# Answers: the address that is made for each person and record is <local>+<word>@<host>; without a mail server the folder stands for it.
REPLY_ADDRESS = os.environ.get("PILOTAGE_REPLY", "" if EMAIL_URL else "reply@localhost")
MAIL_IN = os.environ.get("PILOTAGE_MAILBOX", str(PILOTAGE_HOME / "mail-in"))
DEFAULT_FROM_EMAIL = os.environ.get("PILOTAGE_FROM", "Pilotage <pilotage@localhost>")

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_NAME = "__Host-session" if IS_HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if IS_HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "connect-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("PILOTAGE_LOG", "WARNING")},
}
