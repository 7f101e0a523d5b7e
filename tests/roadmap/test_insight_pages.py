"""Insights in the browser: shared on one line, answered in the inbox, and shown on their features."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from launchhub.accounts.models import Member
from roadmap.actions import customers, insights
from roadmap.models import Customer, Feature, Insight
from tests.cast import browser
from tests.roadmap.pages import HTMX, at, queries, text
from tests.roadmap.spine import kinds

INBOX, CUSTOMERS = at("roadmap:insights"), at("roadmap:customers")


@pytest.fixture
def acme(petra: Member) -> Customer:
    """A customer who pays 120,000 a year and sits on the advisory board."""
    return customers.create(by=petra, name="Acme", segment="Retail", value=120_000, advisory_board=True)


@pytest.fixture
def insight(mark: Member, acme: Customer) -> Insight:
    """What Mark heard from Acme in a call."""
    return insights.create(by=mark, body="Refunds take a week", customer=acme, source="call", sentiment="negative")


def shown(member: Member, address: str) -> str:
    """Return a page as the member sees it."""
    response = browser(member).get(address)
    assert response.status_code == 200, response.content
    return text(response)


def test_the_inbox_shows_who_said_what_how_weighty_and_how_long_ago(insight: Insight, quentin: Member) -> None:
    page = shown(quentin, INBOX)
    for words in ("Refunds take a week", "Acme", "Advisory board", "120,000 a year", "Call · Negative · Retail"):
        assert words in page
    assert 'To answer<span class="count">1</span>' in page
    assert "without an answer" not in page
    Insight.objects.update(created_at=insight.created_at - dt.timedelta(days=16))
    assert "16 days without an answer" in shown(quentin, INBOX)
    assert "Refunds take a week" in shown(quentin, f"{INBOX}?show=late")


def test_each_tab_shows_its_own(insight: Insight, petra: Member, mark: Member, acme: Customer) -> None:
    insights.transition(insight, to="declined", answer="Banks take that long", by=petra)
    assert "Everything is answered" in shown(mark, INBOX)
    for show, is_there in (("declined", True), ("mine", True), ("all", True), ("nonsense", False), ("new", False)):
        assert ("Refunds take a week" in shown(mark, f"{INBOX}?show={show}")) is is_there, show
    assert "Refunds take a week" not in shown(petra, f"{INBOX}?show=mine")
    other = customers.create(by=petra, name="Globex")
    for customer, is_there in ((acme.pk, True), (other.pk, False), ("x", True)):
        assert ("Refunds take a week" in shown(mark, f"{INBOX}?show=all&customer={customer}")) is is_there


def test_mark_shares_on_one_line_and_gets_it_empty_again(mark: Member, acme: Customer) -> None:
    form = {"quick": "1", "body": "Receipts are too small", "customer": "acme", "source": "sales"}
    answer = browser(mark).post(at("roadmap:insight_new"), form, headers=HTMX)
    assert (answer.status_code, "Receipts" in text(answer), 'id="quick"' in text(answer)) == (200, False, True)
    assert "live:insights" in answer.headers["HX-Trigger"]
    made = Insight.objects.get()
    assert (made.body, made.customer, made.source, made.author) == ("Receipts are too small", acme, "sales", mark)


def test_a_name_that_is_new_adds_a_customer(mark: Member) -> None:
    browser(mark).post(at("roadmap:insight_new"), {"body": "Slow", "customer": "Globex"})
    assert Insight.objects.get().customer.name == "Globex"
    browser(mark).post(at("roadmap:insight_new"), {"body": "Slower", "customer": " globex "})
    assert Customer.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [("body", "", "required"), ("body", "x" * 10_001, "at most 10000"), ("source", "dream", "Select a valid choice")],
)
@pytest.mark.parametrize("quick", [{"quick": "1"}, {}], ids=["on the line", "in the dialog"])
def test_bad_input_is_shown_at_its_field_with_what_was_typed(
    mark: Member, field: str, value: str, message: str, quick: dict[str, str]
) -> None:
    form = {"body": "Slow", "customer": "Globex", **quick, field: value}
    answer = browser(mark).post(at("roadmap:insight_new"), form, headers=HTMX)
    assert (answer.status_code, message in text(answer), "Globex" in text(answer)) == (422, True, True)
    assert not Insight.objects.exists()
    assert not Customer.objects.exists()


def test_petra_links_plans_and_takes_up_again(insight: Insight, petra: Member, refunds: Feature) -> None:
    client, names = browser(petra), {"pk": insight.pk}
    offered = text(client.get(at("roadmap:insight_choices", **names), {"q": "refu"}))
    assert f'value="{refunds.pk}"' in offered
    assert "Plan</a>" not in shown(petra, INBOX), "what is planned has a feature"
    client.post(at("roadmap:insight_feature", **names), {"feature": refunds.pk})
    assert "Plan</a>" in shown(petra, INBOX)
    client.post(at("roadmap:insight_plan", **names), {})
    client.post(at("roadmap:insight_reopen", **names))
    client.post(at("roadmap:insight_feature_delete", **names), {"feature": refunds.pk})
    assert kinds(insight)[1:] == ["insight.linked", "insight.planned", "insight.reopened", "insight.updated"]


def test_no_feature_and_no_answer_are_refused_where_they_lack(insight: Insight, petra: Member) -> None:
    client, names = browser(petra), {"pk": insight.pk}
    for page, form, message in (
        ("insight_feature", {}, "Choose a feature"),
        ("insight_plan", {}, "Link it to a feature first"),
        ("insight_decline", {"answer": " "}, "required"),
    ):
        answer = client.post(at(f"roadmap:{page}", **names), form)
        assert (answer.status_code, message in text(answer)) == (422, True), page
    assert kinds(insight) == ["insight.shared"]


def test_an_answer_stands_with_what_was_said(insight: Insight, petra: Member, mark: Member) -> None:
    browser(petra).post(at("roadmap:insight_decline", pk=insight.pk), {"answer": "Banks take that long"})
    page = shown(mark, at("roadmap:insight", pk=insight.pk))
    assert page.count("Banks take that long") >= 2, "beside what was said, and in its history"


def test_two_who_edit_at_once_see_each_others_words(insight: Insight, petra: Member, mark: Member) -> None:
    client, url = browser(mark), at("roadmap:insight_edit", pk=insight.pk)
    opened = insight.version
    insights.update(insight, body="Refunds take ages", by=petra)
    answer = client.post(url, {"body": "Refunds are slow", "customer": "Acme", "version": opened})
    assert (answer.status_code, "Meanwhile saved: “Refunds take ages”" in text(answer)) == (422, True)


def test_a_feature_shows_who_asked_for_it_and_takes_one_more(
    insight: Insight, mark: Member, petra: Member, refunds: Feature
) -> None:
    here = at("roadmap:feature_insights", pk=refunds.pk)
    assert "Nobody has said anything" in shown(mark, here)
    assert here in shown(mark, at("roadmap:feature", pk=refunds.pk))
    answer = browser(mark).post(here, {"body": "Quicker, please", "customer": "Acme"}, headers=HTMX)
    assert '1 insight</b> from 1 customer, worth <b class="num">120,000</b> a year' in text(answer)
    assert Insight.objects.get(features=refunds).status == "linked"
    refused = browser(mark).post(here, {"body": ""}, headers=HTMX)
    assert (refused.status_code, f"#id_body_heard_{refunds.pk}" in text(refused)) == (422, True)


def test_a_customer_is_added_edited_and_stays_while_they_are_quoted(insight: Insight, mark: Member) -> None:
    client = browser(mark)
    client.post(at("roadmap:customer_new"), {"name": "Globex", "value": "5000"})
    globex, acme = Customer.objects.get(name="Globex"), Customer.objects.get(name="Acme")
    for form, message in (({"name": "Acme"}, "of this name already"), ({"name": "G", "value": "-1"}, "greater than")):
        answer = client.post(at("roadmap:customer_edit", pk=globex.pk), form | {"version": globex.version})
        assert (answer.status_code, message in text(answer)) == (422, True)
    page = shown(mark, CUSTOMERS)
    assert ("Globex" in page, "5,000" in page, "Globex" in shown(mark, f"{CUSTOMERS}?board=1")) == (True, True, False)
    assert client.post(at("pages:bin_delete", noun="customer", pk=acme.pk)).status_code == 422
    client.post(at("pages:bin_delete", noun="customer", pk=globex.pk))
    assert "Globex" not in shown(mark, CUSTOMERS)


def test_guests_and_strangers_see_none(
    insight: Insight, acme: Customer, vera: Member, mallory: Member, refunds: Feature
) -> None:
    one, of_feature = at("roadmap:insight", pk=insight.pk), at("roadmap:feature_insights", pk=refunds.pk)
    for address, guest in ((INBOX, 403), (CUSTOMERS, 403), (one, 404), (of_feature, 404)):
        assert browser(vera).get(address).status_code == guest
        assert browser(mallory).get(address).status_code == 404
    assert INBOX not in shown(vera, at("pages:home"))
    stranger = browser(mallory).post(at("roadmap:insight_decline", workspace="rival", pk=insight.pk), {"answer": "No"})
    assert (stranger.status_code, kinds(insight)) == (404, ["insight.shared"])


@pytest.mark.parametrize("page", ["insights", "customers", "feature_insights"])
def test_a_page_takes_as_many_queries_for_three_as_for_one(
    page: str, mark: Member, refunds: Feature, signed_in: Callable[[Member], Client]
) -> None:
    def add(number: int) -> None:
        customer = customers.create(by=mark, name=f"Customer {number}", value=number)
        insights.create(by=mark, body=f"Said {number}", customer=customer, features=[refunds])

    address = at(f"roadmap:{page}", **({"pk": refunds.pk} if page == "feature_insights" else {}))
    add(0)
    one = queries(signed_in(mark), address)  # who has no launch, whose verdict would stand beside the page
    add(1)
    add(2)
    assert queries(signed_in(mark), address) == one <= 24
