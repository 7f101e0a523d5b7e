"""The pages behind the signed links in e-mails: mail scanners follow links, so only POST does anything."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from launchhub.lib.errors import Conflict, Forbidden
from launchhub.lib.wall import workspace_context
from launchhub.notifications.acknowledging import told_by
from launchhub.notifications.actions import preferences
from launchhub.notifications.answering import Addressed, addressed
from launchhub.notifications.forms import AnswerForm
from launchhub.notifications.models import Email
from launchhub.notifications.signed_links import UNSUBSCRIBE, member_with
from launchhub.web.links import absolute, page_of


@csrf_exempt  # mail programs post here without a session (RFC 8058); the signed link is the credential
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ask on GET; stop the member's e-mails from this workspace on POST."""
    ids = UNSUBSCRIBE.ids_in(token)
    member = member_with(ids[0]) if ids else None
    if member is None:
        raise Http404("This link is not one of ours.")
    if is_done := request.method == "POST":
        with workspace_context(member.workspace_id):
            preferences.create(email=Email.NONE, by=member)
    return render(request, "notifications/unsubscribe.html", {"member": member, "is_done": is_done})


@csrf_exempt  # the signed link is the credential: it works where a mail program keeps no cookies
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Say what an event asks of the member on GET; take their answer on POST."""
    asked = addressed(token)
    if asked is None:
        return render(request, "notifications/answer_gone.html", status=404)
    form, problem = AnswerForm(request.POST or None, question=asked.question), ""
    with workspace_context(asked.member.workspace_id):
        if form.is_valid():
            problem = _refused(asked, **form.cleaned_data)
        standing = asked.standing
        slug, event = asked.member.workspace.slug, asked.event
        page = page_of(slug, event.subject_type, event.subject_id, event.launch_id) or f"/{slug}/inbox/"
    context = {
        "asked": asked, "standing": standing, "sentence": told_by(event), "form": form, "problem": problem,
        "page": absolute(page), "chosen": request.GET.get("answer"), "is_done": form.is_valid() and not problem,
    }  # fmt: skip
    status = 409 if problem else 422 if form.errors else 200
    return render(request, "notifications/answer.html", context, status=status)


def _refused(asked: Addressed, answer: str, note: str) -> str:
    """Answer for the member; return why not, in words, where it was refused."""
    try:
        with transaction.atomic():
            asked.question.answer(asked.event, answer, note, by=asked.member)
    except (Conflict, Forbidden) as error:
        return str(error)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
