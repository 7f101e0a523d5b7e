"""How ready a launch was, how fast that went, and where it leads."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.web.access import get_visible
from launchhub.web.charts import burn_up
from launchhub.web.responses import page_or_fragment
from roadmap import readback, readiness
from roadmap.forecasts import in_words
from roadmap.models import Launch, ReadinessSnapshot
from roadmap.pace import pace

SHOWN = 60
"""How many lines of the history the page shows; REST has all."""


@require_GET
def detail(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The burn-up of a launch, its pace, and the history behind both."""
    launch = get_visible(Launch.objects.select_related("workspace"), request, pk)
    today, report = request.workspace.today(), readiness.report(launch)
    points = readback.points_of(launch, report)
    found = pace(points, today, launch.date)
    ahead = (found.forecast.earliest, found.forecast.latest) if found.forecast and not launch.is_over else None
    context = {
        "launch": launch,
        "pace": found,
        "sentence": in_words(found, launch.date, launch.precision, is_over=launch.is_over),
        "drawn": burn_up([(each.day, each.done, each.total) for each in points], today, launch.date, ahead),
        "history": ReadinessSnapshot.objects.filter(launch=launch).order_by("-taken_at", "-id")[:SHOWN],
    }
    return page_or_fragment(request, "roadmap/launches/pace.html", "part", context)
