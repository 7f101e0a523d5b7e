"""Comments over REST keep what every collection promises."""

from __future__ import annotations

from typing import Any

import pytest

from launchhub.accounts.models import Member
from launchhub.discussion.actions import comments
from qa.actions import gates
from roadmap.models import Feature
from tests.api import contract
from tests.roadmap.pages import share


class TestComments(contract.Reads, contract.Creates, contract.Changes, contract.Deletes):
    collection = "comments"
    editor = "mark"
    change = {"body": "Never mind"}
    areas = 3

    @pytest.fixture(autouse=True)
    def discussed(self, refunds: Feature) -> None:
        self.feature = refunds

    def fields(self, number: int) -> dict[str, Any]:
        return {"noun": "feature", "target": str(self.feature.pk), "body": f"Remark {number}"}

    def test_lists_what_is_on_one_object(self, petra: Member, vera: Member) -> None:
        pk = self.make(1)
        comments.create(by=petra, noun="launch", target_id=self.feature.launch_id, body="Elsewhere")
        listed = self.client.get(self.url(), {"noun": "feature", "target": str(self.feature.pk)}).json()["results"]
        assert [(row["id"], row["author_name"]) for row in listed] == [(pk, "Mark")]
        assert self.ids(self.as_("vera")) == []
        share(self.feature, vera)
        assert self.ids(self.as_("vera")) == [pk]
        mine = self.as_("vera").post(self.url(), self.fields(2), content_type="application/json")
        assert mine.status_code == 201

    def test_a_token_reads_and_writes_only_what_is_on_objects_of_its_areas(
        self, alice: Member, quentin: Member, api: Any
    ) -> None:
        gate = gates.create(by=quentin, launch=self.feature.launch, name="Load")
        about = {"noun": "gate", "target": str(gate.pk), "body": "Is it red?"}
        hidden = comments.create(by=quentin, noun="gate", target_id=gate.pk, body="Ready")
        narrow, wide = api(alice, "roadmap:write"), api(alice, "roadmap:write", "qa:write")
        assert self.ids(narrow) == []
        assert narrow.get(self.url(str(hidden.pk))).status_code == 404
        for path, body in ((self.url(), about), (self.url("bulk"), [self.fields(1), about])):
            refused = narrow.post(path, body, content_type="application/json")
            assert (refused.status_code, "qa:write" in refused.json()["detail"]) == (403, True)
        made = wide.post(self.url(), about, content_type="application/json").json()["id"]
        assert self.ids(wide) == [str(hidden.pk), made]

    def test_the_scope_of_the_object_is_enough_and_what_reads_it_writes_nothing(self, quentin: Member) -> None:
        gate = gates.create(by=quentin, launch=self.feature.launch, name="Load")
        about = {"noun": "gate", "target": str(gate.pk), "body": "Is it red?"}
        writer, reader = self.as_("quentin", "qa:write"), self.as_("quentin", "qa:read", "roadmap:write")
        url = self.url(writer.post(self.url(), about, content_type="application/json").json()["id"])
        assert writer.patch(url, {"body": "It is"}, content_type="application/json").json()["body"] == "It is"
        assert reader.get(url).json()["body"] == "It is"
        for refused in (
            reader.post(self.url(), about, content_type="application/json"),
            reader.patch(url, {"body": "No"}, content_type="application/json"),
            reader.delete(url),
            writer.post(self.url(), self.fields(1), content_type="application/json"),
        ):
            assert (refused.status_code, ":write" in refused.json()["detail"]) == (403, True)
        lost = self.as_("quentin", "events:read").get(url)
        scopes = "roadmap:read, qa:read or messaging:read"
        assert (lost.status_code, lost.json()["detail"]) == (403, f"This token lacks the scope {scopes}.")
        assert writer.delete(url).status_code == 204

    def test_only_the_author_changes_it(self, petra: Member) -> None:
        pk = self.make(1)
        refused = self.as_("petra").patch(self.url(pk), self.change, content_type="application/json")
        assert refused.status_code == 403
        assert self.patch(pk, {"target": str(self.feature.launch_id)}).status_code == 400

    def test_names_the_members_whom_it_mentions(self, petra: Member) -> None:
        made = self.post(self.fields(1) | {"body": "@Petra?"}).json()
        assert made["mentions"] == [str(petra.pk)]
