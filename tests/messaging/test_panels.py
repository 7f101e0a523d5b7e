"""Claims and assets in the launch room."""

from __future__ import annotations

from typing import Any

import pytest

from launchhub.accounts.models import Member
from messaging.actions import assets, claims
from messaging.models import Asset, Claim
from roadmap.actions import features, launches
from roadmap.models import Feature, Launch, Product
from tests.roadmap.pages import SignIn, at, queries, share, text

PANELS = ("claims_panel", "assets_panel")


@pytest.mark.parametrize("name", PANELS)
def test_who_may_see_the_launch_sees_its_panels(
    signed_in: SignIn, client: Any, quentin: Member, vera: Member, mallory: Member, launch: Launch, name: str
) -> None:
    address = at(f"messaging:{name}", pk=launch.pk)
    assert signed_in(quentin).get(address).status_code == 200
    assert signed_in(vera).get(address).status_code == 404
    assert signed_in(mallory).get(address).status_code == 404
    assert client.get(address).headers["Location"].startswith("/accounts/login/")
    share(launch, vera)
    assert signed_in(vera).get(address).status_code == 200


def test_a_broken_claim_stands_first_and_says_why(
    signed_in: SignIn, mark: Member, petra: Member, product: Product, launch: Launch, claim: Claim
) -> None:
    cut = features.create(by=petra, title="Instalments", product=product, launch=launch)
    claims.create(by=mark, text="Pay in instalments.", features=[cut], owner=mark, launch=launch)
    features.transition(cut, to="cut", reason="Too much", by=petra)
    claims.reassess(Claim.objects.filter(launch=launch))
    html = text(signed_in(mark).get(at("messaging:claims_panel", pk=launch.pk)))
    assert html.index("Pay in instalments.") < html.index("Pay in one tap.")
    assert "Broken" in html
    assert "Instalments" in html


def test_a_stale_asset_says_why(
    signed_in: SignIn, mark: Member, petra: Member, launch: Launch, approved_post: Asset, feature: Feature
) -> None:
    features.ui_change(feature, build="413", by=petra)
    assets.reassess(Asset.objects.filter(launch=launch))
    html = text(signed_in(mark).get(at("messaging:assets_panel", pk=launch.pk)))
    assert "Stale" in html
    assert "One-tap checkout" in html


@pytest.mark.parametrize("name", PANELS)
def test_thirty_cost_what_one_does_and_none_says_what_they_are_for(
    signed_in: SignIn, mark: Member, petra: Member, product: Product, launch: Launch, feature: Feature, name: str
) -> None:
    def add(count: int) -> None:
        for n in range(count):
            claim = claims.create(by=mark, text=f"C{n}", features=[feature], owner=mark, launch=launch)
            assets.create(by=mark, launch=launch, title=f"A{n}", kind="blog", owner=mark, claims=[claim], offset_days=0)

    client, address = signed_in(mark), at(f"messaging:{name}", pk=launch.pk)
    assert "yet" in text(client.get(address))
    add(1)
    one = queries(client, address)
    add(2)
    assert queries(client, address) == one
    add(27)
    assert queries(client, address) == one


def test_panels_show_only_their_own_launch(
    signed_in: SignIn, mark: Member, petra: Member, product: Product, claim: Claim, post: Asset
) -> None:
    other = launches.create(by=petra, name="Other", products=[product], owner=petra)
    assert "Pay in one tap" not in text(signed_in(mark).get(at("messaging:claims_panel", pk=other.pk)))
    assert "Launch blog post" not in text(signed_in(mark).get(at("messaging:assets_panel", pk=other.pk)))
