"""The timeline as an SVG: what one sees, whole, with nothing in it that a browser would run."""

from __future__ import annotations

import datetime as dt
from typing import Any
from xml.etree import ElementTree

from launchhub.accounts.models import Member
from roadmap.actions import dependencies, features
from roadmap.models import Feature, Launch, Milestone, Product
from tests.roadmap.pages import SignIn, at, queries, share

PERIOD = {"from": "2027-04-01", "to": "2027-06-30"}
SVG = "{http://www.w3.org/2000/svg}"


def drawn(client: Any, **asked: str) -> Any:
    """Return the root of the picture."""
    response = client.get(at("roadmap:timeline_picture"), PERIOD | asked)
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert response.headers["Content-Disposition"].startswith('attachment; filename="roadmap-')
    return ElementTree.fromstring(response.content)  # noqa: S314 - our own


def words(svg: Any) -> list[str]:
    return [each.text for each in svg.iter(f"{SVG}text")]


def test_it_shows_what_the_timeline_shows(
    signed_in: SignIn, petra: Member, product: Product, launch: Launch, refunds: Feature, code_freeze: Milestone
) -> None:
    hostile = "<script>alert(1)</script> & “tips”"
    tips = features.create(by=petra, title=hostile, product=product, launch=launch, target=dt.date(2027, 5, 1))
    dependencies.create(by=petra, source=refunds, target=tips)
    svg = drawn(signed_in(petra))
    assert {"Payments 2.0", "Refunds", "Code freeze", hostile, "7 May 2027", "May 2027"} <= set(words(svg))
    assert not list(svg.iter(f"{SVG}script"))
    assert [each.get("stroke") for each in svg.iter(f"{SVG}path")] == ["#d33a3f"]
    assert len(list(svg.iter(f"{SVG}polygon"))) == 2
    for shape in svg.iter(f"{SVG}rect"):
        assert 0 <= float(shape.get("x")) <= 1600 - float(shape.get("width")) + 0.5
    assert "Refunds" not in words(drawn(signed_in(petra), closed=str(launch.pk)))
    assert "Code freeze" not in words(drawn(signed_in(petra), q="refunds"))


def test_others_see_in_it_what_they_may(
    signed_in: SignIn, vera: Member, mallory: Member, refunds: Feature, code_freeze: Milestone
) -> None:
    share(refunds, vera)
    seen = words(drawn(signed_in(vera)))
    assert "Refunds" in seen
    assert not {"Payments 2.0", "Code freeze"} & set(seen)
    assert signed_in(mallory).get(at("roadmap:timeline_picture")).status_code == 404


def test_it_takes_as_many_queries_for_many_bars_as_for_one(
    signed_in: SignIn, petra: Member, product: Product, refunds: Feature
) -> None:
    client, address = signed_in(petra), at("roadmap:timeline_picture") + "?from=2027-04-01&to=2027-06-30"
    one = queries(client, address)
    for number in (1, 2):
        features.create(by=petra, title=f"F{number}", product=product, target=dt.date(2027, 5, number))
    assert queries(client, address) == one
