"""E-mails about events: what they say and their headers.

What is the same for everybody who has the same reason is built once (`Letter`); for each member only the few lines
that name them are put in front.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from launchhub.accounts.models import Member
from launchhub.events.kinds import sentence
from launchhub.events.models import Event
from launchhub.notifications.unsubscribing import token_of
from launchhub.web.links import absolute, page_of

_UNWANTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")
SUBJECT_LENGTH = 200


@dataclass(frozen=True)
class Letter:
    """An e-mail without its addressee: the bytes that all its copies share."""

    event: Event
    content: bytes

    def to(self, member: Member) -> bytes:
        """Return the whole e-mail for one member."""
        link = absolute(reverse("notifications:unsubscribe", args=[token_of(member)]))
        mine = {
            "To": str(_address(member)),
            "Message-ID": message_id(self.event, member),
            "List-Unsubscribe": f"<{link}>",
        }
        return b"".join(
            SMTP.fold_binary(name, SMTP.header_store_parse(name, text)[1]) for name, text in mine.items()
        ) + (self.content)


def write(event: Event, because: str) -> Letter:
    """Write the letter about an event for those who get it for the same reasons.

    `event` comes with workspace and actor. Titles may hold anything: line breaks never reach a header.
    """
    told = one_line(sentence(event, str(event.actor) if event.actor else ""))
    context = {
        "because": because,
        "note": event.data.get("note"),
        "link": absolute(_page(event)),
        "sentence": told,
        "workspace": event.workspace,
    }
    message = EmailMessage(policy=SMTP)
    message["Subject"] = told if len(told) <= SUBJECT_LENGTH else f"{told[: SUBJECT_LENGTH - 1]}…"
    message["From"] = settings.DEFAULT_FROM_EMAIL
    message["Date"] = formatdate(event.happened_at.timestamp())
    # One thread for each launch, or for each object that belongs to none.
    message["In-Reply-To"] = message["References"] = f"<{event.launch_id or event.subject_id}@{host()}>"
    message["List-Id"] = f"<{event.workspace.slug}.{host()}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834
    message.set_content(render_to_string("notifications/email.txt", context), cte="quoted-printable")
    message.add_alternative(
        render_to_string("notifications/email.html", context), subtype="html", cte="quoted-printable"
    )
    return Letter(event, message.as_bytes())


def message_id(event: Event, member: Member) -> str:
    """Return the `Message-ID`: the same for every try, so that a mailbox can drop repeats."""
    return f"<{event.pk}.{member.pk}@{host()}>"


def host() -> str:
    """Return the name under which this LaunchHub is reached."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def one_line(text: str) -> str:
    """Return the text without line breaks and control characters."""
    return _UNWANTED.sub(" ", text).strip()


def _page(event: Event) -> str:
    slug = event.workspace.slug
    return page_of(slug, event.subject_type, event.subject_id, event.launch_id) or f"/{slug}/inbox/"


def _address(member: Member) -> Address:
    return Address(one_line(member.user.name), addr_spec=member.email)
