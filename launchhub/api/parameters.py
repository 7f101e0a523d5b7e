"""Query parameters: each is known and makes sense, or the request is refused and the parameter named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from launchhub.api.errors import BadParameters
from launchhub.api.rows import Shape
from launchhub.api.serializers import nearest
from launchhub.lib.text import clean_text

TRIMMING = {
    "fields": "Trim the answer to these fields, separated by commas.",
    "expand": "Put whole objects in the place of these links, separated by commas.",
}


def check_names(params: Any, known: Iterable[str]) -> None:
    """Raise `BadParameters` for unknown or repeated parameters and for characters that are not text."""
    known, errors = sorted(known), {}
    for name, values in params.lists():
        if name not in known:
            errors[name] = f"There is no such parameter. {nearest(name, known)}"
        elif len(values) > 1:
            errors[name] = "Give this once; several values are separated by commas."
        else:
            try:
                clean_text(values[0])
            except ValidationError as error:
                errors[name] = error.messages[0]
    if errors:
        raise BadParameters(errors)


def names_in(params: Any, parameter: str, known: Iterable[str]) -> list[str]:
    """Return the names that a parameter lists. Raises `BadParameters` when one is not known."""
    names = [name.strip() for name in params.get(parameter, "").split(",") if name.strip()]
    known = list(known)
    for name in names:
        if name not in known:
            raise BadParameters({parameter: f"There is no “{name}” to name here. {nearest(name, known)}"})
    return list(dict.fromkeys(names))


@dataclass(frozen=True, slots=True)
class Selection:
    """What of the rows the client wants to see."""

    names: tuple[str, ...]
    expand: tuple[str, ...]


def selection(params: Any, shape: Shape) -> Selection:
    """Read `?fields=` and `?expand=`."""
    names = tuple(names_in(params, "fields", shape.names)) or shape.names
    return Selection(names, tuple(names_in(params, "expand", [name for name in names if name in shape.links])))
