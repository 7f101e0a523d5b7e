"""E-mails as files."""

from django.http import Http404, HttpResponse

from launchhub.notifications import mailbox
from launchhub.notifications.letters import message_id
from launchhub.notifications.models import Delivery


def download(delivery: Delivery) -> HttpResponse:
    """Answer the e-mail of a delivery, byte by byte as it was written. Raises `Http404` when no file is kept."""
    path = mailbox.path_of(message_id(delivery.event_id, delivery.target))
    if not path.is_file():
        raise Http404("No e-mail is kept for this delivery.")
    headers = {
        "Content-Disposition": f'attachment; filename="{delivery.pk}.eml"',
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",  # people wrote what is in it
        "Cache-Control": "no-store",
    }
    return HttpResponse(path.read_bytes(), content_type="message/rfc822", headers=headers)
