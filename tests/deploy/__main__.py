"""`python -m tests.deploy`, which is `make deploy-test`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "launchhub.settings")
django.setup()

from tests.deploy.proof import main  # noqa: E402  (it reads models)

main()
