"""Who has to approve an asset: product for accuracy, and legal, too, where its kind says so."""

from __future__ import annotations

from typing import Any

import pytest

from launchhub.accounts.actions import members
from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.lib.errors import Conflict
from launchhub.notifications.recipients import resolve
from messaging import handlers
from messaging.actions import assets, reviews, versions
from messaging.models import Asset, AssetStatus
from roadmap.models import Launch
from tests.cast import join, program
from tests.messaging.conftest import kinds, last
from tests.roadmap.pages import HTMX, SignIn, at, queries, share, text

LIST = "/api/v1/harbour/assets/"


@pytest.fixture
def lena(petra: Member) -> Member:
    """Who wears the legal hat in Harbour."""
    return join(petra.workspace, "Lena", "member", "legal")


@pytest.fixture
def release(mark: Member, launch: Launch) -> Asset:
    """A press release with a version that is to be reviewed."""
    asset = assets.create(by=mark, launch=launch, title="Press release", kind="press", owner=mark, offset_days=0)
    versions.create(asset, by=mark, body="Pay in one tap.")
    return assets.request_review(asset, by=mark)


def status(asset: Asset) -> str:
    return str(Asset.objects.get(pk=asset.pk).status)


def told(kind: str) -> dict[str, str]:
    return {each.name: each.because for each in resolve(last(kind))}


def test_product_and_legal_each_approve_what_goes_to_the_press(petra: Member, lena: Member, release: Asset) -> None:
    reviews.create(release, by=petra, verdict="approve")
    assert (status(release), Asset.objects.get(pk=release.pk).approved_version) == ("in_review", None)
    reviews.create(release, by=lena, verdict="approve")
    assert status(release) == "approved"
    assert kinds()[-2:] == ["asset.partly_approved", "asset.approved"]


def test_nobodys_approval_stands_for_a_hat_that_they_do_not_wear(
    mark: Member, petra: Member, lena: Member, quentin: Member, release: Asset
) -> None:
    assets.update(release, by=mark, reviewers=[quentin])
    for member in (mark, quentin, lena):
        reviews.create(release, by=member, verdict="approve")
        assert status(release) == "in_review", member
    with pytest.raises(Conflict, match="not approved yet: it waits for Product"):
        assets.publish(release, by=mark)
    reviews.create(release, by=petra, verdict="approve")
    assert assets.publish(release, by=mark).status == "published"


def test_who_wears_both_hats_approves_for_both(petra: Member, alice: Member, lena: Member, release: Asset) -> None:
    members.update(petra, by=alice, hats=["product", "legal"])
    reviews.create(release, by=Member.objects.get(pk=petra.pk), verdict="approve")
    assert status(release) == "approved"


def test_a_hat_that_only_a_guest_or_somebody_who_left_wears_is_not_waited_for(
    alice: Member, petra: Member, lena: Member, release: Asset
) -> None:
    join(petra.workspace, "Gus", "guest", "legal")
    members.delete(lena, by=alice)
    reviews.create(release, by=petra, verdict="approve")
    assert status(release) == "approved"


@pytest.mark.parametrize("how", ["leaves", "loses the hat", "is a guest"])
def test_what_waits_for_a_hat_alone_is_approved_when_nobody_wears_it_any_more(
    alice: Member, petra: Member, lena: Member, mark: Member, launch: Launch, release: Asset, how: str
) -> None:
    reviews.create(release, by=petra, verdict="approve")
    other = assets.create(by=mark, launch=launch, title="Second", kind="press", offset_days=0)
    versions.create(other, by=mark, body="Nobody has approved this one.")
    assets.request_review(other, by=mark)
    members.update(alice, by=alice, skills=["law"])
    handlers.conclude_reviews(last("member.hats_changed"))
    assert status(release) == "in_review", "Lena is still asked"
    if how == "leaves":
        members.delete(lena, by=alice)
    else:
        members.update(lena, by=alice, **({"hats": []} if how == "loses the hat" else {"role": "guest"}))
    event = last("member.deleted" if how == "leaves" else "member.hats_changed")
    for _ in ("once", "and once more"):
        handlers.conclude_reviews(event)
    assert (status(release), status(other)) == ("approved", "in_review")
    assert Asset.objects.get(pk=release.pk).approved_version == release.versions.get()
    [said] = Event.objects.filter(kind="asset.approved")
    assert (said.caused_by, said.actor, said.subject_id) == (event.pk, None, release.pk)


def test_an_approval_is_of_one_version_and_until_one_asks_for_changes(
    mark: Member, petra: Member, lena: Member, release: Asset
) -> None:
    reviews.create(release, by=petra, verdict="approve")
    versions.create(release, by=mark, body="Pay in one tap, from May.")
    reviews.create(release, by=lena, verdict="approve")
    assert status(release) == "in_review", "Petra approved what was written before"
    reviews.create(release, by=lena, verdict="changes", remarks="Name no month.")
    assert status(release) == "draft"
    reviews.create(release, by=petra, verdict="approve")
    assert status(release) == "in_review", "Lena has asked for changes since"
    reviews.create(release, by=lena, verdict="approve")
    assert status(release) == "approved"


def test_a_post_that_turns_into_a_press_release_is_a_draft_until_legal_has_approved_it(
    mark: Member, lena: Member, approved_post: Asset
) -> None:
    assert assets.update(approved_post, by=mark, kind="email").status == "approved"
    release = assets.update(approved_post, by=mark, kind="press")
    assert release.status == "draft"
    reviews.create(release, by=lena, verdict="approve")
    assert status(release) == "approved", "Petra had approved this version for product"


def test_other_kinds_ask_for_one_approval_of_anybody_asked(mark: Member, lena: Member, post: Asset) -> None:
    versions.create(post, by=mark, body="Pay in one tap.")
    reviews.create(post, by=mark, verdict="approve")
    assert status(post) == "approved"


def test_whose_hat_is_still_asked_and_who_owns_it_hear_of_an_approval(
    mark: Member, petra: Member, quentin: Member, lena: Member, release: Asset
) -> None:
    assets.update(release, by=mark, reviewers=[quentin])
    reviews.create(release, by=petra, verdict="approve")
    assert told("asset.partly_approved") == {
        "Mark": "you own the asset “Press release”",
        "Lena": "you wear the legal hat, which reviews assets like “Press release”",
    }
    assert last("asset.partly_approved").data["waits"] == "Legal is still asked"
    asked = told("asset.review_requested")
    assert asked.keys() == {"Quentin", "Petra", "Alice", "Lena"}, (
        "naming a reviewer does not pass over who has to approve"
    )


def test_over_rest_it_is_the_same(
    petra: Member, lena: Member, mark: Member, vera: Member, launch: Launch, release: Asset
) -> None:
    address = f"/api/v1/harbour/assets/{release.pk}/"

    def waits_for(member: Member) -> Any:
        return program(member).get(address).json()["waits_for"]

    share(launch, vera)
    assert (waits_for(mark), waits_for(vera)) == ({"hats": ["product", "legal"], "reviewers": []}, None)
    for member, then, hats in ((petra, "in_review", ["legal"]), (lena, "approved", [])):
        client = program(member)
        given = client.post(f"{address}reviews/", {"verdict": "approve"}, content_type="application/json")
        assert (given.status_code, client.get(address).json()["status"]) == (201, then)
        assert waits_for(mark) == {"hats": hats, "reviewers": []}


def test_the_room_and_its_page_say_for_whom_an_asset_waits(
    signed_in: SignIn, petra: Member, mark: Member, vera: Member, lena: Member, launch: Launch, release: Asset
) -> None:
    pages = [at("messaging:assets_panel", pk=launch.pk), at("messaging:asset", pk=release.pk)]
    client = signed_in(mark)
    assert all("Product and Legal" in text(client.get(page, headers=HTMX)) for page in pages)
    reviews.create(release, by=petra, verdict="approve")
    shown = [text(client.get(page, headers=HTMX)) for page in pages]
    assert all("Legal" in each and "Product and Legal" not in each for each in shown)
    share(launch, vera)
    assert not any("Legal" in text(signed_in(vera).get(page, headers=HTMX)) for page in pages)
    reviews.create(release, by=lena, verdict="approve")
    assert not any("Legal" in text(client.get(page, headers=HTMX)) for page in pages)


def test_reviewers_named_are_whom_other_kinds_wait_for(
    signed_in: SignIn, mark: Member, quentin: Member, launch: Launch, post: Asset
) -> None:
    versions.create(post, by=mark, body="Pay in one tap.")
    assets.request_review(post, by=mark)
    page = at("messaging:assets_panel", pk=launch.pk)
    assert "waits for Product" in text(signed_in(mark).get(page))
    assets.update(post, by=mark, reviewers=[quentin])
    assert "waits for Quentin" in text(signed_in(mark).get(page))
    [shown] = program(mark).get("/api/v1/harbour/assets/?fields=waits_for").json()["results"]
    assert shown["waits_for"] == {"hats": [], "reviewers": [str(quentin.pk)]}


def test_three_in_review_cost_the_room_and_a_list_what_one_does(
    signed_in: SignIn, mark: Member, quentin: Member, lena: Member, launch: Launch, release: Asset
) -> None:
    client, page = signed_in(mark), at("messaging:assets_panel", pk=launch.pk)
    listed = program(mark)
    listed.get(LIST)  # warms what is read once
    one, one_listed = queries(client, page), queries(listed, LIST)
    for kind in ("press", "blog"):
        more = assets.create(by=mark, launch=launch, title=kind, kind=kind, reviewers=[quentin], offset_days=0)
        versions.create(more, by=mark, body="Pay in one tap.")
        assert assets.request_review(more, by=mark).status == AssetStatus.IN_REVIEW
    assert (queries(client, page), queries(listed, LIST)) == (one, one_listed)
