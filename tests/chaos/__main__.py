"""`python -m tests.chaos`, which is `make chaos`."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "launchhub.settings")
django.setup()

from tests.chaos.command import main  # noqa: E402  (it reads models)

sys.exit(main())
