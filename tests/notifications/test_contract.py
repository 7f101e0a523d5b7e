"""The collections of notifications keep what every collection promises."""

from typing import Any

import pytest

from launchhub.accounts.models import Member
from tests.api import contract
from tests.notifications.conftest import Tell
from tests.notifications.receivers import Receiver
from tests.pages.telling import sent


class TestWebhooks(contract.CollectionContract):
    collection = "webhooks"
    editor = "alice"
    change = {"kinds": ["member.joined"]}

    @pytest.fixture(autouse=True)
    def anywhere(self, receiver: Receiver) -> None:
        self.receiver = receiver

    def fields(self, number: int) -> dict[str, Any]:
        return {"url": f"{self.receiver.url}/{number}"}


class TestDeliveries(contract.Reads, contract.NeverChanges):
    collection = "deliveries"
    editor = "alice"

    @pytest.fixture(autouse=True)
    def told(self, tell: Tell, petra: Member) -> None:
        self.event, self.petra = tell, petra

    def make(self, number: int) -> str:
        return str(sent(self.event(self.petra), "email", self.petra.pk).pk)
