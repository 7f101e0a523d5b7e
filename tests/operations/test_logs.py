"""The log: one line for each request, lines that say what they are about, and no secret in any."""

from __future__ import annotations

import datetime as dt
import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from launchhub.accounts.models import Member
from launchhub.lib.logs import HideSecrets, JsonFormatter, LineFormatter, about
from launchhub.lib.wall import workspace_context
from launchhub.notifications.actions import webhooks
from roadmap.actions import launches, products
from tests.events.drain import drain
from tests.notifications.receivers import receiving

Lines = Callable[[], list[dict[str, str]]]


@pytest.fixture
def handler() -> Iterator[logging.StreamHandler[io.StringIO]]:
    """What is logged with LOG_FORMAT=json, as settings have it."""
    handler = logging.StreamHandler(io.StringIO())
    handler.setFormatter(JsonFormatter())
    handler.addFilter(HideSecrets())
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def lines(handler: logging.StreamHandler[io.StringIO]) -> Lines:
    """Return a function that returns the lines so far."""
    return lambda: [json.loads(line) for line in handler.stream.getvalue().splitlines()]


def of(lines: list[dict[str, str]], logger: str) -> list[dict[str, str]]:
    """Return the lines of one logger."""
    return [line for line in lines if line["logger"] == logger]


def test_each_request_leaves_one_line(alice: Member, signed_in: Any, lines: Lines) -> None:
    answer = signed_in(alice).get("/harbour/inbox/?q=hidden")

    [line] = of(lines(), "launchhub.requests")
    assert re.fullmatch(r"GET /harbour/inbox/ 200 in \d+ ms, [1-9]\d* queries", line["message"])
    assert (line["level"], line["workspace"], line["request"]) == ("INFO", "harbour", answer.headers["X-Request-ID"])
    assert dt.datetime.fromisoformat(line["time"]).tzinfo


def test_a_rest_request_names_its_workspace(alice: Member, api: Any, lines: Lines) -> None:
    api(alice).get("/api/v1/harbour/launches/")
    [line] = of(lines(), "launchhub.requests")
    assert line["workspace"] == "harbour"


@pytest.mark.django_db
def test_probes_leave_none(client: Client, lines: Lines) -> None:
    client.get("/healthz")
    assert not of(lines(), "launchhub.requests")


@pytest.mark.django_db
def test_a_well_formed_request_id_is_kept_and_answered(client: Client) -> None:
    assert client.get("/healthz", headers={"x-request-id": "proxy-4711:a.b_c"}).headers["X-Request-ID"] == (
        "proxy-4711:a.b_c"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "given", ["", "short", "a" * 65, "with space", "línea-larga-1", "a\tb-12345678", '{}"12345678']
)
def test_any_other_request_id_is_replaced(given: str, client: Client) -> None:
    answered = client.get("/healthz", headers={"x-request-id": given}).headers["X-Request-ID"]
    assert answered != given
    assert re.fullmatch("[0-9a-f]{32}", answered)


SECRET = "c2VjcmV0-of-somebody"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        f"/invitations/{SECRET}/",
        f"/accounts/unsubscribe/{SECRET}/",
        f"/accounts/password/reset/key/1-{SECRET}/",
        f"/accounts/confirm-email/{SECRET}/",
        f"/nowhere/{SECRET}/",
        f"/accounts/login/?next={SECRET}",
    ],
)
def test_no_line_holds_a_secret(path: str, handler: logging.StreamHandler[io.StringIO]) -> None:
    visitor = Client(enforce_csrf_checks=True)  # Django's own line on a refused form names the address too
    visitor.get(path, headers={"authorization": f"Bearer {SECRET}", "cookie": f"session={SECRET}"})
    visitor.post(path, {"password": SECRET})
    said = handler.stream.getvalue()
    assert "launchhub.requests" in said
    assert SECRET not in said


@pytest.mark.django_db(transaction=True)
def test_one_slip_can_be_followed_from_the_request_to_the_receiver(
    committed_alice: Member, api: Any, lines: Lines, settings: Settings
) -> None:
    alice = committed_alice
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    with receiving() as receiver:
        with workspace_context(alice.workspace_id):
            webhooks.create(by=alice, url=receiver.url)
            product = products.create(by=alice, name="Payments", key="PAY", owner=alice)
            launch = launches.create(
                by=alice, name="Payments 2.0", products=[product], owner=alice, date=dt.date(2027, 5, 14)
            )
        drain()
        answer = api(alice).post(
            f"/api/v1/harbour/launches/{launch.pk}/date_moves/",
            {"date": "2027-05-21", "reason": "quality"},
            content_type="application/json",
            headers={"x-request-id": "slip-of-payments"},
        )
        assert answer.status_code == 201
        drain()

    of_request = [line for line in lines() if line.get("request") == "slip-of-payments"]
    [recorded] = [line for line in of_request if line["message"] == "recorded launch.date_moved"]
    of_event = [line for line in lines() if line.get("event") == recorded["event"]]
    assert any(line["message"].endswith("heard launch.date_moved") for line in of_event)
    [sent] = [line for line in of_event if line["message"].startswith("webhook sent")]
    assert (sent["workspace"], len(sent["delivery"])) == ("harbour", 36)


def test_a_traceback_is_part_of_its_line(lines: Lines) -> None:
    with about(event="e"):
        try:
            raise LookupError("nothing there\nnor here")
        except LookupError:
            logging.getLogger("launchhub.example").exception("it failed")
    [line] = of(lines(), "launchhub.example")
    assert (line["message"], line["event"], line["level"]) == ("it failed", "e", "ERROR")
    assert "LookupError: nothing there" in line["exception"]


def test_lines_for_people_say_the_same() -> None:
    record = logging.LogRecord("launchhub.example", logging.INFO, "", 0, "sent %d", (3,), None)
    with about(workspace="harbour"), about(event="e"):
        assert re.fullmatch(
            r"[-\d]+ [:\d]+\.\d{3} INFO launchhub\.example: sent 3 \[workspace=harbour event=e\]",
            LineFormatter().format(record),
        )
    assert LineFormatter().format(record).endswith("INFO launchhub.example: sent 3")
