"""`/metrics`: the operator's alone, with figures that are true and labels that do not grow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from launchhub.accounts.models import Member
from launchhub.lib.wall import every_workspace
from launchhub.notifications.actions import webhooks
from launchhub.operations.attempts import Attempts
from tests.events.drain import drain
from tests.notifications.receivers import receiving

TOKEN = "the operator's"
BEARER = {"authorization": f"Bearer {TOKEN}"}

Figures = Callable[..., float]


@pytest.fixture
def token(settings: Settings) -> str:
    """The operator has set a token."""
    settings.METRICS_TOKEN = TOKEN
    return TOKEN


@pytest.fixture
def figure(client: Client, token: str) -> Figures:
    """Return a function that reads one figure, 0 when there is none with these labels."""

    def read(name: str, **labels: str) -> float:
        samples = (sample for family in families(client) for sample in family.samples)
        return sum(each.value for each in samples if each.name == name and labels.items() <= each.labels.items())

    return read


def families(client: Client) -> list[Any]:
    """Scrape."""
    text = client.get("/metrics", headers=BEARER).content.decode()
    return list(text_string_to_metric_families(text))


@pytest.mark.django_db
def test_without_a_token_set_they_are_for_the_machine_itself_alone(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="10.1.2.3").status_code == 404
    assert client.get("/metrics", headers={"x-forwarded-for": "10.1.2.3"}).status_code == 404
    settings.HTTPS = True
    assert client.get("/metrics").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "Bearer wrong", "Bearer ", TOKEN, "Bearer \N{GREEK SMALL LETTER PI}"])
def test_only_the_operators_token_opens_it(given: str, client: Client, token: str) -> None:
    answer = client.get("/metrics", headers={"authorization": given})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.django_db
def test_neither_session_nor_api_token_opens_it(alice: Member, api: Any, signed_in: Any, token: str) -> None:
    assert api(alice).get("/metrics").status_code == 401
    assert signed_in(alice).get("/metrics").status_code == 401


def test_requests_are_counted_by_page_method_and_status(alice: Member, signed_in: Any, figure: Figures) -> None:
    page = {"route": "pages:inbox", "method": "GET"}
    names = ("launchhub_requests_total", "launchhub_request_seconds_count")
    before = [figure(name, **page) for name in names]
    queries = figure("launchhub_queries_total", route="pages:inbox")

    signed_in(alice).get("/harbour/inbox/")

    assert [figure(name, **page) for name in names] == [count + 1 for count in before]
    assert figure("launchhub_requests_total", **page, status="200") >= 1
    assert figure("launchhub_queries_total", route="pages:inbox") > queries


def test_labels_do_not_grow_with_what_is_asked_for(alice: Member, signed_in: Any, figure: Figures) -> None:
    visitor = signed_in(alice)
    visitor.get("/harbour/inbox/")
    visitor.generic("BREW", "/harbour/inbox/")
    visitor.get("/no/such/page/at/all")
    labels(visitor)  # counts itself, once it is told
    known = labels(visitor)

    visitor.generic("POUR", "/harbour/inbox/")
    visitor.get("/none/either")

    assert labels(visitor) == known
    assert not any("harbour" in value or str(alice.pk) in value for value in known)


def labels(client: Client) -> set[str]:
    """Return every value of every label but the buckets' bounds."""
    samples = [sample for family in families(client) for sample in family.samples]
    return {value for each in samples for name, value in each.labels.items() if name != "le"}


def test_what_waits_and_what_was_tried_is_told_whoever_did_it(
    alice: Member, figure: Figures, settings: Settings
) -> None:
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    with receiving() as receiver:
        webhook, _ = webhooks.create(by=alice, url=receiver.url)
        drain()
        sent = attempts(figure, "sent")
        webhooks.test(webhook, by=alice)
        assert figure("launchhub_outbox_pending", outbox="events") >= 1

        drain()
        receiver.answers = [(500, {})]
        webhooks.test(webhook, by=alice)
        drain()

    assert attempts(figure, "sent") == sent + 1
    assert attempts(figure, "failed") == 1
    assert figure("launchhub_outbox_pending", outbox="events") == 0
    assert figure("launchhub_outbox_pending", outbox="webhook") == 1
    assert figure("launchhub_outbox_dead", outbox="webhook") == 0
    assert figure("launchhub_database_up") == 1


def attempts(figure: Figures, outcome: str) -> float:
    """Return how many webhooks were tried with this outcome."""
    return figure("launchhub_delivery_attempts_total", channel="webhook", outcome=outcome)


@pytest.mark.parametrize("settled", [0, 300], ids=["all settled", "none settled"])
def test_asking_again_counts_nothing_twice(
    settled: int, alice: Member, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("launchhub.operations.attempts.SETTLED", dt.timedelta(seconds=settled))
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    counter, counts = Attempts(), []
    with receiving() as receiver:
        webhook, _ = webhooks.create(by=alice, url=receiver.url)
        drain()
        for _ in range(3):
            webhooks.test(webhook, by=alice)
            drain()
            with every_workspace(), connection.cursor() as cursor:
                counts += [counter.totals(cursor)["webhook", "sent"], counter.totals(cursor)["webhook", "sent"]]

    first = counts[0]
    assert counts == [first, first, first + 1, first + 1, first + 2, first + 2]
