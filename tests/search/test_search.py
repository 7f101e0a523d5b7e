"""Finding objects: by the words of their title and text, mistyped or in any script, and never what one may not see."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.models import Member, Workspace
from launchhub.discussion.actions import attachments
from launchhub.events.models import Event
from launchhub.events.record import history
from launchhub.search import finding, index
from launchhub.search.finding import find
from launchhub.search.handlers import keep_index
from launchhub.search.models import Word
from messaging.actions import claims
from qa.actions import defects, gates
from roadmap.actions import decisions, features, goals, launches, milestones, products, tasks
from roadmap.models import Launch
from tests.cast import browser, program, share
from tests.matrix.rows import Team, plan

DAY = dt.date(2027, 5, 14)


def heard(workspace: Workspace) -> None:
    """Let search hear all that has happened."""
    for event in Event.objects.filter(workspace=workspace, quiet=False).order_by("id"):
        keep_index(event)


def titles(member: Member, text: str, **more: Any) -> list[str]:
    return [each.title for each in find(member, text, **more)]


@pytest.fixture
def launch(harbour: Workspace, petra: Member, quentin: Member, mark: Member) -> Launch:
    """A launch with something of most kinds."""
    product = products.create(by=petra, name="Lighthouse", key="LIT", vision="Every ship comes home")
    made = launches.create(
        by=petra, name="Payments 2.0", products=[product], owner=petra, date=DAY, summary="Paying without a card reader"
    )
    feature = features.create(
        by=petra, title="Größere Überweisungen", product=product, launch=made, external_id="PAY-1234"
    )
    tasks.create(by=petra, launch=made, title="Brief the sales parties", hat="sales", offset_days=-7)
    milestones.create(by=petra, launch=made, name="Code freeze", offset_days=-14)
    goals.create(by=petra, title="Fewer abandoned carts", metric="share of abandoned carts", target=10, owner=petra)
    gate = gates.create(by=quentin, launch=made, name="Load test", offset_days=-3)
    defects.create(by=quentin, title="Receipts are cut off", severity="minor", gate=gate)
    claims.create(by=mark, text="Pay in two taps", pillar="Speed", launch=made, features=[feature])
    heard(harbour)
    return made


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("payments", "Payments 2.0"), ("pay 2", "Payments 2.0"), ("CARD reader", "Payments 2.0"),
        ("groß", "Größere Überweisungen"), ("GROSSERE uberw", "Größere Überweisungen"),
        ("PAY-1234", "Größere Überweisungen"), ("party", "Brief the sales parties"), ("freezing", "Code freeze"),
        ("abandon", "Fewer abandoned carts"), ("load te", "Load test"), ("receipt", "Receipts are cut off"),
        ("two taps", "Pay in two taps"), ("LIT", "Lighthouse"), ("ships", "Lighthouse"), ("quent", "Quentin"),
    ],
)  # fmt: skip
def test_an_object_is_found_by_how_its_words_begin(launch: Launch, petra: Member, typed: str, title: str) -> None:
    assert titles(petra, typed)[0] == title


@pytest.mark.parametrize("typed", ["paymnets", "paymets", "pyaments", "payents", "paymentz"])
def test_a_mistyped_word_finds_what_was_meant(launch: Launch, petra: Member, typed: str) -> None:
    assert "Payments 2.0" in titles(petra, typed)


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("新しい検索機能", "検索"), ("شراء بنقرة واحدة", "بنقرة"), ("חיפוש מהיר", "מהיר"), ("🚀 Liftoff", "🚀"),
        ("Поиск ёлки", "елки"), ("ค้นหาสินค้า", "สินค้า"), ("결제 개선", "결제"),
    ],
)  # fmt: skip
def test_any_script_is_found(launch: Launch, petra: Member, title: str, typed: str) -> None:
    launches.update(launch, by=petra, name=title)
    heard(launch.workspace)
    assert titles(petra, typed) == [title]


@pytest.mark.parametrize("typed", ["", "  ", "%", "_", "'; --", "\\", "&|!", "payments zebra", "\u202e", "x" * 200])
def test_what_names_nothing_finds_nothing(launch: Launch, petra: Member, typed: str) -> None:
    assert titles(petra, typed) == []


def test_a_title_says_more_than_a_text_and_ones_own_more_than_anothers(launch: Launch, petra: Member) -> None:
    product = launch.products.get()
    for title, owner, text in (("Export", None, ""), ("Import", petra, "after the export"), ("Export", petra, "mine")):
        features.create(by=petra, title=title, product=product, owner=owner, description=text)
    heard(launch.workspace)
    found = find(petra, "export")
    assert [each.title for each in found] == ["Export", "Export", "Import"]
    assert found[2].snippet == "after the export"


def test_the_index_follows_every_change(launch: Launch, petra: Member) -> None:
    launches.update(launch, by=petra, name="Checkout")
    heard(launch.workspace)
    assert (titles(petra, "payments"), titles(petra, "checkout")) == ([], ["Checkout"])
    launches.delete(launch, by=petra)
    heard(launch.workspace)
    assert titles(petra, "checkout") == []
    launches.restore(launch, by=petra)
    heard(launch.workspace)
    assert titles(petra, "checkout") == ["Checkout"]


def test_hearing_twice_changes_nothing_and_the_index_says_what_rows_say(launch: Launch, harbour: Workspace) -> None:
    def rows() -> set[Any]:
        return set(Word.objects.filter(workspace=harbour).values_list("object_id", "noun", "word", "weight"))

    kept = rows()
    heard(harbour)
    assert rows() == kept
    index.catch_up(harbour)
    Word.objects.filter(workspace=harbour, noun__in=["goal", "member"]).delete()
    index.catch_up(harbour)
    complete = rows()
    Word.objects.filter(workspace=harbour).delete()
    index.catch_up(harbour, anew=True)
    assert rows() == complete


def test_every_noun_is_heard_of_when_a_row_is_made(
    harbour: Workspace, petra: Member, mark: Member, quentin: Member
) -> None:
    plan(Team(petra, mark, quentin), "numbat")
    heard(harbour)
    told = {*Word.objects.filter(workspace=harbour, word="numbat").values_list("noun", flat=True)}
    Word.objects.filter(workspace=harbour).delete()
    index.catch_up(harbour)
    made = {*Word.objects.filter(workspace=harbour, word="numbat").values_list("noun", flat=True)}
    assert told == made >= {"launch", "decision", "attachment", "criterion"}


def test_a_file_is_found_until_it_is_taken_away(launch: Launch, petra: Member) -> None:
    kept = attachments.create(by=petra, noun="launch", target_id=launch.pk, file=ContentFile(b"text", "price_list.txt"))
    heard(launch.workspace)
    [found] = find(petra, "price")
    assert (found.title, found.url) == ("price_list.txt", f"/harbour/attachments/{kept.pk}/file/")
    attachments.delete(kept, by=petra)
    heard(launch.workspace)
    assert titles(petra, "price") == []


def test_what_was_agreed_is_found_by_what_it_says(launch: Launch, petra: Member) -> None:
    decisions.create(launch=launch, decision="other", note="We sell by invoice first", by=petra)
    heard(launch.workspace)
    [found] = find(petra, "invoice")
    assert (found.entry.noun, found.title) == ("decision", "We sell by invoice first")


def test_a_rare_word_is_found_among_many_that_share_a_frequent_one(
    launch: Launch, petra: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_CHECKED", 2)
    for title in ("Export one", "Export two", "Export three", "Export zebra"):
        features.create(by=petra, title=title, product=launch.products.get())
    heard(launch.workspace)
    assert titles(petra, "export zebra") == titles(petra, "zebra exp") == ["Export zebra"]


def test_of_more_than_can_be_weighed_the_newest_are_and_the_whole_word(
    launch: Launch, petra: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MOST_ROWS", 2)
    for title in ("Port one", "Port two", "Port three", "Portal four", "Portal five", "Portal six"):
        features.create(by=petra, title=title, product=launch.products.get())
    heard(launch.workspace)
    assert set(titles(petra, "portal")) == {"Portal five", "Portal six"}
    assert set(titles(petra, "port")) == {"Port two", "Port three", "Portal five", "Portal six"}


def test_imported_history_is_caught_up_with(launch: Launch, petra: Member) -> None:
    with history():
        tasks.create(by=petra, launch=launch, title="Yesterdays news", hat="sales", offset_days=-7)
    assert titles(petra, "yesterday") == []
    index.catch_up(launch.workspace)
    assert titles(petra, "yesterday") == ["Yesterdays news"]


def test_a_guest_finds_what_was_shared_and_nothing_else(launch: Launch, vera: Member) -> None:
    assert titles(vera, "payments") == titles(vera, "load") == []
    share(launch, vera)
    assert titles(vera, "payments") == ["Payments 2.0"]
    assert titles(vera, "load") == ["Load test"]
    assert titles(vera, "abandoned") == []


def test_a_stale_index_leaks_no_title(launch: Launch, petra: Member) -> None:
    launches.delete(launch, by=petra)  # and nobody has heard of it
    assert titles(petra, "payments") == []


def test_another_workspace_finds_nothing(launch: Launch, mallory: Member) -> None:
    from launchhub.lib.wall import workspace_context

    with workspace_context(mallory.workspace):
        assert titles(mallory, "payments") == []


def test_rest_says_what_was_found_and_where_it_is(launch: Launch, petra: Member) -> None:
    answer = program(petra).get("/api/v1/harbour/search/?q=load&kinds=gate,launch").json()
    [gate] = answer["results"]
    assert gate["type"] == "gate"
    assert (gate["title"], gate["state"], gate["launch"]) == ("Load test", "open", str(launch.pk))
    assert gate["launch_name"] == "Payments 2.0"
    assert gate["url"] == f"/harbour/gates/{gate['id']}/"


def test_a_token_finds_only_nouns_of_its_scopes(launch: Launch, petra: Member) -> None:
    def kinds(*scopes: str) -> set[str]:
        found = program(petra, *scopes).get("/api/v1/harbour/search/?q=pay").json()["results"]
        return {each["type"] for each in found}

    assert kinds("roadmap:read", "messaging:read") == {"launch", "feature", "claim"}
    assert kinds("messaging:write") == {"claim"}
    assert kinds("qa:read") == set()


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("", "q"), ("q=", "q"), ("q=%20", "q"), (f"q={'x' * 201}", "q"), ("q=a%00", "q"), ("q=a&q=b", "q"),
        ("q=a&kinds=ship", "kinds"), ("q=a&page_size=0", "page_size"), ("q=a&page_size=x", "page_size"),
        ("q=a&w=1", "w"),
    ],
)  # fmt: skip
def test_a_bad_request_is_told_what_would_be_right(petra: Member, query: str, named: str) -> None:
    answer = program(petra).get(f"/api/v1/harbour/search/?{query}")
    assert answer.status_code == 400
    assert [error["parameter"] for error in answer.json()["errors"]] == [named]


def test_the_page_shows_everything_found_and_says_so_when_there_is_nothing(launch: Launch, petra: Member) -> None:
    client = browser(petra)
    shown = client.get("/harbour/search/", {"q": "pay"}).content.decode()
    assert f"/harbour/launches/{launch.pk}/" in shown
    assert "Pay in two taps" in shown
    assert "Nothing found" in client.get("/harbour/search/", {"q": "<script>zebra"}).content.decode()
    assert "What do you look for?" in client.get("/harbour/search/").content.decode()


def test_the_palette_offers_what_one_may_do(launch: Launch, petra: Member, vera: Member) -> None:
    def offered(client: Client, text: str) -> str:
        return client.get("/harbour/search/palette/", {"q": text}).content.decode()

    by_petra, by_vera = browser(petra), browser(vera)
    assert "New launch" in offered(by_petra, "new lau")
    assert "Go to Gates" in offered(by_petra, "gates")
    assert "Payments 2.0" in offered(by_petra, ""), "what she had to do with last"
    assert "New launch" not in offered(by_vera, "new lau")
    assert "Nothing that you may see" in offered(by_vera, "payments")
    assert ("New idea" in offered(by_vera, "idea"), "New webhook" in offered(by_petra, "webhook")) == (True, False)


def test_more_results_cost_no_more_queries(launch: Launch, petra: Member, quentin: Member) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            find(petra, "load", nouns=["gate"])
        return len(seen)

    before = cost()
    for number in (1, 2):
        gates.create(by=quentin, launch=launch, name=f"Load {number}", offset_days=-1)
    heard(launch.workspace)
    assert len(find(petra, "load", nouns=["gate"])) == 3
    assert cost() == before
