"""What can go wrong for a reason that a user can understand.

Bad input is Django's own `ValidationError` with the field's name. These are the others.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied


class Forbidden(PermissionDenied):
    """The person lacks a right; the text names the hat, role or scope that is needed."""


class Conflict(Exception):
    """The request is sound, but the state of things does not allow it (409).

    `blockers` lists what stands in the way, each as readiness reports it.
    """

    def __init__(self, detail: str, blockers: Sequence[Mapping[str, Any]] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.blockers = list(blockers)


class Stale(Exception):
    """Somebody else changed the object since it was read (412); `current` is the object as it is now."""

    def __init__(self, current: Any) -> None:
        super().__init__("Somebody changed this since you opened it.")
        self.current = current


class NotAll(Exception):
    """Something was to be done to many objects at once, and cannot be to all of them: nothing was written (400).

    `errors` has one entry for each, in their order: what is wrong by field, empty where nothing is.
    """

    def __init__(self, errors: Sequence[dict[str, list[str]]]) -> None:
        super().__init__("Nothing was changed, since not everything can be.")
        self.errors = list(errors)


class TooMany(Exception):
    """Something was tried too often (429); it may be tried again after so many `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"That was too many attempts. Try again in {_span(seconds)}.")
        self.seconds = seconds


class Unavailable(Exception):
    """What is needed to answer safely cannot be reached at the moment (503)."""


def _span(seconds: int) -> str:
    amount, unit = (seconds, "second") if seconds < 60 else (-(-seconds // 60), "minute")
    return f"{amount} {unit}{'' if amount == 1 else 's'}"
