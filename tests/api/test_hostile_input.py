"""Whatever is sent to whatever operation: an answer or a problem, never a breakdown."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from launchhub.lib.ids import new_id
from tests.api.test_description import document, operations

__all__ = ["document"]

IN_PARAMETERS = [
    "a\0b",
    "9" * 40,
    "-1",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31",
    ",,",
    "NaN",
    "[]",
    "\U0001f4a3" * 500,
]
IN_BODIES = ["a\0b", 10**18, True, None, [{}], {"a": {"b": "\0"}}, ""]


@pytest.fixture
def calm(alices: Client, settings: Any) -> Client:
    """A client that gets every 500 as an answer, and as many answers as it wants."""
    settings.API_RATE_PER_MINUTE = 10**6
    alices.raise_request_exception = False
    return alices


def address(path: str) -> str:
    return path.replace("{workspace}", "harbour").replace("{id}", str(new_id()))


@pytest.mark.parametrize("value", IN_PARAMETERS)
def test_no_parameter_breaks_a_list(calm: Client, document: dict[str, Any], value: str) -> None:
    for path, method, operation in operations(document):
        if method == "get" and "{id}" not in path:
            for parameter in operation["parameters"]:
                if parameter["in"] == "query":
                    response = calm.get(address(path), {parameter["name"]: value})
                    assert response.status_code in (200, 400), (path, parameter["name"], response.content)


@pytest.mark.parametrize("value", IN_BODIES)
def test_no_body_breaks_an_operation(calm: Client, document: dict[str, Any], value: Any) -> None:
    for path, method, operation in operations(document):
        for media_type, media in operation.get("requestBody", {}).get("content", {}).items():
            if media_type == "application/json":
                example = media["example"]
                body = (
                    dict.fromkeys(example, value) if isinstance(example, dict) else [dict.fromkeys(example[0], value)]
                )
                for sent in (body, value):
                    response = getattr(calm, method)(address(path), sent, content_type=media_type)
                    assert response.status_code < 500, (method, path, response.content)
