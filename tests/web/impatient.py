"""LaunchHub as `launchhub.asgi` serves it, for clients that never go on: it gives them half a second."""

from django.conf import settings

from launchhub.web.gateway import Gateway
from launchhub.wsgi import application

asgi = Gateway(application, threads=2, largest=settings.LARGEST_REQUEST, silence=0.5)
