"""`python -m tests.deploy`, which is `make deploy-test`, and `python -m tests.deploy upgrade`, `make upgrade-test`."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "launchhub.settings")
django.setup()

from tests.deploy import proof, upgrade  # noqa: E402  (they read models)

(upgrade if "upgrade" in sys.argv[1:] else proof).main()
