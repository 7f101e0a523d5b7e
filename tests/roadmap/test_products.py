"""Products."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Forbidden
from launchhub.events.record import draft
from launchhub.lib.errors import Conflict
from launchhub.notifications.actions import watches
from launchhub.notifications.recipients import resolve
from roadmap.actions import features, products
from roadmap.models import Feature, Launch, Product
from tests.roadmap.pages import HTMX, SignIn, at, queries, share, text
from tests.roadmap.spine import kinds


def test_nothing_is_put_into_a_product_that_is_gone(petra: Member) -> None:
    gone, kept = (products.create(by=petra, name=name, key=name.upper()) for name in ("Gone", "Kept"))
    before = features.create(by=petra, title="Before", product=gone)
    features.delete(before, by=petra)
    moving = features.create(by=petra, title="Moving", product=kept)
    products.delete(gone, by=petra)
    for attempt in (
        lambda: features.create(by=petra, title="New", product=gone),
        lambda: features.update(moving, by=petra, product=gone),
        lambda: features.restore(before, by=petra),
    ):
        with pytest.raises(ValidationError, match="has been deleted") as caught:
            attempt()
        assert "product" in caught.value.message_dict


def test_only_the_product_hat_edits(product: Product, mark: Member) -> None:
    with pytest.raises(Forbidden, match="product hat"):
        products.create(by=mark, name="Mine", key="MY")
    with pytest.raises(Forbidden, match="product hat"):
        products.update(product, by=mark, name="Mine")


@pytest.mark.parametrize("key", ["PAY", "pay", "", "TOOLONGAKEY"])
def test_a_key_is_short_upper_case_and_taken_once(product: Product, petra: Member, key: str) -> None:
    with pytest.raises(ValidationError) as caught:
        products.create(by=petra, name="Other", key=key)
    assert "key" in caught.value.message_dict


def test_a_product_with_features_stays(product: Product, refunds: Feature, petra: Member) -> None:
    with pytest.raises(Conflict, match="has 1 feature"):
        products.delete(product, by=petra)
    features.delete(refunds, by=petra)
    products.delete(product, by=petra)
    assert kinds(product) == ["product.created", "product.deleted"]
    products.restore(product, by=petra)
    assert Product.objects.visible_to(petra).get() == product


def test_a_key_that_was_given_away_keeps_its_product_in_the_bin(product: Product, petra: Member) -> None:
    products.delete(product, by=petra)
    products.create(by=petra, name="Payroll", key="PAY")
    with pytest.raises(ValidationError, match="already has this key"):
        products.restore(product, by=petra)


def test_its_page_says_where_it_goes_and_whose_it_is(
    signed_in: SignIn, petra: Member, mark: Member, product: Product, launch: Launch, refunds: Feature
) -> None:
    client, page = signed_in(petra), at("roadmap:product", pk=product.pk)
    assert "Nobody has written how it gets there" in text(client.get(page))
    form = {
        "name": "Payments",
        "key": "PAY",
        "owner": str(mark.pk),
        "vision": "Paid in a blink",
        "strategy": "*Slowly*",
    }
    edit = at("roadmap:product_edit", pk=product.pk)
    assert client.post(edit, form | {"version": product.version}, headers=HTMX).status_code == 204
    shown = text(signed_in(mark).get(page))
    for words in ("Paid in a blink", "<em>Slowly</em>", "PAY · Mark · 1 feature and 1 launch ahead", "Payments 2.0"):
        assert words in shown
    assert edit not in shown
    refused = client.post(edit, form | {"key": "pay", "version": product.version + 1}, headers=HTMX)
    assert (refused.status_code, "capital letters" in text(refused)) == (422, True)


def test_the_list_counts_what_is_ahead_at_a_constant_price(
    signed_in: SignIn, petra: Member, vera: Member, mallory: Member, product: Product, launch: Launch, refunds: Feature
) -> None:
    client, address = signed_in(petra), at("roadmap:products")
    one = queries(client, address)
    for key in ("WAL", "TIL"):
        other = products.create(by=petra, name=key, key=key, owner=petra)
        features.create(by=petra, title="Tips", product=other)
    assert queries(client, address) == one
    row = text(client.get(address)).split(at("roadmap:product", pk=product.pk))[1].split("</tr>")[0]
    assert row.count('<td class="num optional">1</td>') == row.count('<td class="num">1</td>') == 1
    page = at("roadmap:product", pk=product.pk)
    assert signed_in(vera).get(page).status_code == 404
    assert signed_in(mallory).get(page).status_code == 404
    share(product, vera)
    assert signed_in(vera).get(page).status_code == 200
    assert "WAL" not in text(signed_in(vera).get(address))


def test_who_mutes_a_product_is_left_alone_for_its_sake_and_told_of_what_else_is_theirs(
    signed_in: SignIn, product: Product, launch: Launch, alice: Member, petra: Member, mark: Member, quentin: Member
) -> None:
    products.update(product, by=alice, owner=mark)
    page, client = at("roadmap:product", pk=product.pk), signed_in(quentin)
    assert client.post(at("roadmap:product_watch", pk=product.pk), headers=HTMX).status_code == 204
    assert "you watch all of it" in text(client.get(page))
    event = draft("launch.status_changed", launch, by=alice)
    owns = "you own the product “Payments”"
    for muting, told in (
        ((), {"Mark": owns, "Petra": "you own the launch", "Quentin": "you watch “Payments”"}),
        ((petra, mark, quentin), {"Petra": "you own the launch"}),
    ):
        for member in muting:
            watches.mute(product, by=member)
        assert {each.name: each.because for each in resolve(event)} == told
    assert "you have muted it" in text(client.get(page))
