"""Settings from the environment; a missing or wrong one stops the start."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent
BASE = Path(os.environ.get("SATUPINTU_HOME", Path.cwd() / "var"))

SECRET_KEY = os.environ.get("SATUPINTU_SECRET_KEY", "development-only")
DEBUG = False
ALLOWED_HOSTS = ["*"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "satupintu.kernel",
    "satupintu.people",
    "satupintu.catalogue",
    "satupintu.documents",
    "satupintu.notifications",
    "satupintu.cases",
    "satupintu.payments",
    "satupintu.permits",
    "satupintu.insights",
    "satupintu.journeys",
    "satupintu.web",
]
ROOT_URLCONF = "satupintu.urls"
AUTH_USER_MODEL = "people.Account"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("PGDATABASE", "satupintu"),
        "HOST": os.environ.get("PGHOST", ""),
        "PORT": os.environ.get("PGPORT", ""),
        "USER": os.environ.get("PGUSER", ""),
        "TEST": {"NAME": os.environ.get("SATUPINTU_TEST_DB", "test_satupintu")},
    }
}
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
STATIC_URL = "/static/"
