"""API tokens: shown once, stored as a hash, never more than their member."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from launchhub.accounts.access import member_by_token
from launchhub.accounts.actions import members, tokens
from launchhub.accounts.models import ApiToken, Member
from launchhub.accounts.models.tokens import is_well_formed, new_token
from launchhub.events.models import Event
from launchhub.lib.errors import Forbidden


def test_a_token_opens_its_members_door_and_says_so_in_events(petra: Member) -> None:
    row, token = tokens.create(by=petra, name="CI", scopes=["roadmap:read"])
    found = member_by_token(token, "harbour")
    assert found == petra
    assert found.acting_token == row
    row.refresh_from_db()
    assert row.last_used_at is not None


def test_a_star_stands_for_all_scopes_of_an_area(petra: Member) -> None:
    row, _ = tokens.create(by=petra, name="CI", scopes=["roadmap:read", "messaging:*", "qa:*", "events:*"])
    every = ["events:read", "messaging:read", "messaging:write", "qa:read", "qa:write", "roadmap:read"]
    assert row.scopes == every
    for scope in ("*", ":*", "admin*", "tea:*"):
        with pytest.raises(ValidationError, match="There is no scope"):
            tokens.create(by=petra, name="CI", scopes=[scope])


def test_a_token_costs_a_request_one_query(petra: Member, django_assert_num_queries: Any) -> None:
    _, token = tokens.create(by=petra, name="CI", scopes=["roadmap:read"])
    with django_assert_num_queries(2):  # the second writes when it was used, once a minute
        member_by_token(token, "harbour")
    with django_assert_num_queries(1):
        found = member_by_token(token, "harbour")
        assert found
        assert (found.user.email, found.workspace.slug) == ("petra@example.com", "harbour")


def test_a_token_opens_its_own_workspace_only(petra: Member, mallory: Member) -> None:
    _, token = tokens.create(by=petra, name="CI", scopes=["roadmap:read"])
    assert member_by_token(token, "rival") is None
    assert not Member.objects.exists()  # and the wall is closed again
    assert member_by_token(token, "nowhere") is None


def test_nothing_stored_or_recorded_gives_the_token_away(petra: Member) -> None:
    row, token = tokens.create(by=petra, name="CI", scopes=["roadmap:read"])
    stored = str(ApiToken.objects.filter(pk=row.pk).values().get())
    recorded = str(list(Event.objects.filter(subject_id=row.pk).values()))
    secret = token[len(row.prefix) :]
    assert secret not in stored + recorded
    assert token.startswith(row.prefix)


def test_a_mistyped_token_is_recognised_by_its_checksum() -> None:
    token = new_token()
    assert is_well_formed(token)
    wrong = token[:-1] + ("a" if token[-1] != "a" else "b")
    assert not is_well_formed(wrong)
    assert not is_well_formed("lh_")
    assert not is_well_formed("")


def test_a_revoked_token_opens_nothing(petra: Member) -> None:
    row, token = tokens.create(by=petra, name="CI", scopes=["roadmap:read"])
    tokens.delete(row, by=petra)
    assert Event.objects.filter(kind="token.revoked", subject_id=row.pk).count() == 1
    assert member_by_token(token, "harbour") is None


def test_an_expired_token_opens_nothing(petra: Member) -> None:
    row, token = tokens.create(
        by=petra, name="CI", scopes=["roadmap:read"], expires_at=timezone.now() + dt.timedelta(days=1)
    )
    ApiToken.objects.filter(pk=row.pk).update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert member_by_token(token, "harbour") is None


def test_the_token_of_somebody_who_left_opens_nothing(alice: Member, petra: Member) -> None:
    _, token = tokens.create(by=petra, name="CI", scopes=["roadmap:read"])
    members.delete(petra, by=alice)
    assert member_by_token(token, "harbour") is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["roadmap:everything"]}, "scopes"),
        ({"scopes": ["admin"]}, "scopes"),
        ({"scopes": ["roadmap:read"], "name": ""}, "name"),
        ({"scopes": ["roadmap:read"], "expires_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}, "expires_at"),
    ],
)
def test_bad_input_names_the_field_and_writes_nothing(petra: Member, fields: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        tokens.create(by=petra, **({"name": "CI"} | fields))  # type: ignore[arg-type]
    assert field in caught.value.message_dict
    assert not ApiToken.objects.exists()


def test_a_token_cannot_make_a_wider_one(petra: Member) -> None:
    _, token = tokens.create(by=petra, name="CI", scopes=["roadmap:read"])
    with pytest.raises(ValidationError, match="cannot grant what it does not have: qa:write"):
        tokens.create(by=member_by_token(token, "harbour"), name="Wider", scopes=["qa:write"])


def test_a_token_cannot_make_one_that_outlives_it(petra: Member) -> None:
    tomorrow = timezone.now() + dt.timedelta(days=1)
    _, token = tokens.create(by=petra, name="CI", scopes=["roadmap:read"], expires_at=tomorrow)
    for later in (None, tomorrow + dt.timedelta(days=1)):
        with pytest.raises(ValidationError, match="cannot last longer"):
            tokens.create(by=member_by_token(token, "harbour"), name="Heir", scopes=["roadmap:read"], expires_at=later)


def test_only_an_admin_makes_and_revokes_tokens_of_others(alice: Member, petra: Member, mark: Member) -> None:
    with pytest.raises(Forbidden, match="admin role"):
        tokens.create(by=mark, member=petra, name="CI", scopes=["roadmap:read"])
    row, _ = tokens.create(by=alice, member=petra, name="CI", scopes=["roadmap:read"])
    with pytest.raises(Forbidden, match="admin role"):
        tokens.delete(row, by=mark)
    tokens.delete(row, by=alice)
