"""Do those who do the work believe in the date of the launch?"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.notifications.forms import AnswerForm
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt
from launchhub.web.responses import form_error, page_or_fragment
from roadmap import hearing, readiness
from roadmap.actions import pulses
from roadmap.models import Launch
from roadmap.pulse_questions import QUESTION
from roadmap.views.answers import back_to_room


@require_http_methods(["GET", "POST"])
def index(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Show the confidence in the date with its reasons and the answers; by POST, answer for oneself."""
    launch = get_visible(Launch.objects.select_related("workspace"), request, pk)
    require(request.member, Right.WORK)
    form = AnswerForm(request.POST or None, question=QUESTION)
    if form.is_valid() and attempt(form, lambda: pulses.create(launch=launch, by=request.member, **form.cleaned_data)):
        return back_to_room(request, launch, "Thank you, that is on record.", page="roadmap:launch_pulses")
    known = hearing.heard([launch])[launch.pk]
    context = {
        "launch": launch,
        "form": form,
        "question": QUESTION,
        "confidence": hearing.confidences([launch], {launch.pk: readiness.report(launch)}).get(launch.pk),
        "heard": known,
        "mine": next((each for each in known.answers if each.member_id == request.member.pk), None),
    }
    answer = form_error if request.method == "POST" else page_or_fragment
    return answer(request, "roadmap/launches/pulse.html", "part", context)
