"""The board: what stands in which column for whom, and what a move there comes to."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from launchhub.accounts.models import Member
from launchhub.lib.dates import period_end
from qa.actions import gates
from roadmap.actions import features, launches
from roadmap.models import DateMove, Feature, Launch, Product
from tests.roadmap.pages import HTMX, SignIn, at, queries, share, text
from tests.roadmap.spine import kinds

CARD = re.compile(r'class="title" id="title-[^"]*" href="[^"]*"><bdi>([^<]*)')


def columns(html: str) -> dict[str, list[str]]:
    """Return the titles in each column by its heading."""
    parts = re.split(r'<h2 id="head-[^"]*"><bdi>', html)[1:]
    return {part.partition("<")[0]: CARD.findall(part) for part in parts}


@pytest.fixture
def planned(petra: Member, product: Product) -> Feature:
    """A feature that is planned, without a launch or a date."""
    return features.create(by=petra, title="Wallets", product=product, status="planned")


def test_stands_by_status_with_lanes_for_what_is_not_to_come(
    signed_in: SignIn, mark: Member, petra: Member, refunds: Feature, planned: Feature
) -> None:
    features.transition(planned, to="parked", reason="No capacity", by=petra)
    html = text(signed_in(mark).get(at("roadmap:board")))
    assert columns(html) == {
        "Idea": [], "Planned": [], "Building": ["Refunds"], "Done": [], "Parked": ["Wallets"], "Cut": [],
    }  # fmt: skip
    assert "No capacity" in html


def test_of_many_cards_the_first_are_shown_and_not_all_counted(
    signed_in: SignIn, petra: Member, product: Product, planned: Feature, monkeypatch: pytest.MonkeyPatch
) -> None:
    for title in ("Tips", "Cards", "Vouchers"):
        features.create(by=petra, title=title, product=product, status="planned")
    monkeypatch.setattr("roadmap.board.AT_FIRST", 1)
    monkeypatch.setattr("roadmap.board.AT_MOST", 3)
    client = signed_in(petra)
    html = text(client.get(at("roadmap:board")))
    assert columns(html)["Planned"] == ["Wallets"]
    assert 'title="3+ features">3+<' in html
    assert "Show 2 more" in html
    more = text(client.get(at("roadmap:board"), {"more": "planned"}))
    assert columns(more)["Planned"] == ["Wallets", "Tips", "Cards"]
    assert "more</a>" not in more, "no more can be shown"


def test_stands_by_launch(signed_in: SignIn, petra: Member, refunds: Feature, planned: Feature) -> None:
    html = text(signed_in(petra).get(at("roadmap:board"), {"by": "launch"}))
    assert columns(html) == {"Payments 2.0": ["Refunds"], "No launch": ["Wallets"], "Parked": []}


def test_what_is_of_a_launch_without_a_column_stands_in_a_lane_that_takes_nothing(
    signed_in: SignIn,
    petra: Member,
    product: Product,
    refunds: Feature,
    planned: Feature,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("roadmap.board.LAUNCHES", 1)
    day = dt.date(2028, 1, 7)
    far = launches.create(by=petra, name="Payments 3.0", products=[product], owner=petra, date=day)
    tips = features.create(by=petra, title="Tips", product=product, launch=far)
    client, board = signed_in(petra), {"by": "launch"}
    seen = columns(text(client.get(at("roadmap:board"), board)))
    assert seen == {"Payments 2.0": ["Refunds"], "No launch": ["Wallets"], "Other launches": ["Tips"], "Parked": []}
    refused = client.post(at("roadmap:feature_place", pk=refunds.pk) + "?by=launch", {"to": "elsewhere"}, headers=HTMX)
    assert refused.status_code == 422
    out = client.post(at("roadmap:feature_place", pk=tips.pk) + "?by=launch", {"to": "none"}, headers=HTMX)
    assert out.status_code == 204
    assert columns(text(client.get(at("roadmap:board"), board)))["No launch"] == ["Wallets", "Tips"]


def test_stands_by_quarter_and_what_is_late_is_for_now(
    signed_in: SignIn, petra: Member, product: Product, planned: Feature
) -> None:
    now = period_end(petra.workspace.today(), "quarter")
    soon = now + dt.timedelta(days=1)
    for title, target in (("Late", dt.date(2020, 1, 1)), ("Today", now), ("Soon", soon)):
        features.create(by=petra, title=title, product=product, target=target)
    html = text(signed_in(petra).get(at("roadmap:board"), {"by": "quarter"}))
    assert columns(html) == {
        "Now": ["Late", "Today"], "Next": ["Soon"], "Later": [], "No date": ["Wallets"], "Parked": [],
    }  # fmt: skip


def test_filters_stay_from_one_way_to_the_other(signed_in: SignIn, petra: Member, refunds: Feature) -> None:
    html = text(signed_in(petra).get(at("roadmap:board"), {"q": "nothing"}))
    assert "?q=nothing&amp;by=launch" in html
    assert columns(html)["Building"] == []


def test_says_what_is_late_and_what_is_blocked(
    signed_in: SignIn, petra: Member, quentin: Member, launch: Launch, refunds: Feature
) -> None:
    features.move(refunds, to=dt.date(2027, 6, 1), reason="scope", by=petra)
    gates.create(by=quentin, launch=launch, name="Load", features=[refunds])
    html = text(signed_in(petra).get(at("roadmap:board")))
    assert "Late" in html
    assert "Blocked" in html


def test_who_only_reads_is_shown_nothing_to_move(signed_in: SignIn, mark: Member, refunds: Feature) -> None:
    html = text(signed_in(mark).get(at("roadmap:board")))
    assert at("roadmap:feature_place", pk=refunds.pk) not in html
    assert "board.js" not in html
    assert "New feature" not in html


def test_a_guest_sees_what_is_shared_and_no_more(
    signed_in: SignIn, vera: Member, petra: Member, refunds: Feature, planned: Feature
) -> None:
    features.move(refunds, to=dt.date(2027, 6, 1), reason="scope", by=petra)
    share(refunds, vera)
    for way, column in (("status", "Building"), ("launch", "No launch")):
        html = text(signed_in(vera).get(at("roadmap:board"), {"by": way}))
        assert columns(html)[column] == ["Refunds"]
        assert "Wallets" not in html
        assert "Payments 2.0" not in html
        assert "Late" not in html.split('id="board"')[1].replace("Later", "")


def test_another_workspace_finds_nothing(signed_in: SignIn, mallory: Member, refunds: Feature) -> None:
    client = signed_in(mallory)
    assert client.get(at("roadmap:board")).status_code == 404
    assert "Refunds" not in text(client.get(at("roadmap:board", workspace="rival")))
    assert client.get(at("roadmap:feature_place", workspace="rival", pk=refunds.pk)).status_code == 404


def test_takes_as_many_queries_for_three_hundred_cards_as_for_one(
    signed_in: SignIn, petra: Member, product: Product, refunds: Feature
) -> None:
    client, address = signed_in(petra), at("roadmap:board")
    one = queries(client, address)
    for count in (2, 58):
        for number in range(count):
            features.create(by=petra, title=f"F{number}", product=product, owner=petra)
        assert queries(client, address) == one
    html = text(client.get(address))
    assert len(columns(html)["Idea"]) == 40
    assert "Show 20 more" in html
    assert len(columns(text(client.get(address, {"more": "idea"})))["Idea"]) == 60


def test_a_move_to_another_column_is_one_event(signed_in: SignIn, petra: Member, planned: Feature) -> None:
    address = at("roadmap:feature_place", pk=planned.pk)
    response = signed_in(petra).post(address, {"to": "building", "version": "1"}, headers=HTMX)
    assert response.status_code == 204
    assert "live:features" in response.headers["HX-Trigger"]
    assert kinds(planned) == ["feature.created", "feature.status_changed"]


def test_parking_asks_for_a_reason(signed_in: SignIn, petra: Member, planned: Feature) -> None:
    client, address = signed_in(petra), at("roadmap:feature_place", pk=planned.pk)
    response = client.post(address, {"to": "parked"}, headers=HTMX)
    assert response.status_code == 422
    assert "Say why the feature is parked" in text(response)
    assert client.post(address, {"to": "parked", "reason": "No capacity"}, headers=HTMX).status_code == 204
    planned.refresh_from_db()
    assert (planned.status, planned.reason) == ("parked", "No capacity")


def test_what_is_put_into_a_quarter_is_due_at_its_end_and_comes_back_from_the_lane(
    signed_in: SignIn, petra: Member, planned: Feature
) -> None:
    features.transition(planned, to="parked", reason="No capacity", by=petra)
    address = at("roadmap:feature_place", pk=planned.pk) + "?by=quarter"
    assert signed_in(petra).post(address, {"to": "now"}, headers=HTMX).status_code == 204
    planned.refresh_from_db()
    assert (planned.status, planned.target) == ("planned", period_end(petra.workspace.today(), "quarter"))


def test_why_a_target_moves_to_another_quarter_is_kept_in_the_ledger(
    signed_in: SignIn, petra: Member, planned: Feature
) -> None:
    now = period_end(petra.workspace.today(), "quarter")
    features.update(planned, by=petra, target=now)
    address, browser = at("roadmap:feature_place", pk=planned.pk), signed_in(petra)
    assert "Why the target moves" in browser.get(f"{address}?by=quarter", headers=HTMX).content.decode()
    assert "Why the target moves" not in browser.get(f"{address}?by=status", headers=HTMX).content.decode()
    why = {"move_reason": "because", "move_note": "Two of us are ill"}
    refused = browser.post(f"{address}?by=quarter", {"to": "next"} | why, headers=HTMX)
    assert (refused.status_code, Feature.objects.get().target) == (422, now)
    for to, reason in (("next", "capacity"), ("later", ""), ("none", "scope")):
        data = {"to": to} | why | {"move_reason": reason}
        assert browser.post(f"{address}?by=quarter", data, headers=HTMX).status_code == 204
    reasons = DateMove.objects.order_by("created_at").values_list("reason", "note")[1:]
    assert list(reasons) == [(each, why["move_note"]) for each in ("capacity", "unspecified", "scope")]


def test_a_new_order_inside_a_column_changes_nothing_else(signed_in: SignIn, petra: Member, refunds: Feature) -> None:
    other = features.create(by=petra, title="Two", product=refunds.product, status="building")
    address = at("roadmap:feature_place", pk=other.pk) + "?by=launch"
    data = {"to": "none", "before": str(refunds.pk)}
    assert signed_in(petra).post(address, data, headers=HTMX).status_code == 204
    other.refresh_from_db()
    assert (other.status, other.launch) == ("building", None)
    assert Feature.objects.order_by("position", "pk").first() == other


def test_what_somebody_else_changed_meanwhile_is_shown_first(
    signed_in: SignIn, petra: Member, planned: Feature
) -> None:
    features.transition(planned, to="done", by=petra)
    address, data = at("roadmap:feature_place", pk=planned.pk), {"to": "building", "seen": "planned"}
    response = signed_in(petra).post(address, data, headers=HTMX)
    assert response.status_code == 422
    assert "it is done now" in text(response)
    planned.refresh_from_db()
    assert planned.status == "done"
    assert signed_in(petra).post(address, {"to": "building", "seen": "done"}, headers=HTMX).status_code == 204


def test_a_new_feature_gets_what_its_column_stands_for(
    signed_in: SignIn, petra: Member, product: Product, launch: Launch
) -> None:
    address = f"{at('roadmap:feature_new')}?by=launch&to={launch.pk}"
    client, data = signed_in(petra), {"title": "Tips", "product": str(product.pk)}
    assert client.post(address, data).headers["Location"] == at("roadmap:board") + "?by=launch"
    assert Feature.objects.get(title="Tips").launch == launch
    assert "This field is required" in text(client.post(address, {"product": str(product.pk)}, headers=HTMX))


def test_without_a_product_one_is_asked_to_add_it_first(signed_in: SignIn, petra: Member) -> None:
    assert "No product yet" in text(signed_in(petra).get(at("roadmap:feature_new")))
