"""The collections of notifications keep what every collection promises."""

from typing import Any

import pytest

from tests.api import contract
from tests.notifications.receivers import Receiver


class TestWebhooks(contract.CollectionContract):
    collection = "webhooks"
    editor = "alice"
    change = {"kinds": ["member.joined"]}

    @pytest.fixture(autouse=True)
    def anywhere(self, receiver: Receiver) -> None:
        self.receiver = receiver

    def fields(self, number: int) -> dict[str, Any]:
        return {"url": f"{self.receiver.url}/{number}"}
