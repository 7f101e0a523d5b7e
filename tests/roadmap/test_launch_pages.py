"""The list of launches and the launch room: for the right, the wrong and the curious, empty and full."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from launchhub.accounts.models import Member
from messaging.actions import assets, claims
from qa.actions import gates
from roadmap.actions import features, launches, milestones, products, raci, tasks
from roadmap.models import Launch, Product, Task
from tests.roadmap.conftest import LAUNCH_DAY
from tests.roadmap.pages import HTMX, SignIn, at, queries, share, text

READ = ("launch", "launch_schedule", "launch_raci", "launch_briefs", "launch_activity")
WRITE = ("launch_edit", "launch_move", "launch_apply", "raci_new")


def many(count: int, make: Any) -> None:
    for number in range(count):
        make(number)


# Who may see and do what


@pytest.mark.parametrize("name", READ)
def test_everyone_of_the_workspace_reads_the_room(
    signed_in: SignIn, quentin: Member, launch: Launch, name: str
) -> None:
    response = signed_in(quentin).get(at(f"roadmap:{name}", pk=launch.pk))
    assert response.status_code == 200
    assert "Payments 2.0" in text(response)


@pytest.mark.parametrize("name", READ)
def test_a_guest_reads_only_launches_that_are_shared(
    signed_in: SignIn, vera: Member, launch: Launch, name: str
) -> None:
    client, address = signed_in(vera), at(f"roadmap:{name}", pk=launch.pk)
    assert client.get(address).status_code == 404
    share(launch, vera)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", READ + WRITE)
def test_another_workspace_finds_nothing(signed_in: SignIn, mallory: Member, launch: Launch, name: str) -> None:
    client = signed_in(mallory)
    assert client.get(at(f"roadmap:{name}", pk=launch.pk)).status_code == 404
    assert client.get(at(f"roadmap:{name}", workspace="rival", pk=launch.pk)).status_code == 404


@pytest.mark.parametrize("name", READ + WRITE)
def test_who_is_not_signed_in_is_asked_to(client: Any, launch: Launch, name: str) -> None:
    response = client.get(at(f"roadmap:{name}", pk=launch.pk))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/?next=/harbour/")


@pytest.mark.parametrize("name", WRITE)
def test_the_wrong_hat_is_refused_with_the_hat_that_is_needed(
    signed_in: SignIn, mark: Member, launch: Launch, name: str
) -> None:
    for answer in (signed_in(mark).get, signed_in(mark).post):
        response = answer(at(f"roadmap:{name}", pk=launch.pk))
        assert response.status_code == 403
        assert "the product hat or the admin role" in text(response)


def test_the_wrong_hat_is_not_offered_what_would_be_refused(signed_in: SignIn, mark: Member, launch: Launch) -> None:
    html = text(signed_in(mark).get(at("roadmap:launch", pk=launch.pk)))
    assert "Move date" not in html
    assert at("roadmap:launch_edit", pk=launch.pk) not in html
    assert "New launch" not in text(signed_in(mark).get(at("roadmap:launches")))


# The list


def test_the_list_is_filtered_searched_and_keeps_the_other_filters(
    signed_in: SignIn, petra: Member, launch: Launch, product: Product
) -> None:
    wallet = products.create(by=petra, name="Wallet", key="WAL")
    launches.create(by=petra, name="Wallet 1.0", products=[wallet], owner=petra, tier=1)
    client = signed_in(petra)
    html = text(client.get(at("roadmap:launches"), {"product": str(wallet.pk)}))
    assert "Wallet 1.0" in html
    assert at("roadmap:launch", pk=launch.pk) not in html.split('id="launches"')[1]
    html = text(client.get(at("roadmap:launches"), {"q": "payments", "tier": "2"}, headers=HTMX))
    assert "Payments 2.0" in html
    assert "Wallet 1.0" not in html
    assert "?q=payments&amp;tier=2&amp;owner=me" in html
    assert "No launch matches" in text(client.get(at("roadmap:launches"), {"q": "\0nothing", "page": "999"}))


def test_one_product_is_no_filter(signed_in: SignIn, petra: Member, launch: Launch) -> None:
    html = text(signed_in(petra).get(at("roadmap:launches"), headers=HTMX))
    assert "product=" not in html
    assert ">Product</th>" not in html


def test_five_hundred_launches_come_in_pages_at_a_constant_price(
    signed_in: SignIn, petra: Member, product: Product, launch: Launch
) -> None:
    client, address = signed_in(petra), at("roadmap:launches")
    one = queries(client, address)
    many(2, lambda n: launches.create(by=petra, name=f"L{n}", products=[product], owner=petra, date=LAUNCH_DAY))
    assert queries(client, address) == one
    many(497, lambda n: launches.create(by=petra, name=f"M{n}", products=[product], owner=petra, date=LAUNCH_DAY))
    assert queries(client, address) == one
    html = text(client.get(address, {"owner": "me"}))
    assert "500 launches" in html
    assert "?owner=me&amp;page=2" in html
    assert "401 to 500 of 500" in text(client.get(address, {"page": 5}))


# The room


def fill(launch: Launch, product: Product, count: int, petra: Member, quentin: Member, mark: Member) -> None:
    """Put so many of everything into the launch."""
    for n in range(count):
        feature = features.create(
            by=petra, title=f"F{n}", product=product, launch=launch, owner=petra, target=dt.date(2027, 6, 1)
        )
        milestones.create(by=petra, launch=launch, name=f"M{n}", owner=quentin, offset_days=-n)
        tasks.create(by=petra, launch=launch, title=f"T{n}", hat="marketing", assignee=petra, offset_days=-n)
        gates.create(by=quentin, launch=launch, name=f"G{n}", features=[feature], approvers=[quentin], offset_days=-n)
        claim = claims.create(by=mark, text=f"C{n}", features=[feature], owner=mark, launch=launch)
        assets.create(by=mark, launch=launch, title=f"A{n}", kind="blog", owner=mark, claims=[claim], offset_days=-n)
        raci.create(by=petra, launch=launch, what=f"W{n}", hat="qa", accountable=quentin, informed=[mark])


@pytest.mark.parametrize("name", READ)
def test_the_room_takes_as_many_queries_for_thirty_of_everything_as_for_one(
    signed_in: SignIn, petra: Member, quentin: Member, mark: Member, product: Product, launch: Launch, name: str
) -> None:
    client, address = signed_in(petra), at(f"roadmap:{name}", pk=launch.pk)
    fill(launch, product, 1, petra, quentin, mark)
    one = queries(client, address)
    fill(launch, product, 2, petra, quentin, mark)
    assert queries(client, address) == one
    fill(launch, product, 27, petra, quentin, mark)
    assert queries(client, address) == one


def test_an_empty_launch_says_what_to_do(signed_in: SignIn, petra: Member, product: Product) -> None:
    empty = launches.create(by=petra, name="Wallet", products=[product], owner=petra)
    html = text(signed_in(petra).get(at("roadmap:launch", pk=empty.pk)))
    for words in ("No date yet", "No checks yet", "Nothing is dated yet", "Apply a playbook", "Set date"):
        assert words in html


@pytest.mark.parametrize("status", ["on_hold", "cancelled", "launched"])
def test_what_is_over_or_on_hold_shows_its_state_instead_of_a_verdict(
    signed_in: SignIn, alice: Member, launch: Launch, status: str
) -> None:
    launches.transition(launch, to=status, override_reason="All agreed" if status == "launched" else None, by=alice)
    html = text(signed_in(alice).get(at("roadmap:launch", pk=launch.pk), headers=HTMX))
    assert f'data-state="{ {"on_hold": "blocked", "cancelled": "waived", "launched": "done"}[status] }"' in html
    assert "On track" not in html.split("</h1>")[0]


def test_many_findings_are_folded_after_eight(
    signed_in: SignIn, petra: Member, product: Product, launch: Launch
) -> None:
    late = dt.date(2027, 6, 1)
    many(20, lambda n: features.create(by=petra, title=f"F{n}", product=product, launch=launch, target=late))
    html = text(signed_in(petra).get(at("roadmap:launch", pk=launch.pk)))
    assert "20 blockers, 1 risk" in html  # the product track has nobody accountable either
    assert "Show all 21</summary>" in html


def test_who_answers_for_a_track_is_named_and_a_gap_is_marked(
    signed_in: SignIn, petra: Member, mark: Member, launch: Launch, blog_post: Task
) -> None:
    client, address = signed_in(petra), at("roadmap:launch", pk=launch.pk)
    assert "Nobody yet" in text(client.get(address))
    raci.create(by=petra, launch=launch, what="Press", hat="marketing", accountable=mark)
    html = text(client.get(address))
    assert "Nobody yet" not in html
    assert "Mark" in html.split("Responsible")[1].split("</dl>")[0]


def test_a_member_watches_mutes_and_goes_back(signed_in: SignIn, mark: Member, vera: Member, launch: Launch) -> None:
    client, room = signed_in(mark), at("roadmap:launch", pk=launch.pk)
    client.post(at("roadmap:launch_watch", pk=launch.pk))
    assert "1 person, you are one" in text(client.get(room))
    client.post(at("roadmap:launch_watch", pk=launch.pk), {"muted": "1"})
    assert "you have muted it" in text(client.get(room))
    client.post(at("roadmap:launch_unwatch", pk=launch.pk))
    assert "As by default" not in text(client.get(room))
    share(launch, vera)
    assert signed_in(vera).post(at("roadmap:launch_watch", pk=launch.pk), {"muted": "1"}).status_code == 403
    assert signed_in(vera).get(room).status_code == 200
