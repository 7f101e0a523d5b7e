"""The bin: what is asked before something goes there, who finds what in it, and the way back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.pages import bin as store
from roadmap.actions import dependencies, features, insights, milestones, playbooks, products, raci, tasks
from roadmap.models import (
    Customer,
    Dependency,
    Feature,
    Goal,
    Insight,
    Launch,
    Milestone,
    Playbook,
    Product,
    RaciLine,
    Task,
)
from tests.cast import browser, program, share
from tests.matrix.rows import Rows, Team, plan
from tests.pages.conftest import Ask, text

BIN = "/api/v1/harbour/bin/"
OF = '<th scope="col" class="optional">Of</th>'
LOCKED = "product"
"""A noun that stays while something is in it: its row has features."""


@pytest.fixture
def rows(alice: Member, petra: Member, mark: Member, quentin: Member) -> Rows:
    """A row of everything that is put into the bin."""
    made = plan(Team(petra, mark, quentin), "numbat")
    other = features.create(by=petra, title="numbat other", product=made[Product])
    made[Dependency] = dependencies.create(by=petra, source=other, target=made[Feature])
    made[Playbook] = playbooks.create(by=alice, name="numbat way")
    return made


def at(row: Any, verb: str = "deletions") -> str:
    return f"bin/{row.noun}/{row.pk}/{verb}/"


def told(row: Any) -> list[str]:
    return list(Event.objects.filter(subject_id=row.pk).order_by("id").values_list("kind", flat=True))


def posted(member: Member, path: str, at: str, **data: str) -> Any:
    """Post as htmx does on the page `at`."""
    here = f"http://testserver/harbour/{at}"
    headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Current-URL": here}
    return browser(member).post(f"/harbour/{path}", data, headers=headers)


def listed(ask: Ask, member: Member, query: str = "") -> str:
    return text(ask(member, f"bin/{query}")).split('id="bin"')[1]


def test_everything_goes_there_with_one_event_and_comes_back(ask: Ask, alice: Member, rows: Rows) -> None:
    for kind in (each for each in store.binnable_for(alice) if each.noun != LOCKED):
        row = rows[kind.model]
        assert f"Delete this {kind.word}?" in text(ask(alice, at(row), fragment=True))
        before = told(row)
        assert ask(alice, at(row), {}).status_code == 302
        assert told(row) == [*before, f"{kind.noun}.deleted"]
        assert not kind.model.objects.visible_to(alice).filter(pk=row.pk).exists()
        page = listed(ask, alice, f"?kind={kind.noun}")
        assert (at(row, "restorations") in page, "Alice" in page) == (True, True)
        answers = [ask(alice, at(row, "restorations"), {}, fragment=True) for _ in ("once", "when it is back already")]
        assert [answer.status_code for answer in answers] == [204, 204], kind.noun
        assert told(row).count(f"{kind.noun}.restored") == 1
        assert kind.model.objects.visible_to(alice).filter(pk=row.pk).exists()
    assert "The bin is empty" in listed(ask, alice)


def test_what_belongs_to_nothing_lies_there_too(ask: Ask, petra: Member, rows: Rows) -> None:
    loose = features.create(by=petra, title="numbat loose", product=rows[Product])
    features.delete(loose, by=petra)
    page = ask(petra, "bin/?q=loose")
    assert (page.status_code, "numbat loose" in text(page)) == (200, True)
    assert OF not in text(page), "nothing here belongs to anything"
    tasks.delete(rows[Task], by=petra)
    page = text(ask(petra, "bin/"))
    assert all(words in page for words in (OF, f"<bdi>{rows[Launch]}</bdi>", "<bdi>\N{EN DASH}</bdi>"))


def test_before_a_launch_goes_one_reads_what_goes_with_it_and_what_stays(ask: Ask, petra: Member, rows: Rows) -> None:
    asked = text(ask(petra, at(rows[Launch]), fragment=True))
    for words in ("1 milestone", "1 gate", "1 asset", "1 activity", "1 RACI line", "stay on record"):
        assert words in asked
    assert "1 feature and 1 goal" in asked
    assert asked.index("With it go") < asked.index("1 claim of it will stay"), "what goes is told first"


def test_before_a_feature_goes_one_reads_what_it_breaks(ask: Ask, petra: Member, rows: Rows) -> None:
    asked = text(ask(petra, at(rows[Feature]), fragment=True))
    for words in ("1 gate of it will be judged anew", "1 claim about it will be broken", "1 dependency of it"):
        assert words in asked


def test_before_a_part_of_a_launch_goes_one_reads_what_relied_on_it(ask: Ask, petra: Member, rows: Rows) -> None:
    launch, milestone, line = rows[Launch], rows[Milestone], rows[RaciLine]
    task = tasks.create(by=petra, launch=launch, title="Call", hat="sales", offset_days=-7, blocks_launch=True)
    milestones.update(milestone, by=petra, due=dt.date(2027, 1, 4))
    for row, says in (
        (task, f"{launch} no longer waits for it."),
        (milestone, "1 move of it stays on record."),
        (line, f"Nobody will answer for the Product track of {launch}."),
    ):
        asked = unescape(text(ask(petra, at(row), fragment=True)))
        assert (says in asked, f"launches/{launch.pk}/" in asked) == (True, row is line), row
    tasks.complete(task, by=petra)
    assert "waits for it" not in text(ask(petra, at(task), fragment=True))
    other = raci.create(by=petra, launch=launch, what="numbat too", hat="product", accountable=petra)
    assert "Nobody will answer" not in text(ask(petra, at(other), fragment=True))


def test_who_deletes_a_part_of_a_launch_stays_with_the_launch(ask: Ask, petra: Member, rows: Rows) -> None:
    launch = f"launches/{rows[Launch].pk}"
    for row, page in ((rows[Task], "tasks"), (rows[Milestone], "milestones")):
        assert f'href="/harbour/{at(row)}"' in text(ask(petra, f"{page}/{row.pk}/", fragment=True))
        stays = posted(petra, at(row), f"{launch}/schedule/")
        offered = (f"live:launch-{rows[Launch].pk}", at(row, "restorations"))
        assert [stays.status_code, *(words in stays.headers["HX-Trigger"] for words in offered)] == [204, True, True]
        ask(petra, at(row, "restorations"), {})
        away = posted(petra, at(row), f"{page}/{row.pk}/")
        assert away.headers["HX-Redirect"] == f"/harbour/{launch}/schedule/"
    assert posted(petra, at(rows[RaciLine]), f"{launch}/raci/").status_code == 204


def test_what_stands_in_the_way_is_said_and_nothing_is_deleted(ask: Ask, petra: Member, rows: Rows) -> None:
    product = rows[Product]
    refused = ask(petra, at(product), {}, fragment=True)
    assert (refused.status_code, "2 features: move or delete them first" in text(refused)) == (422, True)
    assert Product.objects.alive().filter(pk=product.pk).exists()


def test_what_cannot_come_back_yet_says_why(ask: Ask, petra: Member, rows: Rows) -> None:
    launch = rows[Launch]
    task: Any = rows[Task]
    for row in (task, launch):
        ask(petra, at(row), {})
    refused = ask(petra, at(task, "restorations"), {}, fragment=True)
    assert (refused.status_code, "has been deleted: restore it" in refused.headers["HX-Trigger"]) == (409, True)
    ask(petra, at(launch, "restorations"), {})
    assert ask(petra, at(task, "restorations"), {}, fragment=True).status_code == 204


def test_who_is_on_its_page_is_led_away_and_who_is_not_may_take_it_back(ask: Ask, petra: Member, rows: Rows) -> None:
    goal, feature = rows[Goal], rows[Feature]
    away = posted(petra, at(goal), f"goals/{goal.pk}/")
    assert away.headers["HX-Redirect"] == "/harbour/goals/"
    ask(petra, at(goal, "restorations"), {})
    stays = posted(petra, at(goal), "goals/")
    assert stays.status_code == 204
    assert all(words in stays.headers["HX-Trigger"] for words in ("live:goals", "live:bin", at(goal, "restorations")))
    beside = posted(petra, at(feature), f"features/{feature.pk}/", beside="1")
    assert "panel:close" in beside.headers["HX-Trigger"]


def test_each_finds_there_what_they_may_restore(
    ask: Ask, alice: Member, petra: Member, mark: Member, quentin: Member, rows: Rows
) -> None:
    mine = insights.create(by=mark, body="numbat of Mark's")
    for row in (rows[Goal], rows[Insight], mine, rows[Customer], rows[Playbook]):
        ask(alice, at(row), {})
    assert [word in listed(ask, petra) for word in ("numbat goal", "numbat wish", "of Mark", "numbat way")] == [
        True, True, True, False,
    ]  # fmt: skip
    page = listed(ask, mark)
    assert [word in page for word in ("numbat goal", "numbat wish", "of Mark", "numbat customer")] == [
        False, False, True, True,
    ]  # fmt: skip
    assert "numbat goal" not in listed(ask, alice, "?q=mark")
    assert "of Mark" in listed(ask, alice, "?q=mark")
    assert "Nothing matches" in listed(ask, alice, "?q=mark&kind=goal")
    assert "numbat goal" in listed(ask, alice, "?q=%00&kind=nothing&page=9")
    assert "The bin is empty" not in listed(ask, quentin), "customers are everybody's"


def test_the_wrong_hat_a_guest_and_another_workspace(
    ask: Ask, mark: Member, vera: Member, mallory: Member, petra: Member, rows: Rows
) -> None:
    goal = rows[Goal]
    assert [ask(mark, at(goal)).status_code, ask(mark, at(goal), {}).status_code] == [403, 403]
    assert ask(vera, "bin/").status_code == 403
    assert ask(vera, at(goal)).status_code == 404
    share(rows[Launch], vera)
    assert ask(vera, at(rows[Launch]), {}).status_code == 403
    for verb in ("deletions", "restorations"):
        assert ask(mallory, at(goal, verb), {}).status_code == 404
        assert ask(mallory, at(goal, verb), {}, workspace="rival").status_code == 404
    ask(petra, at(goal), {})
    assert ask(mark, at(goal, "restorations"), {}).status_code == 403
    assert ask(petra, f"bin/workspace/{goal.pk}/deletions/").status_code == 404


def test_over_rest_it_is_listed_in_pages_and_restored(
    ask: Ask, alice: Member, petra: Member, mark: Member, vera: Member, mallory: Member, rows: Rows
) -> None:
    for row in (rows[Goal], rows[Task], rows[Customer], rows[Playbook]):
        ask(alice, at(row), {})
    found = binned(petra)
    assert [(row["noun"], row["deleted_by_name"]) for row in found] == [
        ("customer", "Alice"), ("task", "Alice"), ("goal", "Alice"),
    ]  # fmt: skip
    assert (found[1]["id"], found[1]["within"]) == (str(rows[Task].pk), str(rows[Launch]))
    assert [row["noun"] for row in binned(mark)] == ["customer"]
    assert [row["noun"] for row in binned(petra, noun="goal,task", search="numbat goal")] == ["goal"]
    assert binned(program(alice, "qa:read")) == []
    assert [program(vera).get(BIN).status_code, program(mallory).get(BIN).status_code] == [403, 404]
    pages: list[Any] = []
    address = f"{BIN}?page_size=1"
    while address:
        page = program(petra).get(address).json()
        pages.append(page["results"])
        address = page["next"]
    assert ([row for shown in pages for row in shown], program(petra).get(page["previous"]).json()["results"]) == (
        found,
        pages[1],
    )
    assert program(petra).post(found[1]["restore"]).status_code == 200
    assert [row["noun"] for row in binned(petra)] == ["customer", "goal"]


def test_it_is_turned_over_page_by_page_the_last_first(
    ask: Ask, alice: Member, rows: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = [rows[model] for model in (Goal, Customer, Insight, Task, Playbook)]
    for row in gone:
        ask(alice, at(row), {})
    monkeypatch.setattr("launchhub.pages.views.bin.PER_PAGE", 2)
    last_first = [gone[::-1][start : start + 2] for start in (0, 2, 4)]
    for number, there in (("1", last_first[0]), ("2", last_first[1]), ("3", last_first[2]), ("9", last_first[0])):
        page = listed(ask, alice, f"?page={number}")
        places = [page.find(at(row, "restorations")) for row in there]
        assert places == sorted(places), number
        assert [row in there for row in gone] == [at(row, "restorations") in page for row in gone], number
        assert ("Previous" in page, "Next" in page) == (number in "23", number != "3"), number
    assert "3 to 4" in listed(ask, alice, "?page=2")


@pytest.mark.parametrize(
    ("query", "named"),
    [("noun=playbook", "noun"), ("cursor=x", "cursor"), ("page_size=0", "page_size"), ("kind=goal", "kind"),
     ("search=%00", "search")],
)  # fmt: skip
def test_over_rest_what_makes_no_sense_is_named(petra: Member, query: str, named: str) -> None:
    refused = program(petra).get(f"{BIN}?{query}")
    assert (refused.status_code, [error["parameter"] for error in refused.json()["errors"]]) == (400, [named])


def binned(who: Member | Client, **params: str) -> Any:
    client = program(who) if isinstance(who, Member) else who
    return client.get(BIN, params).json()["results"]


def test_it_takes_as_many_queries_for_three_of_each_as_for_one(
    ask: Ask, queries: Callable[[Member, str], int], petra: Member, rows: Rows
) -> None:
    def bin_one(name: str) -> None:
        for row in (products.create(by=petra, name=name, key=name), insights.create(by=petra, body=name)):
            ask(petra, at(row), {})

    bin_one("ONE")
    one, listed = queries(petra, "bin/"), number_of_queries(petra)
    for name in ("TWO", "THREE"):
        bin_one(name)
    assert (queries(petra, "bin/"), number_of_queries(petra)) == (one, listed)


def number_of_queries(member: Member) -> int:
    client = program(member)
    client.get(BIN)
    with CaptureQueriesContext(connection) as asked:
        client.get(BIN)
    return len(asked)
