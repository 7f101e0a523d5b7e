"""API tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from launchhub.accounts.actions import tokens
from launchhub.accounts.models import ApiToken, Member
from tests.pages.conftest import Ask, text

FORM: dict[str, Any] = {"name": "Nightly build", "scopes": ["qa:read", "qa:write"], "lifetime": "90"}


def make(member: Member, name: str = "Nightly build") -> ApiToken:
    return tokens.create(by=member, name=name, scopes=["qa:read"])[0]


def test_a_token_is_shown_once(ask: Ask, petra: Member) -> None:
    made = ask(petra, "tokens/new/", FORM, fragment=True)
    token = ApiToken.objects.get()
    assert token.prefix in text(made)
    assert "lh-copy" in text(made)
    assert made.headers["Cache-Control"] == "no-store"
    listed = text(ask(petra, "tokens/"))
    assert "Nightly build" in listed
    assert f"{token.prefix}…" in listed


def test_it_ends_when_it_was_told_to(ask: Ask, petra: Member) -> None:
    ask(petra, "tokens/new/", FORM)
    ask(petra, "tokens/new/", FORM | {"name": "For ever", "lifetime": ""})
    ends = {token.name: token.expires_at for token in ApiToken.objects.all()}
    assert ends["Nightly build"] is not None
    assert ends["For ever"] is None


def test_what_is_lacking_is_said_in_the_form(ask: Ask, petra: Member) -> None:
    refused = ask(petra, "tokens/new/", {"name": "Nightly build"}, fragment=True)
    assert refused.status_code == 422
    assert "This field is required." in text(refused)
    assert 'value="Nightly build"' in text(refused)


def test_only_an_admin_is_offered_the_admin_scope(ask: Ask, alice: Member, petra: Member) -> None:
    assert "(admin)" in text(ask(alice, "tokens/new/"))
    assert "(admin)" not in text(ask(petra, "tokens/new/"))
    assert ask(petra, "tokens/new/", FORM | {"scopes": ["admin"]}, fragment=True).status_code == 422


def test_revoking_asks_first(ask: Ask, petra: Member) -> None:
    token = make(petra)
    assert "Revoke Nightly build?" in text(ask(petra, f"tokens/{token.pk}/delete/", fragment=True))
    assert ask(petra, f"tokens/{token.pk}/delete/", {}, fragment=True).status_code == 204
    assert "Nightly build" not in text(ask(petra, "tokens/"))


def test_one_sees_ones_own_and_an_admin_all(
    ask: Ask, alice: Member, petra: Member, mark: Member, mallory: Member
) -> None:
    token = make(petra)
    assert "Nightly build" in text(ask(alice, "tokens/"))
    assert "Nightly build" not in text(ask(mark, "tokens/"))
    assert ask(mark, f"tokens/{token.pk}/delete/", {}).status_code == 404
    assert ask(mallory, f"tokens/{token.pk}/delete/", {}, workspace="rival").status_code == 404


def test_as_many_queries_for_many_tokens(queries: Callable[[Member, str], int], alice: Member) -> None:
    counts = []
    for more in (1, 2, 27):
        for number in range(more):
            make(alice, f"Token {number}")
        counts.append(queries(alice, "tokens/"))
    assert len(set(counts)) == 1
