"""The timeline: what is planned when, in groups, for everybody who may see it."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from launchhub.accounts.models import Member
from launchhub.events.record import history
from messaging.actions import activities, assets
from qa.actions import gates, signoffs
from roadmap.actions import dependencies, features, goals, launches, milestones
from roadmap.models import Feature, Launch, Milestone, Product, Task
from tests.roadmap.conftest import LAUNCH_DAY
from tests.roadmap.pages import HTMX, SignIn, at, queries, share, text

WHEN = "?from=2027-03-01&to=2027-06-30"


def timeline(client: object, query: str = "") -> str:
    return text(client.get(at("roadmap:timeline") + WHEN + query))  # type: ignore[attr-defined]


def part(client: object, query: str) -> list[str]:
    """Return the titles of the rows of one group, as they are fetched when one gets there."""
    response = client.get(at("roadmap:timeline") + WHEN + query, headers=HTMX)  # type: ignore[attr-defined]
    return rows('class="tl-names"' + text(response))


def clashes(client: object, query: str = "") -> str:
    """Return what the strip says, with single spaces."""
    response = client.get(at("roadmap:timeline_clashes") + WHEN + query, headers=HTMX)  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", text(response)))


def rows(html: str) -> list[str]:
    """Return the titles of the rows, in their order, groups and lanes included."""
    names = html.partition('class="tl-names"')[2]
    return re.findall(r'(?:<bdi>|class="tl-lane">)([^<]+)', names)


def test_a_launch_has_its_product_lane_above_its_marketing_lane(
    signed_in: SignIn, mark: Member, launch: Launch, code_freeze: Milestone, blog_post: Task, refunds: Feature
) -> None:
    activities.create(by=mark, launch=launch, title="Press tour", channel="pr", offset_days=3)
    assert rows(timeline(signed_in(mark))) == [
        "Payments 2.0", "Product", "Code freeze", "Refunds", "Marketing", "Write the blog post", "Press tour",
    ]  # fmt: skip


def test_a_gate_that_failed_is_marked_and_said_to_have(
    signed_in: SignIn, petra: Member, quentin: Member, launch: Launch
) -> None:
    load = gates.create(by=quentin, launch=launch, name="Load test", offset_days=-7)
    gates.create(by=quentin, launch=launch, name="Regression", offset_days=-6)
    signoffs.create(gate=load, by=quentin, decision="reject", reason="Slow", customer_impact="They wait")
    html = timeline(signed_in(petra))
    failed, planned = (html.index(f"<bdi>{name}") for name in ("Load test", "Regression"))
    assert 'data-state="failed"' in html[html.rindex("<li", 0, failed) : failed]
    assert "<title>Failed</title>" in html[failed:planned]
    assert 'data-state="planned"' in html[html.rindex("<li", 0, planned) : planned]


def test_without_scripts_it_is_a_list_with_dates(signed_in: SignIn, petra: Member, refunds: Feature) -> None:
    html = timeline(signed_in(petra))
    assert '<time datetime="2027-05-07">7 May 2027</time>' in html
    assert at("roadmap:feature", pk=refunds.pk) in html


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("product", ["Payments", "Refunds", "Payments 2.0"]),
        ("owner", ["Petra", "Refunds", "Payments 2.0", "Quentin", "Code freeze"]),
        ("goal", ["Fewer lost carts", "Refunds", "No goal", "Payments 2.0"]),
    ],
)
def test_it_is_grouped_in_other_ways(
    signed_in: SignIn, petra: Member, code_freeze: Milestone, refunds: Feature, group: str, expected: list[str]
) -> None:
    goals.create(by=petra, title="Fewer lost carts", metric="Carts", target=4, features=[refunds])
    assert rows(timeline(signed_in(petra), f"&group={group}")) == expected


def test_the_address_says_which_period_and_what_fits(
    signed_in: SignIn, petra: Member, refunds: Feature, code_freeze: Milestone
) -> None:
    client = signed_in(petra)
    assert rows(text(client.get(at("roadmap:timeline") + "?from=2028-01-01&to=2028-02-01"))) == []
    assert rows(timeline(client, "&status=building")) == ["Payments 2.0", "Refunds"]
    assert rows(timeline(client, "&q=freeze")) == ["Payments 2.0", "Code freeze"]
    assert rows(timeline(client, "&owner=me")) == ["Payments 2.0", "Refunds"]
    assert "Nothing matches" in timeline(client, "&q=nothing+of+the+kind")


def test_what_an_address_gets_wrong_is_told(signed_in: SignIn, petra: Member, refunds: Feature) -> None:
    client = signed_in(petra)
    wrong = "?from=2027-02-30&to=soon&zoom=hour&group=tea&as_of=2199-01-01"
    html = text(client.get(at("roadmap:timeline") + wrong))
    for words in ("not “2027-02-30”", "not “soon”", "not “hour”", "not “tea”", "a day in the past"):
        assert words in html
    assert "by ten years at most" in text(client.get(at("roadmap:timeline") + "?from=2027-01-01&to=2026-01-01"))


def test_a_guest_sees_what_is_shared_and_strangers_nothing(
    signed_in: SignIn, petra: Member, vera: Member, mallory: Member, refunds: Feature, code_freeze: Milestone
) -> None:
    guest = signed_in(vera)
    assert "Nothing is planned" in timeline(guest)
    share(refunds, vera)
    html = timeline(guest)
    assert "Refunds" in html
    assert "Payments 2.0" not in html
    assert "data-places='{}'" in html
    assert '"feature": "/harbour/features/"' in timeline(signed_in(petra))
    assert signed_in(mallory).get(at("roadmap:timeline")).status_code == 404


def test_what_comes_first_and_what_moved_since_stands_at_the_bar(
    signed_in: SignIn, petra: Member, product: Product, launch: Launch, refunds: Feature
) -> None:
    after = features.create(by=petra, title="Receipts", product=product, launch=launch, target=dt.date(2027, 5, 1))
    dependencies.create(by=petra, source=refunds, target=after, lag_days=2)
    client = signed_in(petra)
    assert f'data-after="{refunds.pk}:2 "' in timeline(client)
    assert "Receipts waits for Refunds and is 8 days too early." in clashes(client)


def test_the_plan_of_a_past_day_stands_behind_the_bars_that_moved_since(
    signed_in: SignIn, petra: Member, launch: Launch, code_freeze: Milestone, press_day: Milestone, refunds: Feature
) -> None:
    with history(at=dt.datetime(2026, 2, 10, 12, tzinfo=dt.UTC)):
        launches.move(launch, to=dt.date(2027, 5, 21), reason="scope", by=petra)
        features.move(refunds, to=dt.date(2027, 5, 12), reason="scope", by=petra)
    client = signed_in(petra)
    before = timeline(client, "&as_of=2026-02-09")
    assert re.findall(r'data-was="([^"]+)"', before) == ["2027-05-14", "2027-04-30", "2027-05-07"]
    assert "Where it was on 9 February 2026" in before
    assert "data-was" not in timeline(client, "&as_of=2026-02-10")


def test_rows_beyond_the_first_hundreds_are_fetched_when_one_gets_there(
    signed_in: SignIn, petra: Member, product: Product, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadmap.views.timeline.AT_ONCE", 1)
    second = launches.create(by=petra, name="Payments 3.0", products=[product], owner=petra, date=dt.date(2027, 6, 1))
    for one in (launch, second):
        milestones.create(by=petra, launch=one, name=f"Freeze of {one}", offset_days=-7)
    client = signed_in(petra)
    html = timeline(client)
    assert "Show 1 row" in html
    assert "Freeze of Payments 3.0" not in html
    assert part(client, f"&only={second.pk}") == ["Freeze of Payments 3.0"]
    assert "Freeze of Payments 3.0" in timeline(client, f"&loaded={second.pk}")
    assert "Freeze of Payments 3.0" in timeline(client, f"&only={second.pk}")


def test_what_is_still_to_come_is_there_at_once_since_the_view_opens_on_today(
    signed_in: SignIn, petra: Member, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadmap.views.timeline.AT_ONCE", 1)
    today = petra.workspace.today()
    for name, days in (("Payments 0.9", -40), ("Payments 1.0", 40)):
        day = today + dt.timedelta(days=days)
        one = launches.create(by=petra, name=name, products=[product], owner=petra, date=day)
        milestones.create(by=petra, launch=one, name=f"Freeze of {name}", offset_days=-7)
    period = f"from={today - dt.timedelta(days=90)}&to={today + dt.timedelta(days=90)}"
    html = signed_in(petra).get(f"/harbour/roadmap/?{period}").content.decode()
    assert "Freeze of Payments 1.0" in html
    assert "Freeze of Payments 0.9" not in html
    assert html.index("Payments 0.9") < html.index("Payments 1.0")


def test_a_long_group_comes_in_pieces_that_together_are_all_its_rows(
    signed_in: SignIn, petra: Member, mark: Member, launch: Launch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadmap.grouping.PIECE", 2)
    monkeypatch.setattr("roadmap.views.timeline.AT_ONCE", 2)
    for number in range(1, 4):
        milestones.create(by=petra, launch=launch, name=f"Step {number}", offset_days=-20 + number)
        activities.create(by=mark, launch=launch, title=f"Press {number}", channel="pr", offset_days=number)
    client = signed_in(petra)
    html = timeline(client)
    assert rows(html) == ["Payments 2.0", "Product", "Step 1", "Step 2"]
    assert html.count("Show 2 rows") == 2
    assert part(client, f"&only={launch.pk}") == ["Product", "Step 1", "Step 2"]
    assert part(client, f"&only={launch.pk}.1") == ["Step 3", "Marketing", "Press 1"]
    assert part(client, f"&only={launch.pk}.2") == ["Press 2", "Press 3"]
    assert part(client, f"&only={launch.pk}.3") == []
    everything = [
        "Payments 2.0",
        "Product",
        *(f"Step {n}" for n in (1, 2, 3)),
        "Marketing",
        *(f"Press {n}" for n in (1, 2, 3)),
    ]
    assert rows(timeline(client, f"&loaded={launch.pk}.1&loaded={launch.pk}.2")) == everything


def test_of_a_long_group_that_piece_is_there_at_once_that_is_still_to_come(
    signed_in: SignIn, petra: Member, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadmap.grouping.PIECE", 2)
    monkeypatch.setattr("roadmap.views.timeline.AT_ONCE", 2)
    today = petra.workspace.today()
    for days in (-40, -30, 30, 40):
        features.create(by=petra, title=f"Day {days}", product=product, target=today + dt.timedelta(days=days))
    period = f"from={today - dt.timedelta(days=90)}&to={today + dt.timedelta(days=90)}&group=product"
    html = signed_in(petra).get(f"/harbour/roadmap/?{period}").content.decode()
    assert rows(html) == ["Payments", "Day 30", "Day 40"]
    assert html.index("Show 2 rows") < html.index("Day 30")


def test_of_many_groups_those_that_are_still_to_come_are_there_at_once(
    signed_in: SignIn, petra: Member, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadmap.grouping.BLOCK", 2)
    monkeypatch.setattr("roadmap.views.timeline.GROUPS_AT_ONCE", 2)
    today, client = petra.workspace.today(), signed_in(petra)
    for days in (-40, -30, 30, 40, 50):
        day = today + dt.timedelta(days=days)
        one = launches.create(by=petra, name=f"Day {days}", products=[product], owner=petra, date=day)
        milestones.create(by=petra, launch=one, name=f"Freeze of {days}", offset_days=-1)
    period = f"?from={today - dt.timedelta(days=90)}&to={today + dt.timedelta(days=90)}"

    def page(query: str = "", **headers: str) -> str:
        return text(client.get(at("roadmap:timeline") + period + query, headers=headers))

    html = page()
    assert rows(html) == ["Day 30", "Freeze of 30", "Day 40", "Freeze of 40"]
    assert html.index("Show 2 groups") < html.index("<bdi>Day 30</bdi></span>") < html.index("Show 1 group")
    assert 'data-groups="2" data-rows="2"' in html
    closed = re.search(r'id="group-([^"]+)"', page("&only=groups.0"))
    assert closed
    assert 'data-groups="2" data-rows="1"' in page(f"&closed={closed[1]}")
    part = page("&only=groups.0", **HTMX)
    assert rows('class="tl-names"' + part) == ["Day -40", "Freeze of -40", "Day -30", "Freeze of -30"]
    assert 'name="loaded" value="groups.0"' in part
    assert rows(page("&loaded=groups.0&loaded=groups.2"))[::2] == [f"Day {n}" for n in (-40, -30, 30, 40, 50)]
    for unknown in ("groups.3", "groups.x"):
        assert rows('class="tl-names"' + page(f"&only={unknown}", **HTMX)) == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("group=launch&only={launch}", ["Product", "Freeze", "Refunds", "Marketing", "Write the blog post"]),
        ("group=launch&only=none", ["Loose"]),
        ("group=launch&only={launch}&launch=none", []),
        ("group=product&only={product}", ["Loose", "Refunds", "Payments 2.0"]),
        ("group=owner&only={mark}", ["Write the blog post"]),
        ("group=owner&only={mark}&owner=me", []),
        ("group=owner&only={petra}&owner=me", ["Refunds", "Payments 2.0"]),
        ("group=owner&only=none", ["Loose", "Freeze"]),
        ("group=goal&only={goal}", ["Loose"]),
        ("group=goal&only=none", ["Refunds", "Payments 2.0"]),
        ("group=launch&only=of-nothing", []),
    ],
)
def test_one_group_alone_has_the_rows_that_it_has_among_all(
    signed_in: SignIn,
    petra: Member,
    mark: Member,
    product: Product,
    launch: Launch,
    refunds: Feature,
    blog_post: Task,
    query: str,
    expected: list[str],
) -> None:
    milestones.create(by=petra, launch=launch, name="Freeze", offset_days=-14, owner=None)
    loose = features.create(by=petra, title="Loose", product=product, target=dt.date(2027, 4, 1))
    goal = goals.create(by=petra, title="Fewer lost carts", metric="Carts", target=4, features=[loose])
    ids = {"launch": launch.pk, "product": product.pk, "mark": mark.pk, "petra": petra.pk, "goal": goal.pk}
    assert part(signed_in(petra), "&" + query.format(**ids)) == expected


def test_a_group_that_is_fetched_alone_knows_what_it_waits_for_in_others(
    signed_in: SignIn, petra: Member, product: Product, refunds: Feature
) -> None:
    loose = features.create(by=petra, title="Loose", product=product, target=LAUNCH_DAY)
    dependencies.create(by=petra, source=refunds, target=loose)
    html = text(signed_in(petra).get(at("roadmap:timeline") + WHEN + "&only=none", headers=HTMX))
    assert f'data-after="{refunds.pk}:0 "' in html


def test_clashes_are_those_of_the_period_and_of_what_one_may_see(
    signed_in: SignIn, petra: Member, vera: Member, mallory: Member, product: Product, launch: Launch, refunds: Feature
) -> None:
    client, guest = signed_in(petra), signed_in(vera)
    assert "Nothing clashes" in clashes(client)
    share(refunds, vera)
    features.update(refunds, by=petra, target=LAUNCH_DAY + dt.timedelta(days=2), reason="scope")
    late = "Refunds is planned for 16 May 2027, 2 days after its launch Payments 2.0."
    assert late in clashes(client)
    assert late in re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", text(client.get(at("roadmap:timeline_clashes") + WHEN))))
    assert "Nothing clashes" in clashes(client, "&q=receipts")
    assert "Nothing clashes" in clashes(guest), "the launch is not shared with her"
    assert signed_in(mallory).get(at("roadmap:timeline_clashes")).status_code == 404


def test_clashes_are_found_between_what_is_to_be_told_its_gates_and_its_activities(
    signed_in: SignIn, petra: Member, mark: Member, quentin: Member, launch: Launch, refunds: Feature
) -> None:
    client = signed_in(petra)
    gate = gates.create(by=quentin, launch=launch, name="Load test", offset_days=-7, features=[refunds])
    untold = "Refunds has no activity that tells of it, in the tier 1 launch Payments 2.0."
    launches.update(launch, by=petra, tier=1)
    assert untold in clashes(client)
    post = assets.create(by=mark, launch=launch, title="Post", kind="blog", offset_days=0, features=[refunds])
    assert "goes out before" not in clashes(client)
    mailing = activities.create(
        by=mark, launch=launch, title="Mailing", channel="email", offset_days=-10, assets=[post]
    )
    assert untold not in clashes(client)
    assert "Mailing goes out before Load test is passed." in clashes(client)
    activities.update(mailing, by=mark, status="live")
    assert "goes out before" not in clashes(client)
    activities.update(mailing, by=mark, status="planned")
    gates.delete(gate, by=quentin)
    assert "goes out before" not in clashes(client)


def test_a_phase_that_began_before_the_period_shows_until_its_last_day(
    signed_in: SignIn, petra: Member, launch: Launch
) -> None:
    beta = dt.date(2027, 4, 1)
    milestones.create(
        by=petra, launch=launch, name="Beta", kind="phase", due=beta, end=beta + dt.timedelta(days=20), offset_days=None
    )
    milestones.create(by=petra, launch=launch, name="Kick-off", due=beta, offset_days=None)
    client = signed_in(petra)

    def shown(start: str, end: str) -> list[str]:
        html = text(client.get(at("roadmap:timeline") + f"?from={start}&to={end}"))
        return [title for title in rows(html) if title in ("Beta", "Kick-off")]

    assert shown("2027-04-21", "2027-06-30") == ["Beta"]
    assert shown("2027-04-22", "2027-06-30") == []
    assert shown("2027-04-01", "2027-06-30") == ["Kick-off", "Beta"]
    assert shown("2027-03-01", "2027-03-31") == []


def test_it_takes_as_many_queries_for_three_launches_as_for_one(
    signed_in: SignIn, petra: Member, product: Product, launch: Launch, refunds: Feature, code_freeze: Milestone
) -> None:
    client = signed_in(petra)
    addresses = [at(f"roadmap:timeline{part}") + WHEN + "&as_of=2026-01-01" for part in ("", "_clashes")]
    one = [queries(client, address) for address in addresses]
    for number in (1, 2):
        more = launches.create(by=petra, name=f"L{number}", products=[product], owner=petra, date=LAUNCH_DAY)
        milestones.create(by=petra, launch=more, name="Freeze", offset_days=-7)
        feature = features.create(by=petra, title="F", product=product, launch=more, target=LAUNCH_DAY)
        dependencies.create(by=petra, source=refunds, target=feature)
    assert [queries(client, address) for address in addresses] == one
