"""The operations that carry the mission, over REST (api.md)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from roadmap.actions import features, milestones
from roadmap.models import DateMove, Feature, Launch, Milestone, Product, Task
from tests.cast import share

JSON = "application/json"


class Harbour:
    """A client that speaks of launches, features and the like by their noun."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, *parts: object, **params: str) -> Any:
        return self.client.get(self.url(*parts), params)

    def post(self, *parts: object, **body: Any) -> Any:
        return self.client.post(self.url(*parts), body, content_type=JSON)

    def patch(self, *parts: object, **body: Any) -> Any:
        return self.client.patch(self.url(*parts), body, content_type=JSON)

    @staticmethod
    def url(*parts: object) -> str:
        return "/".join(["/api/v1/harbour", *map(str, parts), ""])


@pytest.fixture
def rest(api: Any, petra: Member) -> Harbour:
    """Petra's integration."""
    return Harbour(api(petra))


def pointers(response: Any) -> list[str]:
    assert response.status_code == 400, response.content
    return [error["pointer"] for error in response.json()["errors"]]


def test_a_launch_shows_slips_and_readiness(rest: Harbour, launch: Launch, refunds: Feature) -> None:
    rest.post("launches", launch.pk, "date_moves", date="2027-05-03", reason="market")
    rest.post("launches", launch.pk, "date_moves", date="2027-05-06", reason="quality")
    shown = rest.get("launches", launch.pk).json()
    assert (shown["slips"], shown["slipped_days"], shown["date"]) == (1, 3, "2027-05-06")
    assert shown["products"] == [str(launch.products.get().pk)]
    assert shown["readiness"]["verdict"] == "no_go"
    [blocker] = shown["readiness"]["blockers"]
    assert blocker["object"] == {"type": "feature", "id": str(refunds.pk), "title": "Refunds"}
    assert blocker["owner"] == str(refunds.owner_id)


def test_a_dry_run_shows_what_the_move_then_does(
    rest: Harbour, launch: Launch, code_freeze: Milestone, blog_post: Task, press_day: Milestone
) -> None:
    wish = {"date": "2027-05-10", "reason": "market", "note": "The fair is earlier", "cascade": "none"}
    dry = rest.post("launches", launch.pk, "date_moves", **wish, dry_run=True)
    assert (dry.status_code, DateMove.objects.count()) == (200, 0)
    assert not Event.objects.filter(kind="launch.date_moved").exists()
    real = rest.post("launches", launch.pk, "date_moves", **wish)
    assert real.status_code == 201
    assert real.headers["Location"].endswith(f"/api/v1/harbour/date_moves/{real.json()['date_move']['id']}/")
    assert real.json()["blast_radius"] == dry.json()["blast_radius"]
    assert {thing["title"] for thing in real.json()["blast_radius"]["moved"]} == {"Code freeze", "Write the blog post"}
    stored, promised = real.json()["date_move"], dry.json()["date_move"]
    assert stored.keys() == promised.keys()
    assert {name for name in stored if stored[name] != promised[name]} == {"id", "created_at"}


def test_the_ledger_is_listed_newest_first(rest: Harbour, launch: Launch) -> None:
    for date in ("2027-05-21", "2027-05-28"):
        rest.post("launches", launch.pk, "date_moves", date=date, reason="scope")
    lines = rest.get("launches", launch.pk, "date_moves").json()["results"]
    assert [(line["old"], line["new"], line["days"]) for line in lines] == [
        ("2027-05-21", "2027-05-28", 7),
        ("2027-05-14", "2027-05-21", 7),
    ]
    assert lines[0]["actor_name"] == "Petra"


def test_a_guest_reads_the_ledger_but_not_what_a_move_touched(
    rest: Harbour, launch: Launch, vera: Member, api: Any
) -> None:
    rest.post("launches", launch.pk, "date_moves", date="2027-06-11", reason="scope")
    share(launch, vera)
    for parts in (["launches", launch.pk, "date_moves"], ["date_moves"]):
        [line] = Harbour(api(vera)).get(*parts).json()["results"]
        assert (line["new"], line["blast_radius"]) == ("2027-06-11", {})


def test_a_date_may_be_coarse(rest: Harbour, launch: Launch, product: Product, petra: Member) -> None:
    made = rest.post("launches", name="Soon", products=[str(product.pk)], owner=str(petra.pk), date="Q3 2027").json()
    assert (made["date"], made["precision"]) == ("2027-09-30", "quarter")
    edited = rest.patch("launches", made["id"], date="2027-09-14").json()
    assert (edited["date"], edited["precision"]) == ("2027-09-14", "day")
    moved = rest.post("launches", launch.pk, "date_moves", date="2027-06", reason="scope").json()
    assert moved["date_move"]["new"] == "2027-06-30"
    assert rest.get("launches", launch.pk).json()["precision"] == "month"


def test_an_edited_date_is_a_move_for_no_stated_reason(rest: Harbour, launch: Launch) -> None:
    assert rest.patch("launches", launch.pk, date="2027-05-21").status_code == 200
    assert DateMove.objects.get().reason == "unspecified"


@pytest.mark.parametrize(
    ("wish", "pointer"),
    [
        ({"date": "2027-02-30", "reason": "scope"}, "/date"),
        ({"date": "soon", "reason": "scope"}, "/date"),
        ({"date": 20270521, "reason": "scope"}, "/date"),
        ({"date": "2027-05-14", "reason": "scope"}, "/date"),
        ({"reason": "scope"}, "/date"),
        ({"date": "2027-05-21"}, "/reason"),
        ({"date": "2027-05-21", "reason": "weather"}, "/reason"),
        ({"date": "2027-05-21", "reason": "scope", "cascade": "all"}, "/cascade"),
    ],
)
def test_a_bad_move_names_the_field(rest: Harbour, launch: Launch, wish: dict[str, Any], pointer: str) -> None:
    assert pointers(rest.post("launches", launch.pk, "date_moves", **wish)) == [pointer]


def test_moving_needs_the_product_hat(api: Any, mark: Member, launch: Launch) -> None:
    for dry_run in (True, False):
        wish = {"date": "2027-05-21", "reason": "scope", "dry_run": dry_run}
        refused = Harbour(api(mark)).post("launches", launch.pk, "date_moves", **wish)
        assert refused.status_code == 403
        assert "product hat" in refused.json()["detail"]


def test_a_stale_move_is_refused(rest: Harbour, launch: Launch) -> None:
    url, body = rest.url("launches", launch.pk, "date_moves"), {"date": "2027-05-21", "reason": "scope"}
    refused = rest.client.post(url, body, content_type=JSON, headers={"If-Match": '"9"'})
    assert refused.status_code == 412
    assert refused.json()["current"]["date"] == "2027-05-14"


def test_the_schedule_lists_things_of_all_kinds(
    rest: Harbour, launch: Launch, code_freeze: Milestone, blog_post: Task
) -> None:
    plan = rest.get("launches", launch.pk, "schedule").json()
    assert (plan["as_of"], plan["date"]) == (None, "2027-05-14")
    assert [(thing["type"], thing["due"], thing["offset_days"]) for thing in plan["results"]] == [
        ("milestone", "2027-04-30", -14),
        ("task", "2027-05-07", -5),
    ]
    rest.post("launches", launch.pk, "date_moves", date="2027-05-21", reason="scope")
    before = rest.get("launches", launch.pk, "schedule", as_of="2026-01-01").json()
    assert (before["date"], before["results"]) == ("2027-05-14", plan["results"])
    wrong = rest.get("launches", launch.pk, "schedule", as_of="yesterday")
    assert (wrong.status_code, wrong.json()["errors"][0]["parameter"]) == (400, "as_of")


def test_a_transition_that_is_not_allowed_names_the_blockers(
    rest: Harbour, launch: Launch, product: Product, petra: Member
) -> None:
    features.create(by=petra, title="Exports", product=product, launch=launch, status="cut")
    Launch.objects.filter(pk=launch.pk).update(status="ready")
    refused = rest.post("launches", launch.pk, "transitions", to="launched")
    assert refused.status_code == 409
    assert [blocker["object"]["title"] for blocker in refused.json()["blockers"]] == ["Exports"]
    assert rest.post("launches", launch.pk, "transitions", to="on_hold").json()["status"] == "on_hold"


def test_a_feature_is_parked_with_a_reason(rest: Harbour, refunds: Feature) -> None:
    assert pointers(rest.post("features", refunds.pk, "transitions", to="parked")) == ["/reason"]
    parked = rest.post("features", refunds.pk, "transitions", to="parked", reason="No capacity")
    assert (parked.status_code, parked.json()["reason"]) == (201, "No capacity")


def test_a_change_of_look_raises_the_revision(rest: Harbour, refunds: Feature) -> None:
    changed = rest.post("features", refunds.pk, "ui_changes", build="415", note="New colours")
    assert (changed.status_code, changed.json()["ui_revision"]) == (201, 2)


def test_features_and_milestones_have_ledgers(rest: Harbour, refunds: Feature, code_freeze: Milestone) -> None:
    for noun, subject in (("features", refunds), ("milestones", code_freeze)):
        moved = rest.post(noun, subject.pk, "date_moves", date="2027-05-04", reason="quality")
        assert moved.status_code == 201, moved.content
        [line] = rest.get(noun, subject.pk, "date_moves").json()["results"]
        assert line["id"] == moved.json()["date_move"]["id"]


def test_a_phase_is_written_with_its_end(rest: Harbour, launch: Launch) -> None:
    phase = {"name": "Beta", "kind": "phase", "launch": str(launch.pk), "due": "2027-04-01", "end": "2027-04-20"}
    made = rest.post("milestones", **phase).json()
    assert (made["due"], made["end"]) == ("2027-04-01", "2027-04-20")
    assert pointers(rest.post("milestones", **phase | {"end": "2027-03-01"})) == ["/end"]


def test_the_assignee_completes_a_task(api: Any, mark: Member, quentin: Member, blog_post: Task) -> None:
    refused = Harbour(api(quentin)).post("tasks", blog_post.pk, "transitions", to="done")
    assert refused.status_code == 403
    done = Harbour(api(mark)).post("tasks", blog_post.pk, "transitions", to="done")
    assert (done.status_code, done.json()["status"], done.json()["overdue"]) == (201, "done", False)


def test_a_circle_is_refused_with_its_path(rest: Harbour, product: Product, petra: Member) -> None:
    a, b = (features.create(by=petra, title=title, product=product) for title in "AB")
    made = rest.post("dependencies", **{"from": str(a.pk), "to": str(b.pk)})
    assert (made.json()["type"], made.json()["from"]) == ("feature", str(a.pk))
    refused = rest.post("dependencies", **{"from": str(b.pk), "to": str(a.pk)})
    assert pointers(refused) == ["/to"]
    assert "“B” → “A” → “B”" in refused.json()["errors"][0]["detail"]


def test_dated_things_are_filtered_by_due(rest: Harbour, launch: Launch, petra: Member) -> None:
    for offset in (-30, -10):
        milestones.create(by=petra, launch=launch, name=f"T{offset}", offset_days=offset)
    found = rest.get("milestones", launch=str(launch.pk), due_after="2027-05-01").json()["results"]
    assert [row["name"] for row in found] == ["T-10"]
