"""Secrets of webhooks: made here, kept encrypted at rest, known in clear only while something is signed."""

import base64
import secrets

from launchhub.lib.vault import vault

PREFIX = "whsec_"  # Standard Webhooks, "Symmetric signatures"
BYTES = 32
PURPOSE = "launchhub.notifications.secrets"


def new_secret() -> str:
    """Return a new secret as receivers get it: `whsec_` and 256 random bits in base64."""
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def new_concealed() -> str:
    """Return a new secret encrypted, as it is stored."""
    return vault(PURPOSE).encrypt(new_secret().encode()).decode()


def disclose(stored: str) -> str:
    """Return a stored secret in clear, also when `SECRET_KEY` has been replaced since."""
    return vault(PURPOSE).decrypt(stored).decode()
