"""One thing done to many objects: to all of them, or to none with what is wrong with each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from launchhub.lib.errors import NotAll, Stale

Errors = dict[str, list[str]]


def do_all(count: int, act: Callable[[int], Any], order: Iterable[int] | None = None) -> list[Any]:
    """Call `act` with each place from 0 to `count`, in this `order`, in one transaction; return what it returns.

    Raises `NotAll` with the errors of all that are refused, after trying every one; then nothing is written.
    """
    made: list[Any] = [None] * count
    errors: list[Errors] = [{} for _ in range(count)]
    with transaction.atomic():
        for place in range(count) if order is None else order:
            try:
                with transaction.atomic():
                    made[place] = act(place)
            except (ValidationError, Stale) as error:
                errors[place] = errors_of(error)
        if any(errors):
            raise NotAll(errors)
    return made


def errors_of(error: ValidationError | Stale) -> Errors:
    """Return what an action refused, by field."""
    if isinstance(error, Stale):
        now = error.current
        return {"version": [f"Somebody changed “{now}” meanwhile: it is version {now.version}."]}
    return dict(error.message_dict) if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
