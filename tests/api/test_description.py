"""The OpenAPI description: complete, valid, and true."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.management import call_command
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from tests.api.conftest import HARBOUR, operations


def test_is_valid_openapi_3_1(document: dict[str, Any], tmp_path: Path) -> None:
    assert document["openapi"] == "3.1.0"
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(tmp_path / "openapi.yaml"))


def test_every_operation_says_what_it_does_and_which_scope_it_needs(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        assert operation["summary"], (method, path)
        assert "scope" in operation["description"] or "Any token" in operation["description"], (method, path)


def test_every_operation_has_a_name_of_its_own(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(names) == len(set(names))
    assert "members_list" in names
    assert "tokens_create" in names


def test_every_operation_tells_its_errors(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        expected = {"401", "403", "404", "429"} | ({"400"} if method in ("post", "patch") else set())
        assert expected <= operation["responses"].keys(), (method, path)


def test_every_body_has_an_example(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        for media in (media for body in bodies for media in body.get("content", {}).values()):
            assert {"example", "examples"} & media.keys(), (method, path)


def test_every_example_is_as_its_schema_says(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        answers = [_found(document, answer) for answer in operation["responses"].values()]
        for body in [operation.get("requestBody", {}), *answers]:
            for media in body.get("content", {}).values():
                schema = {**media["schema"], "components": document["components"]}
                wrong = Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(media["example"])
                assert [error.message for error in wrong] == [], (method, path)


def test_every_answer_tells_how_much_of_the_limit_is_left(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        for status, answer in operation["responses"].items():
            expected = {"WWW-Authenticate"} if status == "401" else {"RateLimit", "RateLimit-Policy"}
            assert expected <= _found(document, answer)["headers"].keys(), (method, path, status)


def test_what_comes_in_is_closed(document: dict[str, Any]) -> None:
    """A name that is not there is a slip of the pen, and answered as one."""
    schemas = document["components"]["schemas"]
    for path, method, operation in operations(document):
        media = operation.get("requestBody", {}).get("content", {}).get("application/json")
        if media:
            schema = media["schema"].get("items", media["schema"])
            assert schemas[schema["$ref"].rpartition("/")[2]]["additionalProperties"] is False, (method, path)


def test_one_of_many_edits_names_its_object_and_whatever_changes(document: dict[str, Any]) -> None:
    for noun in ("Feature", "Milestone", "Task"):
        edit = document["components"]["schemas"][f"Patched{noun}EditRequest"]
        assert edit["required"] == ["id"], noun


def _found(document: dict[str, Any], answer: dict[str, Any]) -> Any:
    return document["components"]["responses"][answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer


def test_answers_are_as_described(document: dict[str, Any], alices: Client, alice: Any) -> None:
    answers = {
        "/api/v1/{workspace}/members/": alices.get(f"{HARBOUR}/members/"),
        "/api/v1/{workspace}/members/{id}/": alices.get(f"{HARBOUR}/members/{alice.pk}/"),
        "/api/v1/{workspace}/tokens/": alices.get(f"{HARBOUR}/tokens/"),
        "/api/v1/{workspace}/": alices.get(f"{HARBOUR}/"),
    }
    for path, answer in answers.items():
        schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        jsonschema.validate(answer.json(), {**schema, "components": document["components"]})


@pytest.mark.parametrize(("list_of", "name"), [("members", "skills"), ("members", "hats"), ("features", "labels")])
def test_values_between_commas_are_described_as_they_are_taken(
    document: dict[str, Any], alices: Client, list_of: str, name: str
) -> None:
    path = document["paths"][f"/api/v1/{{workspace}}/{list_of}/"]
    [said] = [each["schema"] for each in path["get"]["parameters"] if each["name"] == name]
    for values, is_taken in ((["beta", "öffentlich"], True), ([" "], True), (["beta,"], False), (["", "beta"], False)):
        assert Draft202012Validator(said).is_valid(values) is is_taken, values
        answer = alices.get(f"/api/v1/harbour/{list_of}/", {name: ",".join(values)})
        assert (answer.status_code == 200) is is_taken, (values, answer.json())


def test_the_page_to_read_and_try_it_is_there_for_everybody(db: None) -> None:
    response = Client().get("/api/docs/")
    assert response.status_code == 200
    assert "<style" not in response.content.decode()
    assert "style=" not in response.content.decode()
