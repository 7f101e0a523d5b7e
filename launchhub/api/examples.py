"""A plausible value for any JSON schema, so that every operation of the description has an example."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

BY_NAME = {
    "name": "Harbour 2.0",
    "title": "Harbour 2.0",
    "email": "petra@example.com",
    "actor_name": "Petra",
    "sentence": "Petra moved Harbour 2.0 from 1 December 2026 to 15 December 2026, 14 days later (quality)",
    "slug": "harbour",
    "timezone": "Europe/Berlin",
    "holiday_country": "DE",
    "external_id": "",
    "offset_days": -14,
    "version": 3,
    "skills": ["launches"],
    "key": "PAY",
    "budget": "1500.00",
    "cost_to_move": "1500.00",
    "kind": "launch.date_moved",
    "token": "lh_…",
    "secret": "…",
}
"""What reads better than a value made up from the type."""

BY_FORMAT = {
    "uuid": "01a2003c-61ff-72c5-8e62-0a0f4b64c814",
    "date": "2026-12-15",
    "date-time": "2026-11-21T09:30:00Z",
    "email": "petra@example.com",
    "uri": "https://example.com/",
    "binary": "<testsuite/>",
}
BY_TYPE = {"integer": 1, "number": 1.0, "boolean": True, "string": "Text", "null": None}


def example(schema: Mapping[str, Any], components: Mapping[str, Any], name: str = "") -> Any:
    """Return a value that fits the schema. `name` is the property's; references are looked up in `components`."""
    if reference := schema.get("$ref"):
        return example(components[reference.rpartition("/")[2]], components, name)
    for several in ("allOf", "oneOf", "anyOf"):
        if several in schema:
            parts = [example(part, components, name) for part in schema[several]]
            merge = several == "allOf" and all(isinstance(part, dict) for part in parts)
            return {key: value for part in parts for key, value in part.items()} if merge else parts[0]
    if given := [schema[word] for word in ("example", "default", "const") if word in schema]:
        return given[0]
    if "enum" in schema:
        return schema["enum"][0]
    return _by_type(schema, components, name)


def _by_type(schema: Mapping[str, Any], components: Mapping[str, Any], name: str) -> Any:
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    fitting = BY_NAME.get(name)
    if fitting is not None and isinstance(fitting, {"string": str, "integer": int, "array": list}.get(kind, ())):
        return fitting
    if kind == "object":
        return {key: example(part, components, key) for key, part in schema.get("properties", {}).items()}
    if kind == "array":
        return [example(schema.get("items", {}), components, name)]
    return BY_FORMAT.get(schema.get("format", ""), BY_TYPE.get(kind))
