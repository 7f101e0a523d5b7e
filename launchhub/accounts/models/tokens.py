"""Keys for REST integrations."""

from __future__ import annotations

import hashlib
import secrets
import string
import zlib
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from launchhub.accounts.scoping import EditableModel, WorkspaceQuerySet

if TYPE_CHECKING:
    from launchhub.accounts.models.members import Member

PREFIX = "lh_"
ALPHABET = string.digits + string.ascii_letters
SECRET_LENGTH = 36
CHECKSUM_LENGTH = 6
SHOWN = len(PREFIX) + 8


class Scope(models.TextChoices):
    """What a token may touch. A token can never do more than its member."""

    ROADMAP_READ = "roadmap:read"
    ROADMAP_WRITE = "roadmap:write"
    MESSAGING_READ = "messaging:read"
    MESSAGING_WRITE = "messaging:write"
    QA_READ = "qa:read"
    QA_WRITE = "qa:write"
    EVENTS_READ = "events:read"
    ADMIN = "admin"


def _checksum(secret: str) -> str:
    number, digits = zlib.crc32(secret.encode()), ""
    for _ in range(CHECKSUM_LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        digits = ALPHABET[rest] + digits
    return digits


def new_token() -> str:
    """Return a new token: `lh_`, 214 random bits in base 62, and a CRC-32 that lets scanners spot leaked ones."""
    secret = "".join(secrets.choice(ALPHABET) for _ in range(SECRET_LENGTH))
    return f"{PREFIX}{secret}{_checksum(secret)}"


def is_well_formed(token: str) -> bool:
    """Say whether `token` has our prefix, length and checksum: a wrong one is refused without a query."""
    secret, checksum = token[len(PREFIX) : -CHECKSUM_LENGTH], token[-CHECKSUM_LENGTH:]
    return token.startswith(PREFIX) and len(secret) == SECRET_LENGTH and checksum == _checksum(secret)


def digest(token: str) -> str:
    """Return the SHA-256 of a token in hex, which is all that is stored of it.

    A plain hash is enough: the token has 214 random bits, so there is nothing to guess.
    """
    return hashlib.sha256(token.encode()).hexdigest()


class ApiTokenQuerySet(WorkspaceQuerySet):
    """Reads of tokens."""

    def shared_with(self, member: Member) -> Self:
        """A guest's own tokens."""
        return self.filter(member=member)


class ApiToken(EditableModel):
    """A key for a REST integration, shown once."""

    noun = "token"

    member = models.ForeignKey("accounts.Member", on_delete=models.CASCADE, related_name="tokens", editable=False)
    name = models.CharField(max_length=100)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope))
    prefix = models.CharField(max_length=16, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = ApiTokenQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def is_valid(self) -> bool:
        """Whether the token still opens anything."""
        return self.deleted_at is None and (self.expires_at is None or self.expires_at > timezone.now())
