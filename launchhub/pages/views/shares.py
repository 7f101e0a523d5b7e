"""Sharing with guests: a dialog that any page of what can be shared opens, by noun and id."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from launchhub.accounts.actions import shares
from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.models import Member, Role, Share
from launchhub.accounts.nouns import model_of
from launchhub.accounts.rights import require
from launchhub.accounts.scoping import EditableModel
from launchhub.accounts.sharing import shareable
from launchhub.pages.forms.shares import ShareForm
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.links import link
from launchhub.web.responses import again

DIALOG = "pages/shares/index.html"


@require_http_methods(["GET", "POST"])
def index(request: WorkspaceRequest, noun: str, pk: UUID) -> HttpResponse:
    """With which guests an object is shared; POST shares it with one more."""
    target = _target(request, noun, pk)
    form = ShareForm(request.POST or None, guests=_guests(request))
    if form.is_valid():
        guest = form.cleaned_data["member"]
        if attempt(form, lambda: shares.create(by=request.member, noun=noun, target_id=pk, member=guest)):
            return _again(request, target, f"{guest} sees “{target}” from now on.")
    return dialog(request, DIALOG, form, **_shown(request, target))


@require_POST
def delete(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Take back what was shared with a guest."""
    share = get_visible(Share.objects.select_related("member__user"), request, pk)
    require(request.member, shareable()[share.target_noun].right)
    target = get_visible(model_of(share.target_noun), request, share.target_id)
    shares.delete(share, by=request.member)
    return _again(request, target, f"“{target}” is no longer shared with {share.member}.")


def _target(request: WorkspaceRequest, noun: str, pk: UUID) -> EditableModel:
    """Return what is shared. Raises 404 for what can't be, and `Forbidden` for whoever may not share it."""
    if noun not in shareable():
        raise Http404("It can't be shared.")
    require(request.member, shareable()[noun].right)
    target: EditableModel = get_visible(model_of(noun), request, pk)
    return target


def _guests(request: WorkspaceRequest) -> Any:
    rows = Member.objects.visible_to(request.member).filter(role=Role.GUEST)
    return rows.select_related("user").order_by("user__name", "pk")


def _shown(request: WorkspaceRequest, target: EditableModel) -> dict[str, Any]:
    """Return who sees the object: by shares of its own, and by those of what it belongs to."""
    kind = shareable()[target.noun]
    around = {row.pk: row for row in kind.within(target)}
    found = Share.objects.in_workspace(request.workspace).of_guests().filter(target_id__in=[target.pk, *around])
    rows = list(found.select_related("member__user", "author__user").order_by("member__user__name", "pk"))
    own = [row for row in rows if row.target_id == target.pk]
    along: dict[UUID, list[Share]] = {}
    for row in rows:
        if row.target_id in around:
            along.setdefault(row.member_id, []).append(row)
    seeing = {row.member_id for row in own}
    guests = list(_guests(request))
    return {
        "target": target,
        "shows": kind.shows,
        "around": [row for row in around.values() if row.noun in shareable()],
        "shares": own,
        "along": [(each[0].member, [around[row.target_id] for row in each]) for each in along.values()],
        "guests": guests,
        "others": [(guest.pk, f"{guest.name} ({guest.email})") for guest in guests if guest.pk not in seeing],
    }


def _again(request: WorkspaceRequest, target: EditableModel, message: str) -> HttpResponse:
    """Show the dialog as it is now: one may go on with the next guest."""
    context = _shown(request, target) | {"form": ShareForm(guests=_guests(request))}
    to = link(request, "pages:shares", noun=target.noun, pk=target.pk)
    return again(request, to, DIALOG, "dialog", context, message=message, changed=[f"{target.noun}-{target.pk}"])
