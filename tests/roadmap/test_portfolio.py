"""The portfolio: sorted and filtered by the address, with what is next, and the same as a file."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest

from launchhub.accounts.models import Member
from roadmap.actions import launches, pulses, tasks
from roadmap.models import Launch, Product
from tests.roadmap.pages import SignIn, at, queries, share, text


@pytest.fixture
def fleet(petra: Member, mark: Member, product: Product) -> dict[str, Launch]:
    """Three launches: one blocked by an overdue task, one with a task to come, one that is cancelled."""
    dates = {"Ferry": dt.date(2027, 9, 30), "Buoy": dt.date(2027, 3, 1), "Cleat": dt.date(2027, 1, 1)}
    made = {
        name: launches.create(
            by=petra, name=name, products=[product], owner=petra, date=date, tier=tier,
            precision="quarter" if name == "Ferry" else "day",
        )
        for tier, (name, date) in enumerate(dates.items(), 1)
    }  # fmt: skip
    late = petra.workspace.today() - dt.timedelta(1)
    tasks.create(by=petra, launch=made["Ferry"], title="Paint", hat="qa", assignee=mark, due=late, blocks_launch=True)
    tasks.create(by=petra, launch=made["Buoy"], title="Anchor it", hat="qa", assignee=mark, due=dt.date(2027, 2, 1))
    tasks.complete(
        tasks.create(by=petra, launch=made["Buoy"], title="Buy it", hat="qa", assignee=mark, due=late), by=mark
    )
    launches.transition(made["Cleat"], to="cancelled", by=petra)
    return made


def order(client: Any, **asked: str) -> list[str]:
    """Return the names of the launches in the order of the page."""
    page = text(client.get(at("roadmap:launches"), asked)).split('id="launches"')[1]
    places = {name: page.find(f">{name}<") for name in ("Ferry", "Buoy", "Cleat")}
    return sorted((name for name, place in places.items() if place >= 0), key=places.__getitem__)


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("", ["Buoy", "Ferry", "Cleat"]),
        ("name", ["Buoy", "Cleat", "Ferry"]),
        ("-name", ["Ferry", "Cleat", "Buoy"]),
        ("date", ["Cleat", "Buoy", "Ferry"]),
        ("tier", ["Ferry", "Buoy", "Cleat"]),
        ("verdict", ["Ferry", "Buoy", "Cleat"]),
        ("-verdict", ["Buoy", "Ferry", "Cleat"]),
        ("next", ["Buoy", "Ferry", "Cleat"]),
        ("confidence", ["Ferry", "Buoy", "Cleat"]),
        ("-confidence", ["Buoy", "Ferry", "Cleat"]),
        ("colour", ["Buoy", "Ferry", "Cleat"]),
    ],
)
def test_the_address_sorts(
    signed_in: SignIn, fleet: dict[str, Launch], quentin: Member, sort: str, names: list[str]
) -> None:
    assert order(signed_in(quentin), sort=sort) == names


def test_the_address_filters_by_verdict_and_keeps_the_order(
    signed_in: SignIn, fleet: dict[str, Launch], quentin: Member
) -> None:
    client = signed_in(quentin)
    assert order(client, verdict="no_go") == ["Ferry"]
    assert order(client, verdict="at_risk", sort="name") == ["Buoy"]
    page = text(client.get(at("roadmap:launches"), {"verdict": "no_go", "sort": "-date"}))
    assert 'aria-sort="descending"' in page
    assert "?verdict=no_go&amp;sort=-date&amp;owner=me" in page
    assert "No launch matches" in text(client.get(at("roadmap:launches"), {"verdict": "on_track"}))
    assert order(client, product="no-id") == ["Buoy", "Ferry", "Cleat"]


def test_a_line_says_how_far_it_is_what_is_next_and_the_date_as_it_is_known(
    signed_in: SignIn, fleet: dict[str, Launch], quentin: Member
) -> None:
    page = text(signed_in(quentin).get(at("roadmap:launches")))
    for shown in ("1 Feb 2027, Anchor it", "1/2", "0/1", "Q3 2027", "No-go"):
        assert shown in page


def test_it_shows_how_much_a_date_is_to_be_believed_and_why_but_not_to_guests(
    signed_in: SignIn, fleet: dict[str, Launch], quentin: Member, vera: Member
) -> None:
    pulses.create(launch=fleet["Ferry"], answer="no", note="Too much", by=quentin)
    page = text(signed_in(quentin).get(at("roadmap:launches")))
    assert "low confidence in Ferry" in page
    reasons = re.findall(r"<li>(.*?)</li>", page[page.index("in Ferry: why?") :])
    assert reasons[:2] == ["Quentin says no.", "1 task of 1 overdue."]
    assert "in Cleat: why?" not in page  # it is cancelled: nobody is asked about it
    share(fleet["Ferry"], vera)
    page = text(signed_in(vera).get(at("roadmap:launches")))
    assert "Ferry" in page
    assert "onfidence" not in page
    assert "Quentin" not in page


def test_it_goes_out_as_a_file_in_the_order_that_one_sees(
    signed_in: SignIn, fleet: dict[str, Launch], petra: Member
) -> None:
    client, address = signed_in(petra), at("roadmap:launches_file")
    lines = client.get(address, {"as": "csv", "sort": "verdict", "ahead": "1"}).content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Launch,Products,Tier,Status,Verdict,Confidence,Date,As known,Done,Of,Slips")
    assert lines[1].startswith("Ferry,Payments,Tier 1,Planning,no_go,60,2027-09-30,Q3 2027,0,1,0,0,")
    assert [line.split(",")[0] for line in lines[1:]] == ["Ferry", "Buoy"]
    assert client.get(address, {"as": "xlsx"}).content.startswith(b"PK")
    assert client.get(address, {"as": "pdf"}).status_code == 404


def test_guests_sort_and_export_what_is_shared(
    signed_in: SignIn, fleet: dict[str, Launch], vera: Member, mallory: Member
) -> None:
    share(fleet["Buoy"], vera)
    assert order(signed_in(vera), sort="verdict") == ["Buoy"]
    lines = signed_in(vera).get(at("roadmap:launches_file")).content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert signed_in(mallory).get(at("roadmap:launches_file")).status_code == 404


@pytest.mark.parametrize("sort", ["verdict", "slips", "confidence"])
def test_more_launches_take_as_many_queries_however_they_are_sorted(
    signed_in: SignIn, fleet: dict[str, Launch], petra: Member, product: Product, sort: str
) -> None:
    client, address = signed_in(petra), f"{at('roadmap:launches')}?sort={sort}"
    few = queries(client, address)
    for number in range(3):
        date = dt.date(2027, 4, 1)
        more = launches.create(by=petra, name=f"More {number}", products=[product], owner=petra, date=date)
        pulses.create(launch=more, answer="wobbly", by=petra)
    assert queries(client, address) == few
