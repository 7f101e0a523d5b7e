"""E-mails about events: what they say and their headers.

What is the same for everybody who has the same reason is built once (`Letter`); for each member only the few lines
that name them are put in front, and where the event asks something of them, the link that answers is put in its places.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr, formatdate
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import punycode

from launchhub.accounts.models import Invitation
from launchhub.events.kinds import sentence
from launchhub.events.models import Event
from launchhub.notifications.questions import QUESTIONS
from launchhub.notifications.signed_links import ANSWER, UNSUBSCRIBE
from launchhub.web.links import absolute, page_of

_UNWANTED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\s]+")
SUBJECT_LENGTH = 200
LINE_LENGTH = 75
"""Characters of a quoted-printable line, without the "=" that breaks it."""
MEMBER = "MEMBER"


class Addressee(NamedTuple):
    """Who gets a letter: a member, the name that they go by and their address."""

    member: uuid.UUID
    name: str
    address: str


@dataclass(frozen=True)
class Letter:
    """An e-mail without its addressee: the bytes that all its copies share.

    `stop` and `answer`: the links that stop e-mails and that answer, with `MEMBER` in the place of what stands for the
    member; `answer` is "" where nothing is asked. `content` has `_place` where the latter belongs.
    """

    event: uuid.UUID
    stop: str
    answer: str
    content: bytes

    def to(self, addressee: Addressee) -> bytes:
        """Return the whole e-mail for one member."""
        link = self.stop.replace(MEMBER, UNSUBSCRIBE.token_of(addressee.member))
        mine = f"Message-ID: {message_id(self.event, addressee.member)}\r\nList-Unsubscribe: <{link}>\r\n"
        return _to(addressee) + mine.encode() + self._content_for(addressee.member)

    def _content_for(self, member: uuid.UUID) -> bytes:
        if not self.answer:
            return self.content
        link = self.answer.replace(MEMBER, ANSWER.token_of(self.event, member))
        return self.content.replace(_place(self.event).encode(), _quoted_printable(link))


def write(event: Event, because: str, *, asked: bool = False) -> Letter:
    """Write the letter about an event for those who get it for the same reasons; `asked`: with what it asks of them.

    `event` comes with workspace and actor. Titles may hold anything: line breaks never reach a header.
    """
    told = one_line(sentence(event, str(event.actor) if event.actor else ""))
    question = QUESTIONS.get(event.kind) if asked else None
    context = {
        "because": because,
        "question": question,
        "answer": _place(event.pk),
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
    stop = absolute(reverse("notifications:unsubscribe", args=[MEMBER]))
    answer = absolute(reverse("notifications:answer", args=[MEMBER])) if question else ""
    return Letter(event.pk, stop, answer, message.as_bytes())


def invite(event: Event, invitation: Invitation) -> bytes:
    """Return the e-mail that brings somebody the link of their invitation. `invitation` comes with its workspace."""
    context = {
        "invitation": invitation,
        "inviter": str(event.actor) if event.actor else "",
        "link": absolute(reverse("invitation", args=[invitation.secret])),
    }
    message = EmailMessage(policy=SMTP)
    message["Subject"] = one_line(f"You are invited to {invitation.workspace} on LaunchHub")
    message["From"] = settings.DEFAULT_FROM_EMAIL
    message["To"] = invitation.email
    message["Date"] = formatdate(event.happened_at.timestamp())
    message["Message-ID"] = message_id(event.pk, invitation.pk)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(render_to_string("notifications/invitation.txt", context), cte="quoted-printable")
    return message.as_bytes()


def message_id(event: uuid.UUID, target: uuid.UUID) -> str:
    """Return the `Message-ID` of the e-mail about an event to a target: the same for every try, so that a mailbox
    can drop repeats."""
    return f"<{event}.{target}@{host()}>"


def host() -> str:
    """Return the name under which this LaunchHub is reached."""
    return urlsplit(settings.BASE_URL).hostname or "localhost"


def one_line(text: str) -> str:
    """Return the text without line breaks and control characters."""
    return _UNWANTED.sub(" ", text).strip()


def _place(event: uuid.UUID) -> str:
    """Return what stands in a letter where the link that answers belongs: nobody could have typed it before."""
    return f"answer-{event.hex}"


def _quoted_printable(link: str) -> bytes:
    """Return a link as a part of a quoted-printable text (RFC 2045, 6.7): on lines of its own, none of them too long.

    Its characters stand for themselves there; only breaks have to be added.
    """
    lines = [link[start : start + LINE_LENGTH] for start in range(0, len(link), LINE_LENGTH)]
    return "".join(f"=\r\n{line}" for line in [*lines, ""]).encode()


def _page(event: Event) -> str:
    slug = event.workspace.slug
    return page_of(slug, event.subject_type, event.subject_id, event.launch_id) or f"/{slug}/inbox/"


def _to(addressee: Addressee) -> bytes:
    """Return the addressee's header: quoted, or in encoded words, folded (RFC 2047)."""
    name = one_line(addressee.name)
    mailbox, domain = addressee.address.rsplit("@", 1)
    address = f"{mailbox}@{domain if domain.isascii() else punycode(domain)}"
    if name.isascii():
        return f"To: {formataddr((name, address))}\r\n".encode()
    words = Header(name, "utf-8", header_name="To").encode(linesep="\r\n")
    return f"To: {words} <{address}>\r\n".encode()
