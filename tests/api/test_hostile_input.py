"""Whatever is sent to whatever operation: an answer or a problem, never a breakdown."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from launchhub.lib.ids import new_id
from tests.api.conftest import operations

IN_PARAMETERS = ["9" * 40, "0001-01-01T00:00:00+14:00", ",,"]
IN_BODIES = ["a\0b", 10**18, None, [{}], {"a": {"b": "\0"}}]
EVERYWHERE = {"cursor", "expand", "external_id", "fields", "id", "ordering", "page_size", "updated_after"}
"""Parameters that all lists share: one list is enough to try them."""


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
            tried = {parameter["name"] for parameter in operation["parameters"] if parameter["in"] == "query"}
            for name in tried if path.endswith("/tokens/") else tried - EVERYWHERE:
                response = calm.get(address(path), {name: value})
                assert response.status_code in (200, 400), (path, name, response.content)


def ids_of(document: dict[str, Any], media: dict[str, Any]) -> dict[str, bool]:
    """Return the names under which a body takes ids, each with whether it takes several."""
    schema = media["schema"]
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    kinds = {name: each.get("items", each) for name, each in schema.get("properties", {}).items()}
    ids = {name for name, each in kinds.items() if each.get("format") == "uuid" and not each.get("readOnly")}
    return {name: "items" in schema["properties"][name] for name in ids}


@pytest.mark.parametrize("value", [True, 7, 1.5])
def test_an_id_is_a_text_and_not_what_could_be_read_as_one(calm: Client, document: dict[str, Any], value: Any) -> None:
    tried = set()
    for path, method, operation in operations(document):
        media = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        if method == "post" and "example" in media and not path.endswith("/bulk/"):
            for name, is_several in ids_of(document, media).items():
                body = media["example"] | {name: [value] if is_several else value}
                response = calm.post(address(path), body, content_type="application/json")
                if response.status_code != 404:
                    assert response.status_code == 400, (path, name, response.content)
                    pointers = {error["pointer"] for error in response.json()["errors"]}
                    assert any(each.startswith(f"/{name}") for each in pointers), (path, name, pointers)
                    tried.add(path.removeprefix("/api/v1/{workspace}/"))
    assert {"notifications/reads/", "comments/", "invitations/", "shares/", "features/"} <= tried


@pytest.mark.parametrize("value", IN_BODIES)
def test_no_body_breaks_an_operation(calm: Client, document: dict[str, Any], value: Any) -> None:
    for path, method, operation in operations(document):
        media = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if media and not path.endswith("/bulk/"):
            body = dict.fromkeys(media["example"], value)
            response = getattr(calm, method)(address(path), body, content_type="application/json")
            assert response.status_code < 500, (method, path, response.content)
