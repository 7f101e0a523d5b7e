"""Many edit one launch with `If-Match`, each until it worked: no edit is lost.

`make stress` lets 50 editors do 100 edits each.
"""

from __future__ import annotations

import os
import random
import time
from itertools import count
from threading import Barrier
from typing import Any

from django.test import Client

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.lib.wall import workspace_context
from roadmap.models import Launch
from tests.cast import program
from tests.concurrency.together import at_once

EDITORS, EDITS = int(os.environ.get("EDITORS", "6")), int(os.environ.get("EDITS", "6"))


def count_up(client: Client, address: str, shown: Any) -> tuple[Any, int]:
    """Add one to the number in the launch's summary, in as many attempts as it takes.

    `shown` is the launch as the editor saw it last. Returns it as it is now, and how often somebody else was faster.
    """
    for attempt in count():
        change = {"summary": str(int(shown["summary"] or 0) + 1)}
        headers = {"If-Match": f'"{shown["version"]}"'}
        answer = client.patch(address, change, content_type="application/json", headers=headers)
        if answer.status_code == 200:
            return answer.json(), attempt
        assert answer.status_code == 412, answer.content
        assert answer.json()["current"]["version"] > shown["version"]
        time.sleep(random.uniform(0, min(2**attempt / 100, 5)))  # noqa: S311 - as clients step back from each other
        shown = client.get(address).json()  # what the refusal showed may be old by now
    raise AssertionError


def test_no_edit_is_lost(alice: Member, launch: Launch, settings: Any) -> None:
    settings.API_RATE_PER_MINUTE = 1_000_000
    address = f"/api/v1/harbour/launches/{launch.pk}/"
    everybody_has_read = Barrier(EDITORS)

    def edit(client: Client) -> int:
        shown, refusals = client.get(address).json(), 0
        everybody_has_read.wait()
        for _ in range(EDITS):
            shown, refused = count_up(client, address, shown)
            refusals += refused
        return refusals

    clients = [program(alice) for _ in range(EDITORS)]
    refusals = at_once([lambda client=client: edit(client) for client in clients], EDITORS)  # type: ignore[misc]
    assert sum(refusals) >= EDITORS - 1
    total = EDITORS * EDITS
    with workspace_context(alice.workspace):
        found = Launch.objects.get()
        assert (found.summary, found.version) == (str(total), total + 1)
        edits = Event.objects.filter(kind="launch.updated", subject_id=launch.pk)
        changes = sorted((event.data["changes"]["summary"] for event in edits), key=lambda change: int(change[1]))
        assert changes == [[str(number or ""), str(number + 1)] for number in range(total)]
