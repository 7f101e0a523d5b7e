"""Who is in the workspace."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from launchhub.accounts.actions import members
from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.models import Invitation, Member
from launchhub.accounts.models.members import email_for
from launchhub.accounts.rights import Right, may, require
from launchhub.pages.forms.members import MemberForm
from launchhub.web.access import get_visible
from launchhub.web.links import link
from launchhub.web.responses import form_error, page_or_fragment, saved

PER_PAGE = 100


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """The members by name; for admins also the open invitations."""
    rows = Member.objects.visible_to(request.member).select_related("user")
    rows = rows.annotate(shown_email=email_for(request.member)).order_by("user__name", "shown_email", "pk")
    if words := request.GET.get("q", "").strip().replace("\0", ""):
        rows = rows.filter(Q(user__name__icontains=words) | Q(shown_email__icontains=words))
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    invitations = Invitation.objects.visible_to(request.member).filter(accepted_at=None).order_by("-id")
    context = {
        "members": shown.object_list,
        "pages": shown,
        "words": words,
        "invitations": list(invitations) if may(request.member, Right.ADMINISTER) else [],
    }
    return page_or_fragment(request, "pages/members/index.html", "rows", context)


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Change a member's role or hats."""
    member = get_visible(Member.objects.select_related("user"), request, pk)
    require(request.member, Right.ADMINISTER)
    form = MemberForm.of(member, request.POST)
    if form.is_valid():
        try:
            members.update(member, by=request.member, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _done(request, "Saved.")
    answer = form_error if request.method == "POST" else page_or_fragment
    return answer(request, "pages/members/form.html", "dialog", {"form": form, "member": member})


@require_http_methods(["GET", "POST"])
def delete(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Take somebody out of the workspace."""
    member = get_visible(Member.objects.select_related("user"), request, pk)
    require(request.member, Right.ADMINISTER)
    context = {"member": member, "problem": ""}
    if request.method == "GET":
        return page_or_fragment(request, "pages/members/delete.html", "dialog", context)
    try:
        members.delete(member, by=request.member)
    except ValidationError as error:
        return form_error(
            request, "pages/members/delete.html", "dialog", context | {"problem": " ".join(error.messages)}
        )
    return _done(request, f"{member.name} is no longer a member.")


def _done(request: WorkspaceRequest, message: str) -> HttpResponse:
    return saved(request, link(request, "pages:members"), message=message, changed=["members"])
