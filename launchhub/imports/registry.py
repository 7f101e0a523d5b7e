"""What can be imported: each app registers its kinds when it starts."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError

from launchhub.accounts.scoping import EditableModel
from launchhub.imports.columns import Field, plain, text


@dataclass(frozen=True, slots=True)
class Importable:
    """One kind of object that comes in as rows: its model, its fields, and the actions that write it.

    `actions` is the noun's module with `create`, `update` and `restore`: the same that pages and REST call.
    """

    kind: str
    model: type[EditableModel]
    fields: tuple[Field, ...]
    actions: Any

    def field(self, name: str) -> Field | None:
        """Return the field with this name."""
        return next((field for field in self.every_field if field.name == name), None)

    @property
    def every_field(self) -> tuple[Field, ...]:
        """All fields, with the external id that each kind has."""
        return (EXTERNAL_ID, *self.fields)


EXTERNAL_ID = Field("external_id", text, aliases=("id", "key"), help="Its id where it comes from: rows match on it.")
IMPORTABLE: dict[str, Importable] = {}


def register(*kinds: Importable) -> None:
    """Add kinds that can be imported."""
    for kind in kinds:
        IMPORTABLE[kind.kind] = kind


def importable(kind: str) -> Importable:
    """Return what is known of a kind. Raises `ValidationError` for one that cannot be imported."""
    if kind not in IMPORTABLE:
        raise ValidationError({"kind": f"“{kind}” cannot be imported; choose {', '.join(sorted(IMPORTABLE))}."})
    return IMPORTABLE[kind]


def guess_mapping(columns: Sequence[str], importable: Importable) -> Mapping[str, str]:
    """Propose which column goes to which field, by name; each field is proposed once."""
    names = {plain(alias): field.name for field in importable.every_field for alias in (field.name, *field.aliases)}
    names |= {plain(f"{importable.model.noun} id"): EXTERNAL_ID.name}
    found: dict[str, str] = {}
    for exact in (True, False):
        for column in columns:
            close = [plain(column)] if exact else difflib.get_close_matches(plain(column), list(names), 1, 0.85)
            field = next((names[name] for name in close if name in names), None)
            if field and column not in found and field not in found.values():
                found[column] = field
    return found
