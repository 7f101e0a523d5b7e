"""The WSGI application: pages and REST."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "launchhub.settings")

application = get_wsgi_application()
