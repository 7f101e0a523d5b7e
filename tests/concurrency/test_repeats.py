"""The same request many times at once happens once."""

from __future__ import annotations

from typing import Any

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.lib.wall import workspace_context
from roadmap.models import Product
from tests.cast import program
from tests.concurrency.together import at_once


def test_fifty_posts_with_one_idempotency_key_make_one_object_and_all_get_its_answer(alice: Member) -> None:
    client = program(alice)

    def post() -> Any:
        fields, headers = {"name": "Payments", "key": "PAY"}, {"Idempotency-Key": "9d3a"}
        return client.post("/api/v1/harbour/products/", fields, content_type="application/json", headers=headers)

    answers = at_once([post] * 50)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len({(answer.headers["Location"], answer.headers["ETag"]) for answer in answers}) == 1
    with workspace_context(alice.workspace):
        assert Product.objects.count() == 1
        assert Event.objects.filter(kind="product.created").count() == 1
