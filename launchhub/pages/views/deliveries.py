"""What left the house: to whom, how often it was tried, what was answered."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.events.models import Event
from launchhub.notifications import mailbox
from launchhub.notifications.actions import replays
from launchhub.notifications.channels.webhook import body
from launchhub.notifications.downloads import download
from launchhub.notifications.letters import message_id
from launchhub.notifications.models import Channel, Delivery, Notification
from launchhub.notifications.models.deliveries import WAITING
from launchhub.pages.activity import shown_events
from launchhub.pages.addressees import shown_deliveries
from launchhub.pages.forms.deliveries import DeliveryFilter
from launchhub.web.access import get_visible
from launchhub.web.links import link
from launchhub.web.responses import page, page_or_fragment, saved

PER_PAGE = 50
IN_LINE = ("event", "channel", "target", "status", "attempts", "next_attempt_at", "created_at", "error")
"""Columns that the log shows."""

TOLD = 500
"""How many inboxes the page of one event lists."""


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """The log, newest first: all of it for admins, one's own e-mails for the others. `?event=` shows one event."""
    asked = DeliveryFilter(request.GET)
    if not asked.is_valid():
        raise Http404("There is no such filter.")
    wanted = {name: value for name, value in asked.cleaned_data.items() if value}
    rows = list(_filtered(request, wanted).with_events().only(*IN_LINE)[: PER_PAGE + 1])
    query = request.GET.copy()
    query["before"] = str(rows[PER_PAGE - 1].pk) if len(rows) > PER_PAGE else ""
    context = {
        "deliveries": shown_deliveries(rows[:PER_PAGE]),
        "older": f"?{query.urlencode()}" if query["before"] else None,
        "filter": asked,
        "wanted": wanted,
        "now": timezone.now(),
        "waiting": WAITING,
        **(_told(request, wanted["event"]) if "event" in wanted else {"event": None, "told": []}),
    }
    return page_or_fragment(request, "pages/deliveries/index.html", "rows", context)


@require_GET
def detail(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """One delivery: every attempt, and what was sent."""
    delivery = get_visible(Delivery.objects.with_events(), request, pk)
    context = {
        "shown": shown_deliveries([delivery])[0],
        "event": shown_events([delivery.event])[0],
        "letter": _letter(delivery),
        "body": json.dumps(json.loads(body(delivery.event)), indent=2, ensure_ascii=False)
        if delivery.channel == Channel.WEBHOOK
        else "",
        "is_over": delivery.finished_at is not None,
    }
    return page(request, "pages/deliveries/detail.html", context)


@require_GET
def email(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The e-mail of a delivery as a file, byte by byte as it was written."""
    delivery = get_visible(Delivery.objects.exclude(channel=Channel.WEBHOOK), request, pk)
    return download(delivery)


@require_POST
def replay(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Send one delivery once more."""
    delivery = get_visible(Delivery.objects.all(), request, pk)
    require(request.member, Right.ADMINISTER)
    try:
        replays.create(delivery, by=request.member)
        message = "It is on its way once more."
    except ValidationError as error:
        message = " ".join(error.messages)
    return saved(request, link(request, "pages:delivery", pk=pk), message=message, changed=[f"delivery-{pk}"])


def _filtered(request: WorkspaceRequest, wanted: dict[str, Any]) -> Any:
    rows = Delivery.objects.visible_to(request.member)
    if "webhook" in wanted:
        rows = rows.to(Channel.WEBHOOK, wanted["webhook"])
    if "before" in wanted:
        rows = rows.filter(pk__lt=wanted["before"])
    return rows.filter(**{name: wanted[name] for name in ("channel", "status", "event") if name in wanted})


def _told(request: WorkspaceRequest, pk: UUID) -> dict[str, Any]:
    """Return the event and the inboxes that it reached: for admins all of them, for the others their own."""
    member = request.member
    mine = Notification.objects.visible_to(member).filter(event=pk)
    if not (member.is_admin or mine.exists()):
        raise Http404
    events = Event.objects.filter(workspace=request.workspace).select_related("actor__user")
    everyone = Notification.objects.in_workspace(request.workspace).filter(event=pk).order_by("member__user__name")
    told = (everyone if member.is_admin else mine).select_related("member__user")[:TOLD]
    return {"event": shown_events([get_object_or_404(events, pk=pk)])[0], "told": list(told)}


def _letter(delivery: Delivery) -> dict[str, Any] | None:
    """Return headers and text of the e-mail as it was written, or None when no file is kept."""
    if delivery.channel == Channel.WEBHOOK:
        return None
    message = mailbox.read(message_id(delivery.event_id, delivery.target))
    if message is None:
        return None
    part = message.get_body(("plain",))
    return {"headers": list(message.items()), "text": part.get_content() if part else ""}
