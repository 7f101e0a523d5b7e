"""The pages of a claim and an asset: what each says, who reads what of it, and from where it is shared and deleted."""

from __future__ import annotations

from html import unescape

import pytest

from launchhub.accounts.models import Member
from messaging.actions import assets, claims
from messaging.models import Asset, Claim
from roadmap.actions import features
from roadmap.models import Feature, Launch, Product
from tests.roadmap.pages import HTMX, SignIn, at, queries, text


@pytest.fixture(params=["claim", "asset"])
def thing(request: pytest.FixtureRequest, claim: Claim, post: Asset) -> Claim | Asset:
    """The claim, then the post that makes it."""
    return claim if request.param == "claim" else post


def page(thing: Claim | Asset) -> str:
    return at(f"messaging:{thing.noun}", pk=thing.pk)


def test_from_the_room_one_opens_what_it_is_about(
    signed_in: SignIn, mark: Member, launch: Launch, feature: Feature, thing: Claim | Asset
) -> None:
    client = signed_in(mark)
    assert page(thing) in text(client.get(at(f"messaging:{thing.noun}s_panel", pk=launch.pk)))
    opened = unescape(text(client.get(page(thing), headers=HTMX)))
    for words in (str(thing), str(launch), str(feature), f"/discussion/{thing.noun}/{thing.pk}/"):
        assert words in opened


def test_marketing_shares_and_deletes_it_there_and_nobody_else(
    signed_in: SignIn, mark: Member, petra: Member, thing: Claim | Asset
) -> None:
    ways = [at("pages:shares", noun=thing.noun, pk=thing.pk), at("pages:bin_delete", noun=thing.noun, pk=thing.pk)]
    shown = text(signed_in(mark).get(page(thing)))
    assert all(way in shown and signed_in(mark).get(way, headers=HTMX).status_code == 200 for way in ways)
    shown = text(signed_in(petra).get(page(thing)))
    assert not any(way in shown for way in ways)
    assert [signed_in(petra).post(way, headers=HTMX).status_code for way in ways] == [403, 403]


def test_a_guest_with_whom_it_alone_is_shared_reads_it_and_nothing_around_it(
    signed_in: SignIn, mark: Member, vera: Member, mallory: Member, launch: Launch, thing: Claim | Asset
) -> None:
    assert signed_in(vera).get(page(thing)).status_code == 404
    assert signed_in(mallory).get(page(thing)).status_code == 404
    told = signed_in(mark).post(at("pages:shares", noun=thing.noun, pk=thing.pk), {"member": vera.pk}, headers=HTMX)
    assert told.status_code == 200
    guest = signed_in(vera)
    assert page(thing) in text(guest.get("/harbour/")), "it is on the home page, with a way there"
    opened = unescape(text(guest.get(page(thing), headers=HTMX)))
    assert str(thing) in opened
    assert not any(words in opened for words in (f"/launches/{launch.pk}/", "One-tap checkout", "Share", "Delete"))


def test_what_is_in_the_bin_has_no_page(signed_in: SignIn, mark: Member, thing: Claim | Asset) -> None:
    delete = claims.delete if isinstance(thing, Claim) else assets.delete
    delete(thing, by=mark)
    assert signed_in(mark).get(page(thing)).status_code == 404


def test_three_of_each_around_it_cost_what_one_does(
    signed_in: SignIn, mark: Member, petra: Member, product: Product, launch: Launch, feature: Feature,
    claim: Claim, post: Asset,
) -> None:  # fmt: skip
    client = signed_in(mark)
    one = [queries(client, page(each)) for each in (claim, post)]
    more = [feature, *(features.create(by=petra, title=f"F{n}", product=product, launch=launch) for n in range(2))]
    said = [claim, *(claims.create(by=mark, text=f"C{n}", features=more, owner=mark) for n in range(2))]
    assets.update(post, by=mark, claims=said, features=more)
    claims.update(claim, by=mark, features=more)
    for n in range(2):
        assets.create(by=mark, launch=launch, title=f"A{n}", kind="blog", claims=[claim], offset_days=0)
    assert [queries(client, page(each)) for each in (claim, post)] == one
