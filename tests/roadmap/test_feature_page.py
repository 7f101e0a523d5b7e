"""The page of a feature."""

from __future__ import annotations

from typing import Any

import pytest

from launchhub.accounts.models import Member
from qa.actions import gates
from roadmap.actions import dependencies, features
from roadmap.models import Feature, Launch, Product
from tests.roadmap.pages import SignIn, at, queries, share, text


def test_everyone_of_the_workspace_reads_it(signed_in: SignIn, quentin: Member, refunds: Feature) -> None:
    html = text(signed_in(quentin).get(at("roadmap:feature", pk=refunds.pk)))
    for words in ("Refunds", "Payments 2.0", "7 May 2027", "Building", "Petra created Refunds"):
        assert words in html


def test_others_do_not(signed_in: SignIn, client: Any, vera: Member, mallory: Member, refunds: Feature) -> None:
    address = at("roadmap:feature", pk=refunds.pk)
    assert signed_in(mallory).get(address).status_code == 404
    assert signed_in(vera).get(address).status_code == 404
    assert client.get(address).headers["Location"].startswith("/accounts/login/")


def test_a_guest_to_whom_the_feature_alone_is_shown_learns_nothing_of_its_launch(
    signed_in: SignIn, vera: Member, refunds: Feature, launch: Launch
) -> None:
    share(refunds, vera)
    html = text(signed_in(vera).get(at("roadmap:feature", pk=refunds.pk)))
    assert "Refunds" in html
    assert "Payments 2.0" not in html
    share(launch, vera)
    assert "Payments 2.0" in text(signed_in(vera).get(at("roadmap:feature", pk=refunds.pk)))


def test_its_history_tells_what_it_was_linked_to_but_no_guest(
    signed_in: SignIn, petra: Member, vera: Member, refunds: Feature, product: Product
) -> None:
    cash = features.create(by=petra, title="Cash", product=product)
    address = at("roadmap:feature", pk=cash.pk)
    link = dependencies.create(source=refunds, target=cash, by=petra)
    assert "Petra linked Refunds → Cash" in text(signed_in(petra).get(address))
    dependencies.delete(link, by=petra)
    html = text(signed_in(petra).get(address))
    assert html.index("Petra unlinked Refunds → Cash") < html.index("Petra linked Refunds → Cash")
    share(cash, vera)
    assert "Refunds" not in text(signed_in(vera).get(address))


def test_it_says_what_stands_in_the_way(
    signed_in: SignIn, petra: Member, quentin: Member, launch: Launch, refunds: Feature
) -> None:
    gate = gates.create(by=quentin, launch=launch, name="Security review", features=[refunds], approvers=[quentin])
    html = text(signed_in(petra).get(at("roadmap:feature", pk=refunds.pk)))
    assert "What stands in its way" in html
    assert at("qa:gate", pk=gate.pk) in html


def test_what_people_wrote_is_text(signed_in: SignIn, petra: Member, product: Product, launch: Launch) -> None:
    odd = features.create(
        by=petra,
        title="<b>استرداد</b>" + "x" * 280,
        product=product,
        launch=launch,
        description="<script>alert(1)</script>",
    )
    html = text(signed_in(petra).get(at("roadmap:feature", pk=odd.pk)))
    assert "&lt;b&gt;استرداد&lt;/b&gt;" in html
    assert "<script>alert" not in html


@pytest.mark.parametrize("count", [3, 30])
def test_many_neighbours_cost_what_one_does(
    signed_in: SignIn, petra: Member, quentin: Member, product: Product, launch: Launch, refunds: Feature, count: int
) -> None:
    def surround(times: int) -> None:
        for n in range(times):
            before, after = (features.create(by=petra, title=f"{n}", product=product) for _ in range(2))
            dependencies.create(by=petra, source=before, target=refunds)
            dependencies.create(by=petra, source=refunds, target=after)
            gates.create(by=quentin, launch=launch, name=f"G{n}", features=[refunds], approvers=[quentin])

    client, address = signed_in(petra), at("roadmap:feature", pk=refunds.pk)
    surround(1)
    one = queries(client, address)
    surround(count - 1)
    assert queries(client, address) == one
