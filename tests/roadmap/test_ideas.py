"""Ideas: anybody proposes one, guests too, and sees what is there already while typing."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.models import Member
from launchhub.events.kinds import sources
from roadmap.actions import features, ideas, products
from roadmap.models import Feature, Product
from roadmap.similar import LOOKED_THROUGH, similar
from tests.api.contract import JSON
from tests.cast import browser
from tests.roadmap.pages import HTMX, at, share, text
from tests.roadmap.spine import kinds, last

NEW, SIMILAR = at("roadmap:idea_new"), at("roadmap:ideas_similar")
API = "/api/v1/harbour/ideas/"


def titles(rows: Any) -> list[str]:
    """Return the titles of features."""
    return [row.title for row in rows]


def test_any_member_proposes_and_only_an_idea(product: Product, mark: Member) -> None:
    made = ideas.propose(title="Tips", product=product, description="Waiters ask for it.", by=mark)
    assert (made.status, made.owner, made.launch) == ("idea", None, None)
    assert kinds(made) == ["feature.proposed"]
    assert last("feature.proposed").actor == mark


def test_a_guest_proposes_for_a_product_that_is_shared_and_sees_the_idea(
    product: Product, petra: Member, vera: Member
) -> None:
    with pytest.raises(ValidationError, match="no such product"):
        ideas.propose(title="Tips", product=product, by=vera)
    share(product, vera)
    made = ideas.propose(title="Tips", product=product, by=vera)
    assert list(Feature.objects.visible_to(vera)) == [made]


def test_the_owner_of_the_product_hears_of_it_and_whose_idea_it_was_what_becomes_of_it(
    product: Product, petra: Member, mark: Member
) -> None:
    made = ideas.propose(title="Tips", product=product, by=mark)
    features.transition(made, to="parked", reason="Not this year", by=petra)
    told = {
        kind: [pair for source in sources(kind) for pair in source(last(kind))]
        for kind in ("feature.proposed", "feature.status_changed")
    }
    assert told["feature.proposed"] == [(petra.pk, "you own the product “Payments”")]
    assert (mark.pk, "it was your idea") in told["feature.status_changed"]


@pytest.mark.parametrize(("field", "value"), [("title", ""), ("title", "x" * 301), ("product", "")])
def test_bad_input_is_refused_at_its_field_and_stays(product: Product, mark: Member, field: str, value: str) -> None:
    form = {"title": "Tips", "product": product.pk, "description": "Waiters ask for it.", field: value}
    answer = browser(mark).post(NEW, form)
    assert (answer.status_code, f'id="id_{field}_error"' in text(answer)) == (422, True)
    assert "Waiters ask for it." in text(answer)
    assert not Feature.objects.exists()


def test_mark_proposes_on_the_page(product: Product, mark: Member, mallory: Member) -> None:
    answer = browser(mark).post(NEW, {"title": "Tips", "product": product.pk})
    made = Feature.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, at("roadmap:feature", pk=made.pk))
    assert browser(mallory).get(NEW).status_code == 404


def test_a_guest_without_a_product_is_told_whom_to_ask(product: Product, vera: Member) -> None:
    assert "Ask whoever invited you" in text(browser(vera).get(NEW))
    share(product, vera)
    assert "Payments" in text(browser(vera).get(NEW))


def test_what_is_like_it_is_shown_while_one_types(product: Product, petra: Member) -> None:
    for title in ("Export of open invoices", "Split bills", "Invoice export for accountants"):
        features.create(by=petra, title=title, product=product)
    other = products.create(by=petra, name="Till", key="TILL")
    features.create(by=petra, title="Export invoices", product=other)
    assert set(titles(similar("Export invoice", product, petra))[:2]) == {
        "Export of open invoices",
        "Invoice export for accountants",
    }
    assert "Split bills" not in titles(similar("Export invoice", product, petra))
    assert titles(similar("Exprot of open invoises", product, petra))[0] == "Export of open invoices", (
        "slips of the pen"
    )
    assert titles(similar("Exp", product, petra)) == [], "too short to say anything"
    shown = text(browser(petra).get(SIMILAR, {"title": "split bill", "product": product.pk}, headers=HTMX))
    assert "Split bills" in shown
    assert "<html" not in shown
    assert titles(similar("Export invoices", None, petra))[0] == "Export invoices", "of any product, if none is chosen"
    assert "Till" in text(browser(petra).get(SIMILAR, {"title": "Export invoices"}, headers=HTMX))


@pytest.mark.parametrize("page", ["roadmap:idea_new", "roadmap:feature_new"])
def test_where_there_are_several_products_one_is_chosen_and_none_taken_unawares(
    product: Product, petra: Member, page: str
) -> None:
    client = browser(petra)
    assert "Choose a product" not in text(client.get(at(page)))
    products.create(by=petra, name="Till", key="TILL")
    assert "Choose a product" in text(client.get(at(page)))
    assert 'id="id_product_error"' in text(client.post(at(page), {"title": "Tips", "product": ""}))
    assert f'value="{product.pk}" selected' in text(client.get(at(page), {"product": product.pk}))


def test_a_hint_tells_nobody_of_what_they_may_not_see(
    product: Product, petra: Member, vera: Member, mallory: Member
) -> None:
    features.create(by=petra, title="Split bills", product=product)
    asked = {"title": "Split bills", "product": product.pk}
    assert "Split bills" not in text(browser(vera).get(SIMILAR, asked, headers=HTMX))
    assert browser(mallory).get(SIMILAR, asked).status_code == 404
    assert titles(similar("Split bills", product, vera)) == []


def test_a_hint_compares_a_bounded_number_of_titles_found_by_an_index(product: Product, petra: Member) -> None:
    with CaptureQueriesContext(connection) as captured:
        list(similar("Split bills", product, petra))
    [query] = [each["sql"] for each in captured if "WORD_SIMILARITY" in each["sql"].upper()]
    assert f"LIMIT {LOOKED_THROUGH}" in query


def test_over_rest_too(product: Product, mark: Member, vera: Member, api: Any) -> None:
    client, body = api(mark), {"title": "Tips", "product": str(product.pk), "description": "Waiters ask for it."}
    made = client.post(API, body, content_type=JSON)
    assert (made.status_code, made.json()["status"]) == (201, "idea")
    assert client.get(made.headers["Location"]).json()["title"] == "Tips"
    refused = client.post(API, body | {"status": "done"}, content_type=JSON)
    assert refused.json()["errors"][0]["pointer"] == "/status"
    assert api(vera).post(API, body, content_type=JSON).json()["errors"][0]["pointer"] == "/product"
    share(product, vera)
    assert api(vera).post(API, body, content_type=JSON).status_code == 201
