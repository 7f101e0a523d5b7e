"""What every collection promises, as tests to inherit.

    class TestMilestones(CollectionContract):
        collection = "milestones"            # its place under /api/v1/harbour/
        editor = "petra"                     # the fixture of a member who may write it
        reader = "mark"                      # of one who may read but not write it; "" when everybody may write
        change = {"name": "Code freeze"}     # a PATCH that changes something

        @pytest.fixture(autouse=True)
        def launch(self, harbour, petra):    # what its rows need, made by actions
            self.launch = launches.create(by=petra, name="Anchor")

        def fields(self, number):            # the body of a POST; each number gives another object
            return {"name": f"Milestone {number}", "launch": str(self.launch.pk)}

A collection that offers less takes only the parts that it has: `class TestTokens(Reads, Creates, Deletes)`. What POST
does not make, `make(number)` makes and returns its id. A ledger adds `NeverChanges`. Optional: `guest_sees = True`,
when a guest sees all rows; `any_token_reads = True`, when a token needs no scope to read; `areas = 3`, when its rows
are of so many areas, the scope of any of which opens the list.
"""

from __future__ import annotations

import re
import uuid
from typing import Any, ClassVar

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

JSON = "application/json"
READ_SCOPES = ("roadmap:read", "messaging:read", "qa:read", "events:read")


class Contract:
    """What the parts of the contract ask with."""

    collection: ClassVar[str]
    editor: ClassVar[str]
    reader: ClassVar[str] = ""
    change: ClassVar[dict[str, Any]] = {}
    guest_sees: ClassVar[bool] = False
    any_token_reads: ClassVar[bool] = False
    areas: ClassVar[int] = 1

    client: Client

    @pytest.fixture(autouse=True)
    def _cast(self, request: pytest.FixtureRequest, harbour: Any, api: Any) -> None:
        self.request, self.api = request, api
        self.client = api(request.getfixturevalue(self.editor))

    def fields(self, number: int) -> dict[str, Any]:
        """Return the body of a POST."""
        raise NotImplementedError

    def make(self, number: int) -> str:
        """Make a row and return its id."""
        response = self.post(self.fields(number))
        assert response.status_code == 201, response.content
        return str(response.json()["id"])

    def url(self, *parts: object, workspace: str = "harbour") -> str:
        """Return an address of the collection."""
        return "/".join(["/api/v1", workspace, self.collection, *map(str, parts), ""])

    def post(self, data: Any, *parts: object, **options: Any) -> Any:
        """Send data to the collection."""
        return self.client.post(self.url(*parts), data, content_type=JSON, **options)

    def patch(self, pk: object, data: Any, **options: Any) -> Any:
        """Change an object."""
        return self.client.patch(self.url(pk), data, content_type=JSON, **options)

    def get(self, pk: object) -> Any:
        """Return an object as it is now."""
        response = self.client.get(self.url(pk))
        assert response.status_code == 200, response.content
        return response.json()

    def as_(self, name: str, *scopes: str) -> Client:
        """Return a client with a token of the member of the cast."""
        client: Client = self.api(self.request.getfixturevalue(name), *scopes)
        return client

    def ids(self, client: Client) -> list[str]:
        """Return the ids that a client sees in the list."""
        response = client.get(self.url())
        assert response.status_code == 200, response.content
        return [row["id"] for row in response.json()["results"]]


class Reads(Contract):
    """Lists and single objects, and who sees them."""

    def test_lists_what_was_made(self) -> None:
        pk = self.make(1)
        assert pk in self.ids(self.client)

    def test_one_and_many_look_the_same(self) -> None:
        pk = self.make(1)
        listed = self.client.get(self.url(), {"id": pk}).json()["results"]
        assert listed == [self.get(pk)]

    def test_is_paged_in_a_stable_order(self) -> None:
        made = {self.make(number) for number in range(3)}
        seen, url = [], self.url() + "?page_size=2"
        while url:
            page = self.client.get(url).json()
            assert len(page["results"]) <= 2
            seen += [row["id"] for row in page["results"]]
            url = page["next"]
        assert len(seen) == len(set(seen))
        assert made <= set(seen)

    def test_trims_the_answer_to_the_fields_named(self) -> None:
        pk = self.make(1)
        assert self.client.get(self.url(pk), {"fields": "id"}).json() == {"id": pk}

    def test_refuses_an_unknown_parameter_by_name(self) -> None:
        response = self.client.get(self.url(), {"colour": "red"})
        assert response.status_code == 400
        assert response.json()["errors"][0]["parameter"] == "colour"

    @pytest.mark.parametrize("rows", [3, 30])
    def test_asks_as_many_queries_for_many_rows_as_for_one(self, rows: int) -> None:
        first = self.make(0)
        self.ids(self.client)  # the first request of a token notes that it is used
        with CaptureQueriesContext(connection) as one:
            assert first in self.ids(self.client)
        for number in range(1, rows):
            self.make(number)
        with CaptureQueriesContext(connection) as many:
            assert len(self.ids(self.client)) >= rows
        assert len(many) == len(one), "\n".join(query["sql"] for query in many)

    def test_is_401_without_credentials(self, client: Client) -> None:
        response = client.get(self.url())
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == "Bearer"

    def test_is_403_without_the_scope_and_names_it(self) -> None:
        answers = [self.as_(self.editor, scope).get(self.url()) for scope in READ_SCOPES]
        refused = [answer for answer in answers if answer.status_code == 403]
        assert len(refused) >= (0 if self.any_token_reads else len(READ_SCOPES) - self.areas)
        assert all("lacks the scope" in answer.json()["detail"] for answer in refused)

    def test_does_not_exist_for_another_workspace(self, mallory: Any) -> None:
        pk, stranger = self.make(1), self.api(mallory)
        assert stranger.get(self.url()).status_code == 404
        assert stranger.get(self.url(pk)).status_code == 404
        assert stranger.get(self.url(pk, workspace="rival")).status_code == 404
        assert stranger.patch(self.url(pk, workspace="rival"), {}, content_type=JSON).status_code in (404, 405)
        assert pk not in [row["id"] for row in stranger.get(self.url(workspace="rival")).json()["results"]]

    def test_shows_a_guest_only_what_is_shared(self) -> None:
        pk, guest = self.make(1), self.as_("vera", *READ_SCOPES)
        assert (guest.get(self.url(pk)).status_code == 200) is self.guest_sees


class Creates(Contract):
    """POST, one or many."""

    def test_creates(self) -> None:
        response = self.post(self.fields(1))
        assert response.status_code == 201, response.content
        assert response.headers["Location"].endswith(self.url(response.json()["id"]))
        shown = self.get(response.json()["id"])
        assert shown.items() <= response.json().items()

    def test_is_403_without_the_hat_and_names_it(self) -> None:
        if self.reader:
            response = self.as_(self.reader).post(self.url(), self.fields(1), content_type=JSON)
            assert response.status_code == 403
            assert re.search("needs the|lacks the scope", response.json()["detail"])

    def test_creates_once_however_often_it_is_asked_with_one_key(self) -> None:
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        first, second = (self.post(self.fields(1), headers=headers) for _ in range(2))
        assert (first.status_code, first.json()) == (second.status_code, second.json())

    def test_creates_many_or_none(self) -> None:
        before = len(self.ids(self.client))
        refused = self.post([self.fields(1), self.fields(2) | {"nonsense": 1}], "bulk")
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["pointer"] == "/1/nonsense"
        assert len(self.ids(self.client)) == before
        accepted = self.post([self.fields(1), self.fields(2)], "bulk")
        assert accepted.status_code == 201, accepted.content
        assert len(accepted.json()["results"]) == 2
        assert len(self.ids(self.client)) == before + 2

    def test_refuses_an_unknown_field_by_name(self) -> None:
        response = self.post(self.fields(1) | {"nonsense": 1})
        assert response.status_code == 400
        assert response.json()["errors"][0]["pointer"] == "/nonsense"

    @pytest.mark.parametrize("body", ["", "{", "[]", '"text"', "null", "1e999", '{"a": "\\ud800"}', "[" * 2000])
    def test_refuses_nonsense(self, body: str) -> None:
        response = self.client.post(self.url(), body, content_type=JSON)
        assert response.status_code == 400
        assert response.headers["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize("value", ["a\0b", 10**400, 2**63, [], {}, [[[]]], True, "x" * 100_000, "\u202e"])
    def test_never_breaks_on_a_strange_value(self, value: Any) -> None:
        for name in self.fields(1):
            response = self.post(self.fields(1) | {name: value})
            assert response.status_code in (201, 400, 403, 409), (name, response.content)


class Changes(Contract):
    """PATCH, with and without If-Match."""

    def test_changes(self) -> None:
        before = self.get(pk := self.make(1))
        response = self.patch(pk, self.change)
        assert response.status_code == 200, response.content
        after = self.get(pk)
        assert after == response.json()
        assert self.change.items() <= after.items()
        assert after["version"] > before["version"]
        assert response.headers["ETag"] == f'"{after["version"]}"'

    def test_refuses_a_change_of_what_somebody_else_changed(self) -> None:
        before = self.get(pk := self.make(1))
        response = self.patch(pk, self.change, headers={"If-Match": '"999"'})
        assert response.status_code == 412
        assert response.json()["current"] == before == self.get(pk)
        assert self.patch(pk, self.change, headers={"If-Match": f'"{before["version"]}"'}).status_code == 200

    def test_refuses_a_change_of_what_it_keeps_itself(self) -> None:
        response = self.patch(self.make(1), {"version": 7})
        assert response.status_code == 400
        assert response.json()["errors"][0]["pointer"] == "/version"


class Deletes(Contract):
    """DELETE, into the bin."""

    def test_deletes(self) -> None:
        pk = self.make(1)
        assert self.client.delete(self.url(pk), headers={"If-Match": '"999"'}).status_code == 412
        assert self.client.delete(self.url(pk)).status_code == 204
        assert self.client.get(self.url(pk)).status_code == 404
        assert pk not in self.ids(self.client)


class Restores(Contract):
    """The way back from the bin."""

    def test_restores(self) -> None:
        before = self.get(pk := self.make(1))
        self.client.delete(self.url(pk))
        response = self.post({}, pk, "restore")
        assert response.status_code == 200, response.content
        kept = set(before) - {"version", "updated_at"}
        assert {name: before[name] for name in kept} == {name: response.json()[name] for name in kept}
        assert pk in self.ids(self.client)


class NeverChanges(Contract):
    """A ledger: what it says stays."""

    def test_is_never_changed_or_deleted(self) -> None:
        url = self.url(self.make(1))
        assert self.client.patch(url, {}, content_type=JSON).status_code == 405
        assert self.client.delete(url).status_code == 405


class CollectionContract(Reads, Creates, Changes, Deletes, Restores):
    """Everything that an editable collection promises."""
