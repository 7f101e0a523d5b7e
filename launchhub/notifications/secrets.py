"""Secrets of webhooks: made here, kept encrypted at rest, known in clear only while something is signed."""

import base64
import secrets
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PREFIX = "whsec_"  # Standard Webhooks, "Symmetric signatures"
BYTES = 32


def new_secret() -> str:
    """Return a new secret as receivers get it: `whsec_` and 256 random bits in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def new_concealed() -> str:
    """Return a new secret encrypted, as it is stored."""
    return _fernet().encrypt(new_secret().encode()).decode()


def disclose(stored: str) -> str:
    """Return a stored secret in clear, also when `SECRET_KEY` has been replaced since."""
    return _fernet().decrypt(stored).decode()


def _fernet() -> MultiFernet:
    return MultiFernet([_fernet_of(str(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


@lru_cache
def _fernet_of(secret: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"launchhub.notifications.secrets").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
