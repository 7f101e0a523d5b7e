"""Saved views over REST keep what every collection promises."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from tests.api import contract


class TestSavedViews(contract.Reads, contract.Creates, contract.Changes, contract.Deletes):
    collection = "saved_views"
    editor = "mark"
    change = {"name": "Quiet weeks"}

    def fields(self, number: int) -> dict[str, Any]:
        return {"name": f"View {number}", "screen": "timeline", "query": "?group=owner&zoom=week&page=3"}

    def test_keeps_how_one_looks_not_where_one_is(self) -> None:
        assert self.get(self.make(1))["query"] == "group=owner&zoom=week"

    def test_others_see_what_is_shared_and_guests_do_not(self, petra: Member) -> None:
        mine = self.make(1)
        assert self.ids(self.as_("petra")) == []
        assert self.patch(mine, {"is_shared": True}).status_code == 200
        assert (self.ids(self.as_("petra")), self.ids(self.as_("vera"))) == ([mine], [])

    def test_its_owner_and_of_a_shared_one_an_admin_changes_it(self) -> None:
        pk = self.make(1)
        self.patch(pk, {"is_shared": True})
        for name, status in {"petra": 403, "alice": 200}.items():
            answer = self.as_(name).patch(self.url(pk), {"name": f"By {name}"}, content_type="application/json")
            assert answer.status_code == status, name

    def test_a_guest_keeps_views_and_shares_none(self) -> None:
        vera, body = self.as_("vera"), self.fields(1)
        assert vera.post(self.url(), body, content_type="application/json").status_code == 201
        refused = vera.post(self.url(), body | {"name": "Ours", "is_shared": True}, content_type="application/json")
        assert refused.status_code == 403

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"screen": "https://rival.example/"}, "screen"), ({"query": "q=" + "x" * 2000}, "query"),
            ({"query": "q=%00"}, "query"), ({"name": " "}, "name"), ({"name": "x" * 81}, "name"),
        ],
    )  # fmt: skip
    def test_what_is_no_view_is_refused_at_its_field(self, wrong: dict[str, str], field: str) -> None:
        answer = self.post(self.fields(1) | wrong)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, f"/{field}")

    def test_two_of_one_name_are_refused(self) -> None:
        self.make(1)
        assert self.post(self.fields(1)).json()["errors"][0]["pointer"] == "/name"

    def test_what_is_shared_is_told_and_what_is_ones_own_is_not(self) -> None:
        pk = self.make(1)
        for change in ({"name": "Own"}, {"is_shared": True}, {"name": "Ours"}, {"is_shared": False}, {"name": "Mine"}):
            assert self.patch(pk, change).status_code == 200
        kinds = Event.objects.filter(subject_id=pk).order_by("id").values_list("kind", flat=True)
        assert list(kinds) == ["saved_view.shared", "saved_view.updated", "saved_view.unshared"]


def test_a_name_is_free_again_when_its_view_is_deleted(mark: Member, api: Any) -> None:
    client: Client = api(mark)
    address, body = "/api/v1/harbour/saved_views/", {"name": "Mine", "screen": "board"}
    first = client.post(address, body, content_type="application/json").json()["id"]
    assert client.delete(f"{address}{first}/").status_code == 204
    assert client.post(address, body, content_type="application/json").status_code == 201
    back = client.post(f"{address}{first}/restore/")
    assert (back.status_code, back.json()["errors"][0]["pointer"]) == (400, "/name")
