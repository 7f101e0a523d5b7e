"""Inviting somebody, and coming in by an invitation."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from launchhub.accounts.access import invitation_by_secret
from launchhub.accounts.actions import invitations, shares
from launchhub.accounts.adapter import INVITATION_KEY
from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.models import Invitation, Role
from launchhub.accounts.rights import Right, require
from launchhub.accounts.scoping import EditableModel
from launchhub.lib.wall import workspace_context
from launchhub.pages.forms.members import InvitationForm
from launchhub.web.access import get_visible
from launchhub.web.links import absolute, link
from launchhub.web.responses import form_error, page, page_or_fragment, redirect_to, saved, shown_once


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest) -> HttpResponse:
    """Invite somebody: the link goes out by e-mail and is shown here."""
    require(request.member, Right.ADMINISTER)
    form = InvitationForm(request.POST or None, initial=_for_guest(request))
    if form.is_valid():
        try:
            invitation, secret = invitations.create(by=request.member, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            address = absolute(link(None, "invitation", secret=secret))
            context = {"invitation": invitation, "address": address, "shared": _shared(request, form)}
            return shown_once(request, "pages/members/invited.html", context, changed=["members"])
    answer = form_error if request.method == "POST" else page_or_fragment
    return answer(request, "pages/members/invite.html", "dialog", {"form": form, "shared": _shared(request, form)})


@require_http_methods(["GET", "POST"])
def delete(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Withdraw an invitation."""
    require(request.member, Right.ADMINISTER)
    invitation = get_visible(Invitation, request, pk, accepted_at=None)
    if request.method == "GET":
        return page_or_fragment(request, "pages/members/withdraw.html", "dialog", {"invitation": invitation})
    invitations.delete(invitation, by=request.member)
    message = f"The invitation for {invitation.email} is withdrawn."
    return saved(request, link(request, "pages:members"), message=message, changed=["members"])


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Say who invites whom to what. Whoever is signed in as the invited person joins by POST, others sign up first."""
    found = invitation_by_secret(secret)
    if found is None:
        return page(request, "pages/invitations/gone.html", status=404)
    context = {"invitation": found, "problem": ""}
    if request.method == "POST" and request.user.is_authenticated:
        try:
            with workspace_context(found.workspace):
                invitations.accept(found, user=request.user)
        except ValidationError as error:
            context["problem"] = " ".join(error.messages)
            return page(request, "pages/invitations/accept.html", context, status=422)
        message = f"Welcome to {found.workspace.name}."
        return redirect_to(request, "pages:home", workspace=found.workspace.slug, message=message)
    if not request.user.is_authenticated:
        request.session[INVITATION_KEY] = secret
    return page(request, "pages/invitations/accept.html", context)


def _for_guest(request: WorkspaceRequest) -> dict[str, str]:
    """Return what the form begins with when it is opened to show something to a guest: `?noun=launch&target=…`."""
    noun, target = request.GET.get("noun", ""), request.GET.get("target", "")
    return {"role": Role.GUEST, "shared_noun": noun, "shared_id": target} if target else {}


def _shared(request: WorkspaceRequest, form: InvitationForm) -> EditableModel | None:
    """Return what the invited guest will see at once, as far as the form says."""
    try:
        noun, target = form["shared_noun"].value(), UUID(str(form["shared_id"].value()))
        return shares.find(noun or "", target, by=request.member)
    except (ValidationError, ValueError):
        return None
