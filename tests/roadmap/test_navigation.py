"""My launches, beside every page: what is mine and not muted, with its verdict; and the votes that Home asks for."""

from __future__ import annotations

import re

from launchhub.accounts.models import Member
from launchhub.notifications.actions import watches
from roadmap.actions import decisions, features, launches
from roadmap.models import Launch, Product
from tests.roadmap.conftest import LAUNCH_DAY
from tests.roadmap.pages import SignIn, at, queries, share, text

ANY_PAGE = "roadmap:goals"


def mine(page: str) -> list[tuple[str, str]]:
    """Return the verdicts and names of the launches beside a page."""
    section = page.partition("<h2>My launches</h2>")[2].partition("</div>")[0]
    words = re.sub(r"\s*<[^>]+>\s*", "|", section)
    return re.findall(r"\|+([\w-][\w -]*)\|+([^|]+)\|+[^|]+\|", words)


def test_they_come_with_their_verdict_the_nearest_first(
    launch: Launch, product: Product, petra: Member, vera: Member, mallory: Member, signed_in: SignIn
) -> None:
    held = launches.create(by=petra, name="Till", products=[product], owner=petra, date=LAUNCH_DAY.replace(month=9))
    launches.transition(held, to="on_hold", by=petra)
    address, client = at(ANY_PAGE), signed_in(petra)
    assert mine(text(client.get(address))) == [("On track", "Payments 2.0"), ("On hold", "Till")]
    features.create(by=petra, title="Sync", product=product, launch=launch, status="cut")
    assert mine(text(client.get(address))) == [("No-go", "Payments 2.0"), ("On hold", "Till")]
    share(launch, vera)
    assert mine(text(signed_in(vera).get(at("roadmap:timeline")))) == [("No-go", "Payments 2.0")]
    assert "My launches" not in text(signed_in(mallory).get(at(ANY_PAGE, workspace="rival")))


def test_they_take_as_many_queries_for_three_as_for_one(
    launch: Launch, product: Product, petra: Member, signed_in: SignIn
) -> None:
    client, address = signed_in(petra), at(ANY_PAGE)
    one = queries(client, address)
    for name in ("Till", "Mobile app"):
        launches.create(by=petra, name=name, products=[product], owner=petra, date=LAUNCH_DAY)
    assert queries(client, address) == one


def test_what_is_muted_is_not_watched(launch: Launch, petra: Member, mark: Member, signed_in: SignIn) -> None:
    decisions.create(launch=launch, decision="go", by=petra)
    client = signed_in(mark)
    asked = "Your vote for Marketing on Payments 2.0"
    for wish, is_mine in ((watches.watch, True), (watches.mute, False)):
        wish(launch, by=mark)
        home = text(client.get(at("pages:home")))
        assert (len(mine(home)), asked in home) == (is_mine, is_mine)
