"""What a member wants by e-mail: their own choice, so no event is recorded."""

from __future__ import annotations

from launchhub.accounts.models import Member
from launchhub.notifications.models import Preference


def set_email(email: str, *, by: Member) -> Preference:
    """Choose which notifications also come by e-mail: `urgent`, `all` or `none`. Raises `ValidationError`."""
    preference = Preference(workspace_id=by.workspace_id, member=by, email=email)
    preference.clean_fields(exclude=["workspace", "member"])
    rows = Preference.objects.update_or_create(workspace_id=by.workspace_id, member=by, defaults={"email": email})
    row: Preference = rows[0]
    return row
