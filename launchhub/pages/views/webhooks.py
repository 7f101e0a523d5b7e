"""Webhooks: addresses that get signed events. Admins only."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.notifications.actions import webhooks
from launchhub.notifications.models import Channel, Delivery, Webhook
from launchhub.pages.addressees import shown_deliveries
from launchhub.pages.forms.webhooks import ReplayForm, WebhookForm
from launchhub.web.access import get_visible
from launchhub.web.links import link
from launchhub.web.responses import form_error, page_or_fragment, redirect_to, saved, shown_once

SHOWN = 20
FORM = "pages/webhooks/form.html"


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """All webhooks of the workspace."""
    require(request.member, Right.ADMINISTER)
    rows = Webhook.objects.visible_to(request.member).order_by("url")
    return page_or_fragment(request, "pages/webhooks/index.html", "rows", {"webhooks": list(rows)})


@require_GET
def detail(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """One webhook: whether it works, and what it got lately."""
    webhook = get_visible(Webhook, request, pk)
    rows = Delivery.objects.visible_to(request.member).to(Channel.WEBHOOK, pk).with_events()
    context = {"webhook": webhook, "deliveries": shown_deliveries(list(rows[:SHOWN]))}
    return page_or_fragment(request, "pages/webhooks/detail.html", "webhook", context)


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest) -> HttpResponse:
    """Add a webhook; its secret is shown now and never again."""
    require(request.member, Right.ADMINISTER)
    form = WebhookForm(request.POST or None)
    if form.is_valid():
        try:
            webhook, secret = webhooks.create(by=request.member, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            context = {"webhook": webhook, "secret": secret}
            return shown_once(request, "pages/webhooks/secret.html", context, changed=["webhooks"])
    answer = form_error if request.method == "POST" else page_or_fragment
    return answer(request, FORM, "dialog", {"form": form, "webhook": None})


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Change the address or the kinds."""
    webhook = get_visible(Webhook, request, pk)
    form = WebhookForm(request.POST or None, initial={"url": webhook.url, "kinds": webhook.kinds})
    if form.is_valid():
        try:
            webhooks.update(webhook, by=request.member, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _done(request, webhook, "Saved.")
    answer = form_error if request.method == "POST" else page_or_fragment
    return answer(request, FORM, "dialog", {"form": form, "webhook": webhook})


@require_http_methods(["GET", "POST"])
def delete(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Remove a webhook."""
    webhook = get_visible(Webhook, request, pk)
    if request.method == "GET":
        return page_or_fragment(request, "pages/webhooks/delete.html", "dialog", {"webhook": webhook})
    webhooks.delete(webhook, by=request.member)
    return redirect_to(request, "pages:webhooks", message=f"The webhook to {webhook.host} is removed.")


@require_POST
def switch(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Switch a webhook on when it is off, and off when it is on."""
    webhook = get_visible(Webhook, request, pk)
    is_enabled = webhook.disabled_at is not None
    webhooks.update(webhook, is_enabled=is_enabled, by=request.member)
    return _done(request, webhook, f"Switched {'on' if is_enabled else 'off'}.")


@require_http_methods(["GET", "POST"])
def rotate(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Replace the secret; the new one is shown now and never again."""
    webhook = get_visible(Webhook, request, pk)
    if request.method == "GET":
        return page_or_fragment(request, "pages/webhooks/rotate.html", "dialog", {"webhook": webhook})
    webhook, secret = webhooks.rotate(webhook, by=request.member)
    context = {"webhook": webhook, "secret": secret}
    return shown_once(request, "pages/webhooks/secret.html", context, changed=[f"webhook-{pk}"])


@require_POST
def test(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Send a test event to this webhook alone."""
    webhook = get_visible(Webhook, request, pk)
    try:
        webhooks.test(webhook, by=request.member)
        message = "A test is on its way; its delivery is listed here in a moment."
    except ValidationError as error:
        message = " ".join(error.messages)
    return _done(request, webhook, message)


@require_http_methods(["GET", "POST"])
def replay(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Send everything since a day once more."""
    webhook = get_visible(Webhook, request, pk)
    form = ReplayForm(request.POST or None)
    if form.is_valid():
        try:
            count = webhooks.replay(webhook, since=form.instant(request.workspace), by=request.member)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return _done(request, webhook, f"Sent once more: {count}.")
    answer = form_error if request.method == "POST" else page_or_fragment
    return answer(request, "pages/webhooks/replay.html", "dialog", {"form": form, "webhook": webhook})


def _done(request: WorkspaceRequest, webhook: Webhook, message: str) -> HttpResponse:
    return saved(
        request, link(request, "pages:webhook", pk=webhook.pk), message=message, changed=[f"webhook-{webhook.pk}"]
    )
