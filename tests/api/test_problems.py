"""What goes wrong is told as application/problem+json, always."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.api.conftest import EVENTS, HARBOUR, MEMBERS, TOKENS

JSON = "application/json"
TOKEN = {"name": "CI", "scopes": ["roadmap:read"]}


def expect(response: Any, status: int) -> dict[str, Any]:
    """Return the problem that a response tells."""
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert problem["status"] == status
    assert problem["type"] == "about:blank"
    assert problem["title"]
    assert problem["detail"]
    return problem


def pointers(response: Any) -> list[str]:
    """Return the places of the errors of a 400."""
    return [error["pointer"] for error in expect(response, 400)["errors"]]


@pytest.mark.parametrize("path", ["/api/", "/api/v2/", "/api/v1/harbour/nonsense/", f"{MEMBERS}1/", f"{MEMBERS}x/y/"])
def test_an_unknown_address_is_404(alices: Client, path: str) -> None:
    expect(alices.get(path), 404)
    expect(alices.post(path), 404)


def test_an_address_without_its_last_slash_is_404_and_no_page(alices: Client) -> None:
    expect(alices.get(MEMBERS.rstrip("/")), 404)


@pytest.mark.parametrize(
    ("method", "url"),
    [("post", MEMBERS), ("put", MEMBERS), ("patch", EVENTS), ("delete", EVENTS), ("options", MEMBERS)],
)
def test_a_method_that_is_not_offered_is_405_and_told_which_are(alices: Client, method: str, url: str) -> None:
    response = getattr(alices, method)(url)
    expect(response, 405)
    assert "GET" in response.headers["Allow"]


def test_answers_json_even_to_who_prefers_a_page(alices: Client) -> None:
    assert alices.get(MEMBERS, headers={"accept": "text/html"}).headers["Content-Type"] == JSON
    expect(alices.get(f"{MEMBERS}0/", headers={"accept": "text/html"}), 404)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_a_body_that_is_no_json_is_415(alices: Client, content_type: str) -> None:
    expect(alices.post(TOKENS, "name=CI", content_type=content_type), 415)


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"name": NaN}', b'{"name": "\\ud800"}', b"[" * 100_000, b"'"])
def test_malformed_json_is_400(alices: Client, body: bytes) -> None:
    problem = expect(alices.post(TOKENS, body, content_type=JSON), 400)
    assert "JSON" in problem["detail"]


def test_a_body_that_is_too_large_is_413(alices: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    expect(alices.post(TOKENS, TOKEN | {"name": "x" * 100}, content_type=JSON), 413)


def test_a_body_in_chunks_is_411(alices: Client) -> None:
    expect(alices.generic("POST", TOKENS, b"", JSON, headers={"transfer-encoding": "chunked"}, CONTENT_LENGTH=""), 411)


def test_errors_point_to_their_places(alices: Client) -> None:
    body = {"name": "", "scopes": ["roadmap:read", "nonsense"], "colour": "red", "prefix": "lh_"}
    assert pointers(alices.post(TOKENS, body, content_type=JSON)) == ["/name", "/scopes/1", "/colour", "/prefix"]
    assert pointers(alices.post(TOKENS, [TOKEN], content_type=JSON)) == [""]


def test_the_errors_of_an_action_point_to_their_fields(alices: Client, alice: Any) -> None:
    past = TOKEN | {"expires_at": "2020-01-01T00:00:00Z"}
    assert pointers(alices.post(TOKENS, past, content_type=JSON)) == ["/expires_at"]
    assert pointers(alices.patch(f"{MEMBERS}{alice.pk}/", {"role": "guest"}, content_type=JSON)) == ["/role"]


def test_an_unknown_field_is_refused_with_a_hint(alices: Client) -> None:
    problem = expect(alices.post(TOKENS, TOKEN | {"scope": []}, content_type=JSON), 400)
    assert "Did you mean “scopes”?" in problem["errors"][0]["detail"]


@pytest.mark.parametrize("value", ["a\0b", "\x1b[31m", 5, True, None, [], {}, "x" * 101, "  "])
def test_text_is_text(alices: Client, value: Any) -> None:
    assert pointers(alices.post(TOKENS, TOKEN | {"name": value}, content_type=JSON)) == ["/name"]


@pytest.mark.parametrize("value", [0, 1, "true", "yes", [], {}])
def test_true_is_true(value: Any, alices: Client) -> None:
    hook = {"url": "https://example.com/hook", "is_enabled": value}
    assert pointers(alices.post(f"{HARBOUR}/webhooks/", hook, content_type=JSON)) == ["/is_enabled"]


@pytest.mark.parametrize("value", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "soon", 10**30, True, []])
def test_an_instant_is_an_instant(alices: Client, value: Any) -> None:
    assert pointers(alices.post(TOKENS, TOKEN | {"expires_at": value}, content_type=JSON)) == ["/expires_at"]


def test_nothing_of_a_refused_request_stays(alices: Client, alice: Any) -> None:
    before = alices.get(TOKENS).json()["results"]
    body = json.dumps([TOKEN, TOKEN | {"expires_at": "2020-01-01T00:00:00Z"}])
    assert pointers(alices.post(f"{TOKENS}bulk/", body, content_type=JSON)) == ["/1/expires_at"]
    assert len(alices.get(TOKENS).json()["results"]) == len(before)


def test_the_unforeseen_is_a_problem_too(alices: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("launchhub.accounts.actions.tokens.create", break_down)
    alices.raise_request_exception = False
    problem = expect(alices.post(TOKENS, TOKEN, content_type=JSON), 500)
    assert "secret" not in str(problem)


def test_a_problem_names_the_workspace_of_nobody(alices: Client) -> None:
    assert "rival" not in str(expect(alices.get(f"{HARBOUR.replace('harbour', 'rival')}/"), 404))
