"""What a member wants by e-mail: their own choice, so no event is recorded."""

from __future__ import annotations

from launchhub.accounts.models import Member
from launchhub.notifications.models import Email, Preference


def create(*, by: Member, email: str = Email.URGENT) -> Preference:
    """Choose which notifications also come by e-mail: `urgent`, `all` or `none`. Raises `ValidationError`."""
    Preference(email=email).clean_fields(exclude=["workspace", "member"])
    row: Preference
    row, _ = Preference.objects.update_or_create(workspace_id=by.workspace_id, member=by, defaults={"email": email})
    return row


def update(
    preference: Preference, *, by: Member, expected_version: int | None = None, email: str | None = None
) -> Preference:
    """Choose anew."""
    return create(by=by, email=email or preference.email)
