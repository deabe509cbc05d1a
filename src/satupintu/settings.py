"""Settings from the environment; a missing or wrong one stops the start.

The table of all variables is in docs/operate.md.
"""

import hashlib
import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from satupintu.kernel.errors import Misconfigured
from satupintu.ops import environment as env, logs

ROOT = Path(__file__).resolve().parent
BASE = Path(env.text("SATUPINTU_HOME", str(Path.cwd() / "var"))).resolve()

# On a demonstration everybody reads everybody's mail and pays with play money.
SATUPINTU_DEMO = env.flag("SATUPINTU_DEMO", default=False)
SATUPINTU_PORT = env.number("SATUPINTU_PORT", 8000, least=1, most=65535)
SATUPINTU_LIVE_PORT = env.number(
    "SATUPINTU_LIVE_PORT", SATUPINTU_PORT + 1, least=1, most=65535
)


def _secret_key() -> str:
    given = env.secret("SATUPINTU_SECRET_KEY")
    if given and len(given) < 50:
        raise Misconfigured(
            "SATUPINTU_SECRET_KEY is short. Give 50 characters or more."
        )
    if given:
        return given
    if SATUPINTU_DEMO:
        return env.kept_secret(BASE / "secret")
    raise Misconfigured(
        "SATUPINTU_SECRET_KEY is missing. Give 50 random characters or more, or the"
        " path of a file with them in SATUPINTU_SECRET_KEY_FILE. (For a demonstration"
        " set SATUPINTU_DEMO=1, which makes one.)"
    )


SECRET_KEY = _secret_key()
DEBUG = False

# The address that citizens see: in links of letters and in the QR of a permit.
_address = env.address(
    "SATUPINTU_BASE_URL",
    f"http://localhost:{SATUPINTU_PORT}" if SATUPINTU_DEMO else None,
)
SATUPINTU_BASE_URL = _address.geturl()
_is_tls = _address.scheme == "https"
if not (_is_tls or SATUPINTU_DEMO):
    raise Misconfigured(
        f"SATUPINTU_BASE_URL is “{SATUPINTU_BASE_URL}”. Outside a demonstration it must"
        " begin with https: personal data may not travel in the open."
    )
_hosts = [_address.hostname or ""]
_near = ["localhost", "127.0.0.1", "[::1]"]
# With several malls in one installation: host=slug,host=slug.
SATUPINTU_TENANT_HOSTS = env.pairs("SATUPINTU_TENANT_HOSTS", {})
ALLOWED_HOSTS = env.words(
    "SATUPINTU_HOSTS", [*_hosts, *SATUPINTU_TENANT_HOSTS, *_near * SATUPINTU_DEMO]
)
CSRF_TRUSTED_ORIGINS = [SATUPINTU_BASE_URL]
# Where pages hear what changes. Behind a proxy that is /live/ of the same host;
# without one the live process is asked itself, at its own port. None: nowhere.
SATUPINTU_LIVE_URL = env.text(
    "SATUPINTU_LIVE_URL",
    "" if _is_tls else f"http://{_address.hostname}:{SATUPINTU_LIVE_PORT}",
).rstrip("/")
# How many proxies of our own stand in front, and the header that they write.
SATUPINTU_PROXIES = env.number("SATUPINTU_PROXIES", int(_is_tls), most=5)
SATUPINTU_CLIENT_HEADER = "X-Forwarded-For" if SATUPINTU_PROXIES else ""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "axes",
    "csp",
    "django_htmx",
    "satupintu.kernel",
    "satupintu.people",
    "satupintu.catalogue",
    "satupintu.documents",
    "satupintu.notifications",
    "satupintu.appointments",
    "satupintu.cases",
    "satupintu.courier",
    "satupintu.payments",
    "satupintu.permits",
    "satupintu.queueing",
    "satupintu.insights",
    "satupintu.journeys",
    "satupintu.web",
    "satupintu.api",
    "satupintu.ops",
]
MIDDLEWARE = [
    # Before all others: probes come without a known host name, and over HTTP.
    "satupintu.ops.probes.ProbeMiddleware",
    "satupintu.ops.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Before WhiteNoise, which answers for static files without asking further.
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "satupintu.web.middleware.TenantMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "satupintu.web.middleware.ActorMiddleware",
    "satupintu.web.roadtime.RoadTimeMiddleware",
    "satupintu.web.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "satupintu.web.middleware.ErrorMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "satupintu.urls"
WSGI_APPLICATION = "satupintu.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_parts = sorted((ROOT / "web").glob("*/"))
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [part / "templates" for part in _parts],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "satupintu.web.context.house",
            ]
        },
    }
]

# --- Database and jobs -------------------------------------------------------

DATABASES = {
    "default": env.database(BASE)
    | {
        # A new connection for each request costs four times the request.
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        # A pooler that hands connections on per transaction allows no cursors
        # that outlive it.
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "TEST": {"NAME": env.text("SATUPINTU_TEST_DB", "test_satupintu")},
    }
}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# --- People ------------------------------------------------------------------

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "satupintu.people.backends.PeopleBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
_validation = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_validation}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_validation}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_validation}.CommonPasswordValidator"},
]
# Five wrong passwords for one person from one place close that door for a while;
# nobody can shut out another person from elsewhere.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_IPWARE_PROXY_COUNT = SATUPINTU_PROXIES
AXES_IPWARE_META_PRECEDENCE_ORDER = [
    *["HTTP_X_FORWARDED_FOR"] * bool(SATUPINTU_PROXIES),
    "REMOTE_ADDR",
]
AXES_CLIENT_IP_CALLABLE = "satupintu.web.requests.client_address"
AXES_LOCKOUT_CALLABLE = "satupintu.web.accounts.staff.locked_out"
AXES_DISABLE_ACCESS_LOG = True  # who signs in when is nobody's business
AXES_VERBOSE = False

# In the database and not in a cache of each process: who signs out is out at once.
SESSION_ENGINE = "satupintu.people.sessions"
SESSION_COOKIE_NAME = "satupintu_session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _is_tls
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "satupintu.web.errors.stale_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- What browsers are told --------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, *[SATUPINTU_LIVE_URL] * bool(SATUPINTU_LIVE_URL)],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = _is_tls
# With an https address a proxy ends TLS in front of this process, and it must
# overwrite this header (docs/operate.md).
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _is_tls else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _is_tls else 0
# Sub-domains and the browsers' preload list are for the owner of the domain.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# --- Files -------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = BASE / "static"
STATICFILES_DIRS = [part / "static" for part in _parts if (part / "static").is_dir()]
MEDIA_ROOT = BASE / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
SATUPINTU_MAX_REQUEST_MB = env.number("SATUPINTU_MAX_REQUEST_MB", 40, least=1)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# --- Permits -----------------------------------------------------------------

# Where the time in a permit's signature is witnessed (RFC 3161); empty: nowhere.
SATUPINTU_TSA_URL = env.text("SATUPINTU_TSA_URL", "")

# --- Words, times, letters, logs ---------------------------------------------

USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English"), ("km", "ភាសាខ្មែរ")]
LANGUAGE_COOKIE_NAME = "satupintu_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [ROOT / "locale"]

_mail_url = env.secret("SATUPINTU_MAIL_URL")
if not (_mail_url or SATUPINTU_DEMO):
    raise Misconfigured(
        "SATUPINTU_MAIL_URL is missing: nobody could sign in, since the codes travel"
        " by mail. Give the mail server as smtp://user:password@host:587."
    )
globals().update(env.mail_server(_mail_url))
DEFAULT_FROM_EMAIL = env.text("SATUPINTU_MAIL_FROM", f"satupintu@{_address.hostname}")

# Which provider carries a channel's messages; `mailbox` shows them on a page.
SATUPINTU_CHANNELS = env.pairs(
    "SATUPINTU_CHANNELS",
    {}
    if SATUPINTU_DEMO
    else {"email": "smtp", "sms": "none", "whatsapp": "none", "push": "webpush"},
)
SATUPINTU_CLAMD = env.text("SATUPINTU_CLAMD", "")

# The pack that a demonstration publishes.
SATUPINTU_PACK = env.text("SATUPINTU_PACK", str(ROOT.parents[1] / "packs" / "jakarta"))

# --- Money -------------------------------------------------------------------

# Play money exists on a demonstration only.
PAYMENT_PROVIDER = env.text("SATUPINTU_PAYMENT_PROVIDER", "demo" * SATUPINTU_DEMO)
_payment_secret = env.secret("SATUPINTU_PAYMENT_SECRET")
PAYMENT_SECRETS = {PAYMENT_PROVIDER: _payment_secret} if _payment_secret else {}
if SATUPINTU_DEMO:
    PAYMENT_SECRETS.setdefault(
        "demo", hashlib.sha256(f"demo bank {SECRET_KEY}".encode()).hexdigest()
    )
elif PAYMENT_PROVIDER == "demo":
    raise Misconfigured(
        "SATUPINTU_PAYMENT_PROVIDER is “demo”, whose money is not real. Give another"
        " provider, or set SATUPINTU_DEMO=1 for a demonstration."
    )

# --- Roads and addresses -----------------------------------------------------

# Who knows riding times: great_circle, cch, osrm or valhalla; empty: the roads that
# were built (`satupintu roads build`), else straight lines.
SATUPINTU_TRAVEL = env.choice(
    "SATUPINTU_TRAVEL", "", ["", "great_circle", "cch", "osrm", "valhalla"]
)
SATUPINTU_TRAVEL_URL = env.server(
    "SATUPINTU_TRAVEL_URL", needed=SATUPINTU_TRAVEL in ("osrm", "valhalla")
)
SATUPINTU_TRAVEL_STAND_IN = env.flag("SATUPINTU_TRAVEL_STAND_IN", default=True)
SATUPINTU_TRAVEL_PROFILE = env.text("SATUPINTU_TRAVEL_PROFILE", "")
# Who knows where an address is; empty: the areas of the pack alone.
SATUPINTU_GEOCODER = env.choice("SATUPINTU_GEOCODER", "", ["", "nominatim", "photon"])
SATUPINTU_GEOCODER_URL = env.server(
    "SATUPINTU_GEOCODER_URL", needed=bool(SATUPINTU_GEOCODER)
)

SATUPINTU_METRICS_TOKEN = env.secret("SATUPINTU_METRICS_TOKEN")
LOGGING_CONFIG = "satupintu.ops.logs.configure"
LOGGING = logs.configuration(level=env.text("SATUPINTU_LOG_LEVEL", "INFO").upper())

# Set by `make run` for its children: they end with their parent.
SATUPINTU_SUPERVISED = "SATUPINTU_SUPERVISED" in os.environ
