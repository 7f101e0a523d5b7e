"""Composition root: the only file that names all apps."""

from django.urls import URLPattern, URLResolver, include, path

from launchhub.accounts.admin import site as operators
from launchhub.api.routes import api_routes
from launchhub.api.urls import collections as kernel
from launchhub.discussion.api import collections as discussion
from launchhub.imports.api import collections as imports
from launchhub.live.api import collections as live
from launchhub.notifications.api.urls import collections as notifications
from launchhub.operations.views import metrics
from launchhub.pages.api import collections as pages
from launchhub.saved_views.api import collections as saved_views
from launchhub.search.api import collections as search
from launchhub.web import health
from messaging.api.urls import collections as messaging
from qa.api.urls import collections as qa
from roadmap.api.urls import collections as roadmap

urlpatterns: list[URLPattern | URLResolver] = [
    *api_routes(kernel, live, notifications, discussion, saved_views, imports, search, pages, roadmap, qa, messaging),
    path("", include("launchhub.pages.urls_root")),
    path("", include("launchhub.notifications.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", operators.urls),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", metrics, name="metrics"),
    path("<slug:workspace>/", include("launchhub.pages.urls")),
    path("<slug:workspace>/", include("launchhub.discussion.urls")),
    path("<slug:workspace>/", include("launchhub.live.urls")),
    path("<slug:workspace>/", include("launchhub.saved_views.urls")),
    path("<slug:workspace>/", include("launchhub.search.urls")),
    path("<slug:workspace>/", include("roadmap.urls")),
    path("<slug:workspace>/", include("qa.urls")),
    path("<slug:workspace>/", include("messaging.urls")),
]

handler400 = "launchhub.web.errors.bad_request"
handler403 = "launchhub.web.errors.permission_denied"
handler404 = "launchhub.web.errors.not_found"
handler429 = "launchhub.web.errors.too_many"
handler500 = "launchhub.web.errors.server_error"
