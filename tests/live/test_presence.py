"""Who looks at what: members see each other for as long as they look, and it is nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import redis
from django.test import Client

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.live import presence
from roadmap.actions import launches, products
from roadmap.models import Launch
from tests.cast import share

pytestmark = pytest.mark.django_db

SignIn = Callable[[Member], Client]


@pytest.fixture
def launch(petra: Member) -> Launch:
    product = products.create(by=petra, name="Payments", key="PAY")
    return launches.create(by=petra, name="Payments 2.0", products=[product], owner=petra)


def look(signed_in: SignIn, member: Member, at: str, **fields: str) -> str:
    answer = signed_in(member).post(f"/harbour/here/{at}/", fields)
    assert answer.status_code in (200, 204)
    return str(answer.content.decode())


def test_members_see_each_other_until_they_leave(
    signed_in: SignIn, petra: Member, mark: Member, alice: Member, launch: Launch
) -> None:
    at, events = f"launch/{launch.pk}", Event.objects.count()
    assert "Also here" not in look(signed_in, petra, at)
    assert "Also here: Petra<" in look(signed_in, mark, at)
    assert "Also here: Mark, Petra<" in look(signed_in, alice, at)
    assert "Also here" not in look(signed_in, alice, "board")
    look(signed_in, mark, at, leaves="yes")
    assert "Also here: Petra<" in look(signed_in, alice, at)
    assert Event.objects.count() == events


def test_who_says_nothing_more_is_gone(
    signed_in: SignIn, petra: Member, mark: Member, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(signed_in, petra, "table")
    monkeypatch.setattr(presence, "STAYS", 0)
    assert "Also here" not in look(signed_in, mark, "table")


def test_guests_are_seen_and_see_nobody(signed_in: SignIn, petra: Member, vera: Member, launch: Launch) -> None:
    at = f"launch/{launch.pk}"
    assert signed_in(vera).post(f"/harbour/here/{at}/").status_code == 404
    share(launch, vera)
    look(signed_in, petra, at)
    assert "Petra" not in look(signed_in, vera, at)
    assert "Also here: Vera<" in look(signed_in, petra, at)


def test_nobody_looks_at_what_is_not_there_or_not_theirs(
    signed_in: SignIn, petra: Member, mallory: Member, launch: Launch
) -> None:
    client = signed_in(petra)
    for at in ("wall", "dragon/" + str(launch.pk), "gate/" + str(launch.pk)):
        assert client.post(f"/harbour/here/{at}/").status_code == 404
    assert client.get("/harbour/here/board/").status_code == 405
    assert signed_in(mallory).post("/harbour/here/board/").status_code == 404


def test_it_is_merely_not_shown_while_valkey_is_away(
    signed_in: SignIn, petra: Member, mark: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    look(signed_in, mark, "board")
    monkeypatch.setattr(presence, "valkey", lambda patience: redis.Redis(port=1, socket_connect_timeout=patience))
    assert "Also here" not in look(signed_in, petra, "board")
    look(signed_in, petra, "board", leaves="yes")


def test_it_takes_as_many_queries_for_three_as_for_one(
    signed_in: SignIn,
    petra: Member,
    mark: Member,
    alice: Member,
    quentin: Member,
    django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:
    look(signed_in, mark, "timeline")
    client = signed_in(petra)
    client.post("/harbour/here/timeline/")
    with django_assert_max_num_queries(10) as one:
        client.post("/harbour/here/timeline/")
        number = len(one)
    for member in (alice, quentin):
        look(signed_in, member, "timeline")
    with django_assert_num_queries(number):
        client.post("/harbour/here/timeline/")
