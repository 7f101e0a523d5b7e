"""One's own inbox."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.notifications import inbox
from launchhub.notifications.actions import notifications, watches
from launchhub.notifications.actions import preferences as choices
from launchhub.notifications.actions.watches import WATCHABLE
from launchhub.notifications.forms import AnswerForm
from launchhub.notifications.models import Email, Notification, Preference, Watch
from launchhub.notifications.questions import QUESTIONS, standings
from launchhub.pages.forms.inbox import ChosenForm, PreferencesForm, SnoozeForm, TargetForm
from launchhub.web.access import get_visible
from launchhub.web.links import link
from launchhub.web.responses import form_error, page_or_fragment, saved

F = TypeVar("F", bound=Form)


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """What I was told, by what it is about, and why I was told it."""
    unread_only = request.GET.get("show") == "unread"
    threads = inbox.threads(request.member, unread_only=unread_only)
    context = {
        "threads": threads,
        "asked": standings(request.member, [each for thread in threads for each in thread.notifications]),
        "unread_count": inbox.unread_count(request.member),
        "unread_only": unread_only,
        "watchable": WATCHABLE,
    }
    return page_or_fragment(request, "pages/inbox/index.html", "threads", context)


@require_POST
def read(request: WorkspaceRequest) -> HttpResponse:
    """Mark the chosen notifications as read, or all."""
    if "all" in request.POST:
        notifications.mark_read(by=request.member)
        return _done(request, "All marked as read.")
    notifications.mark_read(_valid(ChosenForm(request.POST, member=request.member)).chosen, by=request.member)
    return _done(request, "Marked as read.")


@require_POST
def unread(request: WorkspaceRequest) -> HttpResponse:
    """Mark the chosen notifications as unread again."""
    notifications.mark_unread(_valid(ChosenForm(request.POST, member=request.member)).chosen, by=request.member)
    return _done(request, "Marked as unread.")


@require_POST
def answer(request: WorkspaceRequest) -> HttpResponse:
    """Answer what an event asks of me."""
    notification = get_visible(Notification.objects.asking().with_events(), request, _asked_id(request))
    question = QUESTIONS[notification.event.kind]
    form = _valid(AnswerForm(request.POST, question=question))
    chosen = form.cleaned_data
    question.answer(notification.event, chosen["answer"], chosen["note"], by=request.member)
    return _done(request, "Thank you, that is on record.")


@require_POST
def snooze(request: WorkspaceRequest) -> HttpResponse:
    """Put the chosen notifications off until a morning."""
    form = _valid(SnoozeForm(request.POST, member=request.member))
    until = form.instant(request.member)
    notifications.snooze(form.chosen, until=until, by=request.member)
    return _done(request, f"It comes back on {until:%A} at {until:%H:%M}.")


@require_POST
def mute(request: WorkspaceRequest) -> HttpResponse:
    """Be left alone about an object."""
    chosen = _valid(TargetForm(request.POST)).cleaned_data
    try:
        watches.create(noun=chosen["noun"], target_id=chosen["target"], muted=True, by=request.member)
    except ValidationError as error:
        raise Http404 from error
    return _done(request, "Muted. Preferences list what you have muted.")


@require_POST
def unmute(request: WorkspaceRequest) -> HttpResponse:
    """Be told of a muted object again."""
    target = _valid(TargetForm(request.POST)).cleaned_data["target"]
    row = Watch.objects.visible_to(request.member).filter(target_id=target, muted=True).first()
    if row is None:
        raise Http404
    watches.delete(row, by=request.member)
    return _done(request, "No longer muted.")


@require_http_methods(["GET", "POST"])
def preferences(request: WorkspaceRequest) -> HttpResponse:
    """Choose what comes by e-mail; see what is muted."""
    present = Preference.objects.visible_to(request.member).first()
    form = PreferencesForm(request.POST or None, initial={"email": present.email if present else Email.URGENT})
    if form.is_valid():
        choices.create(email=form.cleaned_data["email"], by=request.member)
        return _done(request, "Saved.")
    muted = Watch.objects.visible_to(request.member).filter(muted=True).order_by("-created_at")
    answer = form_error if request.method == "POST" else page_or_fragment
    return answer(request, "pages/inbox/preferences.html", "dialog", {"form": form, "muted": muted})


def _asked_id(request: WorkspaceRequest) -> UUID:
    try:
        return UUID(request.POST.get("id", ""))
    except ValueError as error:
        raise Http404("It is not in your inbox.") from error


def _valid(form: F) -> F:
    if not form.is_valid():
        raise Http404("It is not in your inbox.")
    return form


def _done(request: WorkspaceRequest, message: str) -> HttpResponse:
    return saved(request, link(request, "pages:inbox"), message=message, changed=["inbox"])
