"""A release train is loaded, and Petra moves one launch by two weeks in the browser: everybody and everything that
tells of it — ledger, schedule, inboxes, e-mails, webhook, audit log, room — tells of the same event.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from standardwebhooks import Webhook as Verifier

from launchhub.lib.dates import show_date
from tests.conftest import ROOT
from tests.e2e.conftest import RunningLaunchHub
from tests.e2e.people import Person, backlog, open_workspace, settle, sign_in, visit
from tests.hub import trains
from tests.notifications.receivers import Receiver, receiving

SLUG = "harbour"
KUBERNETES = ROOT.parent / "shared" / "data" / "kubernetes"
SCHEDULE = {"releases.csv", "milestones.csv", "date_changes.csv", "milestone_events.csv"}
HATS = {"Petra": "product", "Mark": "marketing", "Quentin": "qa"}
REASON, NOTE = "quality", "A regression in the last release candidate needs two weeks."
PARTS = ("moved", "conflicts", "features_late", "dependents", "past_lock", "claims", "assets_stale")
DAYS = 14


@dataclass
class Slip:
    """What Petra did, and what was there before and after."""

    launch: dict[str, Any]
    to: dt.date
    dry_run: dict[str, Any]
    schedule: dict[str, str]
    shown: list[tuple[int, list[str]]]
    refusal: str
    step: str
    event: dict[str, Any]


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """Alice, Petra, Mark and Quentin in a workspace of their own."""
    return open_workspace(launchhub, SLUG, HATS)


@pytest.fixture(scope="module")
def train(launchhub: RunningLaunchHub, people: dict[str, Person], tmp_path_factory: Any) -> str:
    """A release train, loaded: that of Kubernetes, or where it is absent a small one with a release of that number."""
    folder = tmp_path_factory.mktemp("train")
    if KUBERNETES.is_dir():
        _schedule_of(KUBERNETES, folder)
    else:
        trains.write(folder, releases=[trains.RELEASE | {"version": "1.24", "name": "Train 1.24"}])
    return launchhub.manage("import_train", str(folder), "--workspace", SLUG)


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    """A system outside that listens for webhooks."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def secret(people: dict[str, Person], receiver: Receiver, train: str) -> str:
    """The secret of the webhook that Alice registers, once the train is loaded."""
    return str(people["Alice"].post("webhooks/", url=receiver.url)["secret"])


@pytest.fixture(scope="module")
def launch(people: dict[str, Person], train: str) -> dict[str, Any]:
    """The launch that will slip, with things of every kind that a slip touches."""
    petra, mark, quentin = people["Petra"], people["Mark"], people["Quentin"]
    [launch] = petra.get("launches/", search="1.24")["results"]
    later = dt.date.fromisoformat(launch["date"]) + dt.timedelta(7)
    freeze = petra.get("milestones/", launch=launch["id"], search="code freeze")["results"][-1]
    petra.patch(f"milestones/{freeze['id']}/", owner=quentin.id)
    petra.post("milestones/", launch=launch["id"], name="Conference", hat="marketing", due=str(later))
    asset = mark.post("assets/", launch=launch["id"], title="Post", kind="blog", owner=mark.id, prints_date=True)
    mark.post(f"assets/{asset['id']}/versions/", body="It is there today.")
    petra.post(f"assets/{asset['id']}/reviews/", verdict="approve")
    stand = {"title": "Conference stand", "channel": "event", "offset_days": 7, "lock_on": "2020-01-01"}
    mark.post("activities/", launch=launch["id"], owner=mark.id, cost_to_move="1200.00", **stand)
    return petra.get(f"launches/{launch['id']}/")  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def slip(
    browser: Browser, launchhub: RunningLaunchHub, people: dict[str, Person], launch: dict[str, Any], secret: str
) -> Slip:
    """Petra finds the launch, looks at what a move would touch, forgets the reason, gives it, and moves."""
    petra, path = people["Petra"], f"launches/{launch['id']}"
    to = dt.date.fromisoformat(launch["date"]) + dt.timedelta(DAYS)
    move = {"date": str(to), "reason": REASON, "note": NOTE}
    dry_run = petra.post(f"{path}/date_moves/", **move, dry_run=True)
    before = petra.get(f"{path}/schedule/")["results"]
    settle(launchhub)  # what the train brought

    with visit(browser, launchhub, petra) as (page, complaints):
        dialog = _open_dialog(page, launch)
        dialog.get_by_label("New date").fill(str(to))
        expect(dialog.locator("#blast")).to_contain_text("What the move touches")
        shown, refusal = _shown(dialog), _send_without_reason(dialog)
        complaints.expect("status of 422")
        assert petra.get(f"{path}/")["date"] == launch["date"]
        dialog.get_by_label("Reason").select_option(REASON)
        dialog.get_by_label("Note").fill(NOTE)
        dialog.get_by_role("button", name="Move date").click()
        expect(page.locator("ol.ladder li.now")).to_contain_text(NOTE)
        step = " ".join(page.locator("ol.ladder li.now").inner_text().split())
    settle(launchhub)
    [event] = people["Alice"].get("events/", kind="launch.date_moved", quiet="false")["results"]
    return Slip(launch, to, dry_run, {row["id"]: row["due"] for row in before}, shown, refusal, step, event)


def test_the_dialog_shows_what_the_dry_run_of_the_api_says(slip: Slip) -> None:
    radius = slip.dry_run["blast_radius"]
    assert slip.shown == [
        *((len(radius[part]), [_line(entry) for entry in radius[part]]) for part in PARTS if radius[part]),
        (len(radius["people"]), [f"{person['name']} because {person['because']}" for person in radius["people"]]),
    ]
    touched = {part for part in PARTS if radius[part]}
    assert touched >= {"moved", "conflicts", "past_lock", "assets_stale"}


def test_a_move_takes_a_reason(slip: Slip) -> None:
    assert "Reason: This field is required." in slip.refusal


def test_the_ledger_has_the_move_as_it_was_previewed(slip: Slip, people: dict[str, Person]) -> None:
    line = people["Petra"].get(f"launches/{slip.launch['id']}/date_moves/")["results"][0]
    assert line["id"] == slip.event["data"]["date_move"]
    assert [line[name] for name in ("old", "new", "days", "reason", "note", "actor_name")] == [
        *(slip.launch["date"], str(slip.to), DAYS, REASON, NOTE, "Petra"),
    ]
    assert line["blast_radius"] == slip.dry_run["blast_radius"]


def test_what_was_to_move_has_moved_and_nothing_else(slip: Slip, people: dict[str, Person]) -> None:
    path = f"launches/{slip.launch['id']}"
    after = {row["id"]: row["due"] for row in people["Petra"].get(f"{path}/schedule/")["results"]}
    moved = {entry["id"]: entry["to"] for entry in slip.dry_run["blast_radius"]["moved"]}
    assert after == slip.schedule | moved
    assert people["Petra"].get(f"{path}/")["date"] == str(slip.to)


def test_exactly_the_people_of_the_preview_are_told_and_why(slip: Slip, people: dict[str, Person]) -> None:
    told = {
        person.id: row["because"]
        for person in people.values()
        for row in person.get("notifications/")["results"]
        if row["event"] == slip.event["id"]
    }
    assert told == {person["id"]: person["because"] for person in slip.dry_run["blast_radius"]["people"]}
    assert people["Petra"].id not in told
    assert "you own the milestone" in told[people["Quentin"].id]
    assert "your asset “Post” prints the date" in told[people["Mark"].id]


def test_nobody_is_told_twice_of_one_slip(slip: Slip, people: dict[str, Person]) -> None:
    for person in people.values():
        rows = person.get("notifications/")["results"]
        assert len([row for row in rows if row["created_at"] >= slip.event["happened_at"]]) <= 1


def test_the_inbox_has_it_within_two_seconds(slip: Slip, people: dict[str, Person]) -> None:
    [row] = [row for row in people["Mark"].get("notifications/")["results"] if row["event"] == slip.event["id"]]
    happened, told = (dt.datetime.fromisoformat(text) for text in (slip.event["happened_at"], row["created_at"]))
    assert told - happened < dt.timedelta(seconds=2)


def test_mark_reads_in_his_inbox_why_he_is_told(slip: Slip, people: dict[str, Person], page: Page) -> None:
    sign_in(page, people["Mark"])
    page.goto(f"/{SLUG}/inbox/")
    thread = page.locator(".thread", has_text=slip.launch["name"])
    expect(thread).to_contain_text(slip.event["sentence"])
    expect(thread).to_contain_text(NOTE)
    expect(thread).to_contain_text(re.compile("You get this because .*you wear the marketing hat"))
    how = thread.get_by_role("link", name="How it was delivered")
    expect(how).to_have_attribute("href", re.compile(f"event={slip.event['id']}"))


def test_the_sentence_says_who_when_and_the_reason(slip: Slip) -> None:
    old = dt.date.fromisoformat(slip.launch["date"])
    words = f"from {show_date(old)} to {show_date(slip.to)}, {DAYS} days later ({REASON})"
    assert slip.event["sentence"] == f"Petra moved {slip.launch['name']} {words}"


def test_each_has_an_email_that_names_the_event_and_can_be_stopped(
    slip: Slip, people: dict[str, Person], launchhub: RunningLaunchHub
) -> None:
    letters = _letters(launchhub, slip.event["id"])
    reasons = {person["id"]: person["because"] for person in slip.dry_run["blast_radius"]["people"]}
    for person in (each for each in people.values() if each.id in reasons):
        letter = letters.pop(person.id)
        assert letter["To"].addresses[0].addr_spec == person.email
        assert letter["Subject"] == slip.event["sentence"]
        assert letter["List-Unsubscribe"].startswith(f"<{launchhub.url}/")
        assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        for kind in ("plain", "html"):
            part = letter.get_body((kind,))
            assert part is not None
            words = " ".join(part.get_content().split())
            assert all(said in words for said in (NOTE, REASON, "Petra", f"because {reasons[person.id]}"))
    assert letters == {}


def test_the_webhook_tells_the_same_and_its_signature_holds(slip: Slip, receiver: Receiver, secret: str) -> None:
    [(headers, body)] = [request for request in receiver.requests if request[0]["webhook-id"] == slip.event["id"]]
    said = Verifier(secret).verify(body, headers)
    assert said["type"] == "launch.date_moved"
    assert said["data"] == json.loads(body)["data"]
    assert {name: said["data"][name] for name in ("id", "sentence", "data")} == {
        name: slip.event[name] for name in ("id", "sentence", "data")
    }


def test_the_room_shows_the_step(slip: Slip) -> None:
    assert slip.step.endswith(f"{NOTE}+{DAYS} d")


def test_the_record_is_whole_and_nothing_waits(slip: Slip, launchhub: RunningLaunchHub) -> None:
    assert re.search(rf"{SLUG}: \d+ events verified", launchhub.manage("verify_audit", "--workspace", SLUG))
    assert all((line["pending"], line["dead"]) == (0, 0) for line in backlog(launchhub))


def _schedule_of(train: Path, folder: Path) -> None:
    """Take every launch, milestone and slip of a train; features and sign-offs would only take time here."""
    for file in train.glob("*.csv"):
        if file.name in SCHEDULE:
            (folder / file.name).symlink_to(file)
        else:
            (folder / file.name).write_text(file.read_text().partition("\n")[0])


def _open_dialog(page: Page, launch: dict[str, Any]) -> Locator:
    page.goto(f"/{SLUG}/launches/")
    rows = page.locator("#launches")
    rows.get_by_label("Search launches").fill("1.24")
    rows.get_by_label("Search launches").press("Enter")
    expect(rows.locator("tbody tr")).to_have_count(1)
    rows.get_by_role("link", name=launch["name"]).click()
    page.get_by_role("link", name="Move date").click()
    return page.get_by_role("dialog")


def _shown(dialog: Locator) -> list[tuple[int, list[str]]]:
    """Return the parts of the blast radius on the page: how many the heading says, and what is listed."""
    return [
        (
            int(part.locator("summary b").inner_text()),
            [" ".join(text.split()) for text in part.locator("li").all_text_contents()],
        )
        for part in dialog.locator("#blast details").all()
    ]


def _line(entry: dict[str, Any]) -> str:
    """Return how the page lists an entry of the blast radius."""
    way = [f"{entry['from']} → {entry['to']}"] if entry.get("to") and entry["from"] != entry["to"] else []
    return " ".join([entry["title"], *way, *([entry["why"]] if entry.get("why") else [])])


def _send_without_reason(dialog: Locator) -> str:
    # The browser itself asks for a reason first; this is about what the server says when it does not.
    dialog.locator("form").evaluate("form => { form.noValidate = true }")
    dialog.get_by_role("button", name="Move date").click()
    summary = dialog.get_by_role("alert")
    expect(summary).to_be_visible()
    return " ".join((summary.text_content() or "").split())


def _letters(launchhub: RunningLaunchHub, event: str) -> dict[str, EmailMessage]:
    """Return the e-mails about an event by the id of the member in their `Message-ID`."""
    found = {}
    for path in (launchhub.data_dir / "mail").glob(f"{event}*.eml"):
        letter = message_from_bytes(path.read_bytes(), policy=policy.default)
        about, member = letter["Message-ID"].strip("<>").partition("@")[0].split(".")
        assert about == event
        found[member] = letter
    return found
