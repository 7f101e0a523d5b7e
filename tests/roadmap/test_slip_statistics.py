"""Slip statistics: counted from the ledger, by reason, product, tier and launch, with the buffer that they suggest."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from launchhub.accounts.models import Member
from launchhub.events.record import history
from roadmap.actions import briefs, launches, products
from roadmap.models import Launch, Product
from roadmap.slip_statistics import Figure, Scope, figure, half_by, statistics
from tests.roadmap.pages import SignIn, at, queries, share, text

DAY = dt.date(2027, 1, 4)


def moved(petra: Member, product: Product, name: str, *steps: tuple[int, str], **fields: Any) -> Launch:
    """Return a launch that went through these moves (days, reason), a day apart, the last one yesterday."""
    launch = launches.create(by=petra, name=name, products=[product], owner=petra, date=DAY, **fields)
    date = DAY
    for ago, (days, reason) in zip(range(len(steps), 0, -1), steps, strict=True):
        date += dt.timedelta(days)
        with history(at=timezone.now() - dt.timedelta(ago)):
            launches.move(Launch.objects.get(pk=launch.pk), to=date, reason=reason, note=f"{name} {days}", by=petra)
    return launch


@pytest.fixture
def three(petra: Member, product: Product) -> list[Launch]:
    """Launches that went 10 days later in two slips, 5 in all by 12 and back, and not at all."""
    return [
        moved(petra, product, "Ferry", (4, "quality"), (6, "scope"), tier=1),
        moved(petra, product, "Buoy", (12, "quality"), (-7, "market"), tier=1),
        moved(petra, product, "Cleat", tier=1),
    ]


def test_slips_are_counted_and_pull_ins_are_not(three: list[Launch], petra: Member) -> None:
    found = statistics(Scope(), petra)
    assert found.whole == Figure(None, 3, 22, 6.0, 12)
    assert [(each.key, each.slips, each.days) for each in found.by_reason] == [("quality", 2, 16), ("scope", 1, 6)]
    assert [(each.key, each.days) for each in found.by_launch] == [(three[1].pk, 12), (three[0].pk, 10)]
    assert [(each.key, each.days) for each in found.by_tier] == [(1, 22)]


def test_filters_narrow_what_is_counted(three: list[Launch], petra: Member, product: Product) -> None:
    wallet = products.create(by=petra, name="Wallet", key="WAL")
    moved(petra, wallet, "Purse", (30, "external"), tier=2)
    today = petra.workspace.today()
    yesterday = today - dt.timedelta(1)
    for scope, days in (
        (Scope(product=wallet), 30), (Scope(product=product), 22), (Scope(tier=2), 30), (Scope(launch=three[0]), 10),
        (Scope(after=yesterday), 36), (Scope(before=yesterday - dt.timedelta(1)), 16), (Scope(before=today), 52),
    ):  # fmt: skip
        assert statistics(scope, petra).whole.days == days, scope


def test_a_buffer_is_suggested_when_enough_have_gone_live(three: list[Launch], petra: Member) -> None:
    assert statistics(Scope(), petra).buffers == []
    Launch.objects.update(status="launched")
    [buffer] = statistics(Scope(), petra).buffers
    assert (buffer.tier, buffer.launches, buffer.days) == (1, 3, 5)


def test_who_was_early_with_a_brief_is_compared_with_the_others(three: list[Launch], petra: Member) -> None:
    assert statistics(Scope(), petra).voices == []
    with history(at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC)):
        briefs.create(launch=three[2], hat="product", text="Why", by=petra)
    product, marketing, _ = statistics(Scope(), petra).voices
    assert (product.early, product.early_median, product.others, product.others_median) == (1, 0, 2, 7.5)
    assert (marketing.early, marketing.early_median, marketing.others) == (0, None, 3)


@given(st.lists(st.integers(-30, 90), min_size=1, max_size=30))
def test_at_least_half_are_so_late_and_not_half_are_later(shifts: list[int]) -> None:
    days = half_by(shifts)
    assert 2 * sum(shift >= days for shift in shifts) >= len(shifts)
    assert 2 * sum(shift > days for shift in shifts) < len(shifts) + (len(shifts) % 2 == 0)
    assert days in shifts


def test_nothing_slipped_is_zero() -> None:
    assert figure("x", []) == Figure("x", 0, 0, 0.0, 0)


def test_the_page_leads_from_each_figure_to_its_lines(signed_in: SignIn, three: list[Launch], quentin: Member) -> None:
    client, address = signed_in(quentin), at("roadmap:slips")
    page = text(client.get(address))
    for shown in ("3 slips", "22", "Quality", "Ferry 4", "Buoy 12", "?reason=quality#ledger"):
        assert shown in page
    filtered = text(client.get(address, {"reason": "quality"}))
    assert ("Buoy 12" in filtered, "Ferry 6" in filtered) == (True, False)
    assert "No slip matches" in text(client.get(address, {"after": "2099-01-01"}))
    assert "Enter a valid date" in text(client.get(address, {"after": "soon"}))


def test_no_slips_yet_says_what_would_be_here(signed_in: SignIn, launch: Launch, petra: Member) -> None:
    assert "No launch has slipped" in text(signed_in(petra).get(at("roadmap:slips")))


def test_the_lines_go_out_as_a_file(signed_in: SignIn, three: list[Launch], petra: Member) -> None:
    launches.move(Launch.objects.get(pk=three[0].pk), to=dt.date(2027, 5, 1), reason="scope", note="=1+1", by=petra)
    client, address = signed_in(petra), at("roadmap:slips_file")
    lines = client.get(address, {"as": "csv", "reason": "scope"}).content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Moved on,Launch,From,To,Days,Reason,Note,By"
    assert (len(lines), "'=1+1" in lines[1], "Ferry 6" in lines[2]) == (3, True, True)
    assert client.get(address, {"as": "xlsx"}).content.startswith(b"PK")
    assert client.get(address, {"as": "pdf"}).status_code == 404


def test_guests_count_what_is_shared_and_strangers_nothing(
    signed_in: SignIn, three: list[Launch], vera: Member, mallory: Member
) -> None:
    share(three[0], vera)
    page = text(signed_in(vera).get(at("roadmap:slips")))
    assert ("Ferry" in page, "Buoy" in page) == (True, False)
    assert signed_in(mallory).get(at("roadmap:slips")).status_code == 404
    assert "No launch has slipped" in text(signed_in(mallory).get(at("roadmap:slips", workspace="rival")))


def test_more_slips_take_as_many_queries(
    signed_in: SignIn, three: list[Launch], petra: Member, product: Product
) -> None:
    client, address = signed_in(petra), at("roadmap:slips")
    few = queries(client, address)
    for number in range(3):
        moved(petra, product, f"More {number}", (3, "market"), (5, "scope"), tier=2)
    assert queries(client, address) == few


def test_over_rest(api: Any, three: list[Launch], petra: Member, vera: Member) -> None:
    client = api(petra)
    found = client.get("/api/v1/harbour/slips/").json()
    assert [found[name] for name in ("slips", "days", "median", "longest")] == [3, 22, 6.0, 12]
    assert found["by_reason"][0] == {"reason": "quality", "slips": 2, "days": 16, "median": 8.0, "longest": 12}
    assert client.get("/api/v1/harbour/slips/", {"launch": str(three[0].pk)}).json()["days"] == 10
    for day in ("soon", "0001-01-01"):
        refused = client.get("/api/v1/harbour/slips/", {"after": day})
        assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, "after")
    assert client.get("/api/v1/harbour/slips/", {"product": ""}).status_code == 400
    assert client.get("/api/v1/harbour/slips/", {"product": str(three[0].pk)}).status_code == 404
    assert api(vera).get("/api/v1/harbour/slips/").json()["slips"] == 0
