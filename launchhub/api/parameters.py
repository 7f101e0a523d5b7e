"""Query parameters: each is known and makes sense, or the request is refused and the parameter named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from launchhub.api.errors import BadParameters
from launchhub.api.serializers import nearest
from launchhub.lib.text import clean_text

TRIMMING = {
    "fields": "Trim the answer to these fields, separated by commas.",
    "expand": "Put whole objects in the place of these links, separated by commas.",
}


TEXT = {"type": "string", "pattern": r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$"}
"""The JSON schema of what `clean_text` lets through."""

WORD = {"type": "string", "pattern": r"^[^,\x00-\x08\x0b\x0c\x0e-\x1f]+$"}
"""The JSON schema of a text among others, which commas separate."""


def parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return the OpenAPI description of a query parameter; of a list, values are separated by commas."""
    several = {"style": "form", "explode": False} if schema.get("type") == "array" else {}
    about = {"name": name, "in": "query", "required": False, "description": description}
    # A form sends the fields that nobody has filled in: they are left out of account, unless there is a default.
    return about | several | {"allowEmptyValue": "default" not in schema, "schema": schema}


def trimming(known: Iterable[str], links: Iterable[str]) -> list[dict[str, Any]]:
    """Return the OpenAPI description of `?fields=` and `?expand=`, which take these names."""
    choices = {"fields": list(known), "expand": list(links)}
    return [parameter(name, TRIMMING[name], one_of_several(choices[name])) for name in TRIMMING if choices[name]]


def one_of_several(words: Iterable[str]) -> dict[str, Any]:
    """Return the JSON schema of a list of words."""
    return {"type": "array", "items": {"enum": list(words)}}


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


def selection(params: Any, known: Iterable[str], links: Iterable[str]) -> Selection:
    """Read `?fields=`, which are among the `known`, and `?expand=`, which are among the `links`.

    A link that `fields` leaves out is not expanded either.
    """
    names = tuple(names_in(params, "fields", known)) or tuple(known)
    return Selection(names, tuple(name for name in names_in(params, "expand", links) if name in names))
