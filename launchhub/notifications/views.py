"""The page behind the link in every e-mail that stops e-mails."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from launchhub.lib.wall import workspace_context
from launchhub.notifications.actions import preferences
from launchhub.notifications.models import Email
from launchhub.notifications.unsubscribing import member_of


@csrf_exempt  # mail programs post here without a session (RFC 8058); the signed link is the credential
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET, since mail scanners follow links; stop the member's e-mails from this workspace on POST."""
    member = member_of(token)
    if member is None:
        raise Http404("This link is not one of ours.")
    if is_done := request.method == "POST":
        with workspace_context(member.workspace_id):
            preferences.create(email=Email.NONE, by=member)
    return render(request, "notifications/unsubscribe.html", {"member": member, "is_done": is_done})
