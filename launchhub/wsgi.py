"""The WSGI application: pages and REST."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "launchhub.settings")

application = get_wsgi_application()

# What is loaded by now stays, so that Python need not look through it for garbage again. A long list makes some 100,000
# objects and hardly any garbage: looked for at each 700th, as by default, that takes up to half of a page's time.
gc.freeze()
gc.set_threshold(20_000, 10, 10)
