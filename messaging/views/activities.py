"""Activities on the timeline."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.lib.dates import show_date
from launchhub.web.access import get_visible
from messaging.actions import activities
from messaging.models import Activity
from roadmap.views.dates import edit_dates


@require_http_methods(["GET", "POST"])
def dates(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """When an activity is. One past its point of no return says what moving it costs."""
    activity = get_visible(Activity.objects.select_related("launch__workspace"), request, pk)
    return edit_dates(request, activity, activities.update, warning=_warning(activity, request.workspace.today()))


def _warning(activity: Activity, today: dt.date) -> str:
    """Say what moving an activity costs that is past its point of no return."""
    if activity.is_finished or activity.lock_on is None or activity.lock_on > today:
        return ""
    cost = f": moving it costs {activity.cost_to_move} {activity.currency}".rstrip() if activity.cost_to_move else ""
    return f"Its point of no return was {show_date(activity.lock_on)}{cost}."
