"""Settings of the tests: the real ones, on servers and folders of their own."""

import os
from pathlib import Path

from tests import template

os.environ.setdefault("DATA_DIR", str(Path(__file__).resolve().parent.parent / "var" / "test"))
os.environ.setdefault("TEMPLATE", template.name())  # handed to the parallel processes, whatever the day is by then

from launchhub.settings import *  # noqa: F403
from launchhub.settings import BASE_DIR, CACHES, DATA_DIR, DATABASES, REDIS_URL, STORAGES

# Each parallel test process has a Valkey database and folders of its own; pytest-django sees to PostgreSQL's.
PROCESS = os.environ.get("PYTEST_XDIST_WORKER", "gw0")

DATABASES = {"default": DATABASES["default"] | {"TEST": {"TEMPLATE": os.environ["TEMPLATE"]}}}
REDIS_URL = CELERY_BROKER_URL = f"{REDIS_URL.rpartition('/')[0]}/{PROCESS.removeprefix('gw')}"
CACHES = {"default": CACHES["default"] | {"LOCATION": REDIS_URL}}
MAIL_DIR = DATA_DIR / PROCESS / "mail"
MEDIA_ROOT = DATA_DIR / PROCESS / "files"

# All tests come from one address; those that are about limits set them.
WRONG_TOKENS_PER_MINUTE = SECRET_LINKS_PER_MINUTE = 1_000_000

# As quick as can be where nothing is to be proved.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = BASE_DIR / "launchhub" / "web" / "static"  # collected nowhere: WhiteNoise only wants a folder
