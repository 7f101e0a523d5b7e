"""Who gets in: a token, or a session with its CSRF token; and what a token's scopes let through."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from launchhub.accounts.actions import tokens
from launchhub.accounts.models import ApiToken
from tests.api.conftest import EVENTS, HARBOUR, MEMBERS, TOKENS
from tests.cast import WalledClient

JSON = "application/json"


def bearer(token: str) -> Client:
    return WalledClient(headers={"authorization": f"Bearer {token}"})


def test_a_token_of_a_member_gets_in(alices: Client) -> None:
    assert alices.get(MEMBERS).status_code == 200


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer lh_guess", "Bearer ü", "Basic YWxpY2U6c2VjcmV0", "lh_guess"])
def test_anything_else_as_credentials_is_401_and_says_what_to_send(alice: Any, header: str) -> None:
    response = WalledClient(headers={"authorization": header}).get(MEMBERS)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert "token" in response.json()["detail"]


def test_an_expired_or_revoked_token_is_401(alice: Any) -> None:
    row, token = tokens.create(by=alice, name="CI", scopes=["roadmap:read"])
    assert bearer(token).get(MEMBERS).status_code == 200
    ApiToken.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert bearer(token).get(MEMBERS).status_code == 401
    row, token = tokens.create(by=alice, name="CI", scopes=["roadmap:read"])
    tokens.delete(row, by=alice)
    assert bearer(token).get(MEMBERS).status_code == 401


def test_a_workspace_that_one_is_no_member_of_looks_like_none(api: Any, signed_in: Any, mallory: Any) -> None:
    answers = [
        client.get(f"/api/v1/{slug}/members/")
        for client in (api(mallory), signed_in(mallory))
        for slug in ("harbour", "nowhere")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_a_session_reads_and_with_its_csrf_token_writes(alice: Any, petra: Any) -> None:
    client = WalledClient(enforce_csrf_checks=True)
    client.force_login(alice.user)
    url, change = f"{MEMBERS}{petra.pk}/", {"hats": ["qa"]}
    assert client.get(url).status_code == 200
    refused = client.patch(url, change, content_type=JSON)
    assert refused.status_code == 403
    assert "CSRF" in refused.json()["detail"]
    client.get("/accounts/login/")
    secret = "a" * 32
    client.cookies["launchhub_csrf"] = secret
    accepted = client.patch(url, change, content_type=JSON, headers={"X-CSRFToken": secret})
    assert accepted.status_code == 200, accepted.content


def test_a_session_needs_no_scope_but_the_right(signed_in: Any, petra: Any, alice: Any) -> None:
    client = signed_in(petra)
    assert client.get(EVENTS).status_code == 200
    response = client.patch(f"{MEMBERS}{alice.pk}/", {"hats": []}, content_type=JSON)
    assert response.status_code == 403
    assert "the admin role" in response.json()["detail"]


@pytest.mark.parametrize(
    ("scope", "url", "missing"),
    [
        ("roadmap:read", EVENTS, "events:read"),
        ("events:read", TOKENS, "admin"),
        ("events:read", f"{HARBOUR}/invitations/", "admin"),
    ],
)
def test_a_token_without_the_scope_is_403_and_told_which(
    api: Any, alice: Any, scope: str, url: str, missing: str
) -> None:
    response = api(alice, scope).get(url)
    assert response.status_code == 403
    assert missing in response.json()["detail"]


def test_any_token_may_read_who_is_who_but_not_change_it(api: Any, alice: Any) -> None:
    client = api(alice, "qa:write")
    assert client.get(MEMBERS).status_code == client.get(f"{HARBOUR}/").status_code == 200
    assert client.patch(f"{MEMBERS}{alice.pk}/", {"hats": []}, content_type=JSON).status_code == 403


def test_a_member_sees_their_own_tokens_and_an_admin_all(api: Any, signed_in: Any, alice: Any, petra: Any) -> None:
    api(alice), api(petra)
    owners = {
        client: [row["member"] for row in signed_in(client).get(TOKENS).json()["results"]] for client in (alice, petra)
    }
    assert set(owners[petra]) == {str(petra.pk)}
    assert set(owners[alice]) == {str(alice.pk), str(petra.pk)}


def test_a_token_is_shown_when_it_is_made_and_never_again(signed_in: Any, petra: Any) -> None:
    client = signed_in(petra)
    made = client.post(TOKENS, {"name": "CI", "scopes": ["events:read"]}, content_type=JSON).json()
    assert bearer(made["token"]).get(EVENTS).status_code == 200
    shown = client.get(f"{TOKENS}{made['id']}/").json()
    assert made["token"] not in str(shown)
    assert shown["prefix"] == made["token"][: len(shown["prefix"])]


def test_tells_where_one_is_and_as_whom(api: Any, petra: Any) -> None:
    body = api(petra).get(f"{HARBOUR}/").json()
    assert body["slug"] == "harbour"
    assert body["member"] == {"id": str(petra.pk), "name": "Petra", "role": "member", "hats": ["product"]}
