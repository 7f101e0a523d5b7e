"""Each operation of the OpenAPI document is asked a few things, right and wrong: it answers as the document says.

What is asked does not change from run to run, and each collection is asked in the same workspace as it was at first.
`make fuzz` asks thousands of things more, of a running LaunchHub.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from launchhub.accounts.actions import tokens
from launchhub.accounts.models import Member
from launchhub.accounts.models.tokens import Scope
from launchhub.api.docs import description
from launchhub.lib.wall import enter, every_workspace, workspace_context
from launchhub.wsgi import application
from tests.fuzz.hooks import known
from tests.fuzz.known import COLLECTIONS

RULES = Path(__file__).with_name("schemathesis.toml")
OTHERS = ("workspace", "preferences", "stream", "roadmap", "ideas", "rankings", "slips", "search", "bin")
TIMES = {GenerationMode.POSITIVE: 2, GenerationMode.NEGATIVE: 1}
QUIETLY = settings(
    derandomize=True, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)


@dataclass(frozen=True)
class Asker:
    """Who asks, and what there is to ask."""

    schema: Any
    headers: dict[str, str]

    def operations(self, tag: str) -> list[Any]:
        """Return the operations of a collection."""
        each = (result.ok() for result in self.schema.get_all_operations())
        return [operation for operation in each if tag in operation.definition.raw["tags"]]

    def ask(self, operation: Any) -> None:
        """Ask a few right things and a few wrong ones. Raises with the request when an answer is not as described."""
        about = operation.definition.raw
        if len(about["parameters"]) == 1 and "requestBody" not in about:
            modes = [GenerationMode.POSITIVE]  # there is nothing to get wrong but the workspace
        else:
            modes = list(TIMES)
        for mode in modes:
            self._ask(operation, mode)

    def _ask(self, operation: Any, mode: GenerationMode) -> None:
        @settings(QUIETLY, max_examples=TIMES[mode])
        @given(case=operation.as_strategy(generation_mode=mode))
        def asked(case: Any) -> None:
            case.call_and_validate(headers=self.headers)

        asked()


def walled(environ: Any, start_response: Any) -> Any:
    """Answer a request and leave the workspace, as the end of its transaction does elsewhere."""
    try:
        return application(environ, start_response)
    finally:
        enter("")


@pytest.fixture(scope="module")
def signed_in(django_db_setup: None, django_db_blocker: Any) -> Iterator[Asker]:
    """Alice in the demo workspace, which is there as long as the tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", stdout=StringIO())
        with every_workspace():
            alice = Member.objects.select_related("user", "workspace").get(user__name="Alice")
        with workspace_context(alice.workspace):
            _, token = tokens.create(by=None, member=alice, name="Fuzz", scopes=list(Scope.values))
        headers = {"Authorization": f"Bearer {token}"}
        known.learn(lambda path: Client(headers=headers).get(path).json(), "demo")
        document = json.loads(description())
        schema = schemathesis.openapi.from_dict(document, config=schemathesis.Config.from_path(RULES))
        schema.app = walled
        for signal in (request_started, request_finished):  # a request leaves the connection open, as in Django's tests
            signal.disconnect(close_old_connections)
        yield Asker(schema, headers)
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
        transaction.set_rollback(True)


@pytest.fixture
def asker(signed_in: Asker, db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> Asker:
    """The same for one test, which is undone. How often one may ask is proved elsewhere."""
    for name in ("API_RATE_PER_MINUTE", "WRONG_TOKENS_PER_MINUTE"):
        monkeypatch.setattr(django_settings, name, 10**6)
    caplog.set_level("CRITICAL")  # refusals are no news here
    enter("")
    return signed_in


def test_no_operation_is_left_out(asker: Asker) -> None:
    asked = [operation.label for tag in (*COLLECTIONS, *OTHERS) for operation in asker.operations(tag)]
    assert sorted(asked) == sorted(result.ok().label for result in asker.schema.get_all_operations())


@pytest.mark.parametrize("tag", [*COLLECTIONS, *OTHERS])
def test_it_answers_as_the_document_says(asker: Asker, tag: str) -> None:
    for operation in asker.operations(tag):
        asker.ask(operation)
