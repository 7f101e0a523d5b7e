"""Insights: shared by anybody, linked and answered by product, and told of at each step to whoever brought them."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

import pytest
from django.core.exceptions import ValidationError

from launchhub.accounts.models import Member
from launchhub.discussion.actions import comments
from launchhub.lib.errors import Conflict, Forbidden, Stale
from launchhub.lib.wall import workspace_context
from launchhub.notifications.recipients import resolve
from roadmap.actions import customers, features, insights
from roadmap.insights import weight_of
from roadmap.models import Customer, Feature, Insight, InsightStatus, Product
from tests.api.contract import JSON, CollectionContract
from tests.roadmap.spine import kinds, last

SAID = "We pay twice because a refund takes a week.\n\nWhen will that be quicker?"


@pytest.fixture
def acme(petra: Member) -> Customer:
    """A customer who pays 120,000 a year and sits on the advisory board."""
    return customers.create(by=petra, name="Acme", segment="Retail", value=120_000, advisory_board=True)


@pytest.fixture
def insight(mark: Member, acme: Customer) -> Insight:
    """What Mark heard from Acme in a call."""
    return insights.create(by=mark, body=SAID, customer=acme, source="call", sentiment="negative")


def now(insight: Insight) -> Insight:
    """Return the insight as it is now."""
    return Insight.objects.get(pk=insight.pk)


def told(kind: str) -> dict[str, str]:
    """Return who is told of the newest event of a kind, and why."""
    return {each.name: each.because for each in resolve(last(kind))}


def test_every_member_shares_what_they_heard_and_a_guest_does_not(
    quentin: Member, mark: Member, vera: Member, insight: Insight
) -> None:
    assert (insight.status, insight.author) == ("new", mark)
    assert last("insight.shared").subject_title == SAID.replace("\n\n", " ")
    insights.create(by=quentin, body="Slow")
    for act in (insights.create, customers.create):
        with pytest.raises(Forbidden, match="share insights"):
            act(by=vera, body="Slow", name="Slow")


def test_a_long_one_is_called_by_its_beginning() -> None:
    assert str(Insight(body="word " * 100)).endswith("word…")
    assert len(str(Insight(body="x" * 5000))) == 120


def test_a_customer_who_is_not_there_yet_is_made_along(mark: Member) -> None:
    made = insights.create(by=mark, body="Slow", new_customer="Globex")
    assert (made.customer.name, kinds()[-2:]) == ("Globex", ["customer.created", "insight.shared"])


def test_owners_of_linked_features_hear_of_a_new_one_with_their_reason(mark: Member, refunds: Feature) -> None:
    made = insights.create(by=mark, body=SAID, features=[refunds])
    assert made.status == "linked"
    assert told("insight.shared") == {"Petra": "you own the feature “Refunds”"}


def test_it_is_linked_as_long_as_it_has_features(
    insight: Insight, mark: Member, petra: Member, quentin: Member, refunds: Feature, product: Product
) -> None:
    other = features.create(by=petra, title="Tips", product=product, owner=quentin)
    insights.link(insight, refunds, by=petra)
    assert (now(insight).status, told("insight.linked")) == ("linked", {"Mark": "you shared it"})
    insights.update(insight, features=[refunds, other], by=petra)
    assert told("insight.linked") == {"Mark": "you shared it", "Quentin": "you own the feature “Tips”"}
    assert last("insight.linked").data["in_words"] == "“Tips”"
    insights.link(insight, refunds, links=False, by=mark)
    assert now(insight).status == "linked"
    insights.update(insight, features=[], by=mark)
    assert now(insight).status == "new"
    assert kinds(insight) == [
        "insight.shared",
        "insight.linked",
        "insight.linked",
        "insight.updated",
        "insight.updated",
    ]


def test_it_is_planned_with_its_feature_and_who_brought_it_hears_when_that_is_done(
    insight: Insight, petra: Member, mark: Member, refunds: Feature
) -> None:
    with pytest.raises(ValidationError, match="Link it to a feature first"):
        insights.transition(insight, to="planned", by=petra)
    insights.link(insight, refunds, by=petra)
    insights.transition(insight, to="planned", answer="In May", by=petra)
    assert (now(insight).status, now(insight).answer) == ("planned", "In May")
    assert (told("insight.planned"), last("insight.planned").data["note"]) == ({"Mark": "you shared it"}, "In May")
    with pytest.raises(ValidationError, match="take it up again first"):
        insights.update(insight, features=[], by=petra)
    features.transition(refunds, to="parked", reason="Later", by=petra)
    assert "Mark" not in told("feature.status_changed")
    features.transition(refunds, to="done", by=petra)
    assert told("feature.status_changed")["Mark"] == "you shared what a customer said about it"


def test_declining_needs_an_answer_and_ends_what_is_told(
    insight: Insight, petra: Member, mark: Member, refunds: Feature
) -> None:
    insights.link(insight, refunds, by=petra)
    with pytest.raises(ValidationError) as caught:
        insights.transition(insight, to="declined", answer=" ", by=petra)
    assert list(caught.value.message_dict) == ["answer"]
    insights.transition(insight, to="declined", answer="Banks take that long", by=petra)
    assert (now(insight).status, told("insight.declined")) == ("declined", {"Mark": "you shared it"})
    features.transition(refunds, to="done", by=petra)
    assert "Mark" not in told("feature.status_changed")


def test_it_is_taken_up_again_as_what_it_is(insight: Insight, petra: Member, refunds: Feature) -> None:
    insights.transition(insight, to="declined", answer="No", by=petra)
    insights.link(insight, refunds, by=petra)
    assert now(insight).status == "declined"
    for to, message in (("new", "use linked"), ("done", "no state of an insight")):
        with pytest.raises(ValidationError, match=message):
            insights.transition(insight, to=to, by=petra)
    insights.transition(insight, to="linked", by=petra)
    assert (now(insight).status, now(insight).answer, told("insight.reopened")) == (
        "linked",
        "",
        {"Mark": "you shared it"},
    )


def test_who_shared_it_and_product_change_it_and_product_alone_answers(
    insight: Insight, petra: Member, mark: Member, quentin: Member, refunds: Feature
) -> None:
    insights.update(insight, body="Refunds take a week", by=mark)
    insights.update(insight, segment="Retail", by=petra)
    for act in (
        lambda: insights.update(insight, body="Hm", by=quentin),
        lambda: insights.link(insight, refunds, by=quentin),
        lambda: insights.delete(insight, by=quentin),
    ):
        with pytest.raises(Forbidden, match="or to have shared it"):
            act()
    with pytest.raises(Forbidden, match="product hat"):
        insights.transition(insight, to="declined", answer="No", by=mark)
    insights.restore(insights.delete(insight, by=mark), by=petra)
    assert kinds(insight)[-2:] == ["insight.deleted", "insight.restored"]


def test_an_answer_to_an_older_version_is_refused(insight: Insight, petra: Member) -> None:
    insights.update(insight, body="Otherwise", by=petra)
    with pytest.raises(Stale):
        insights.transition(insight, to="declined", answer="No", by=petra, expected_version=1)


def test_it_is_late_when_nobody_has_answered_for_two_weeks(insight: Insight, petra: Member) -> None:
    Insight.objects.filter(pk=insight.pk).update(created_at=insight.created_at - dt.timedelta(days=15))
    assert now(insight).is_late
    assert list(Insight.objects.late()) == [insight]
    insights.transition(insight, to="declined", answer="No", by=petra)
    assert not now(insight).is_late
    assert not Insight.objects.late().exists()


def test_who_shared_it_hears_what_is_said_about_it(insight: Insight, petra: Member) -> None:
    comments.create(by=petra, noun="insight", target_id=insight.pk, body="Which bank?")
    assert told("comment.added") == {"Mark": "you shared it"}


def test_a_feature_weighs_each_customer_once_and_leaves_out_what_is_declined(
    insight: Insight, petra: Member, mark: Member, refunds: Feature, acme: Customer, vera: Member
) -> None:
    assert weight_of(refunds, petra) == (0, 0, 0)
    unknown = customers.create(by=mark, name="Globex")
    for customer, status in ((acme, ""), (acme, ""), (unknown, ""), (None, ""), (acme, "declined")):
        made = insights.create(by=mark, body="Quicker", customer=customer, features=[refunds])
        if status:
            insights.transition(made, to=status, answer="No", by=petra)
    assert weight_of(refunds, petra) == (4, 2, 120_000)
    assert weight_of(refunds, vera) == (0, 0, 0)


def test_a_customer_stays_while_there_are_insights_of_theirs(insight: Insight, mark: Member, acme: Customer) -> None:
    with pytest.raises(Conflict, match="1 insight is from “Acme”"):
        customers.delete(acme, by=mark)
    insights.delete(insight, by=mark)
    customers.delete(acme, by=mark)
    for act in (lambda: insights.restore(insight, by=mark), lambda: insights.create(by=mark, body="Hm", customer=acme)):
        with pytest.raises(ValidationError, match="choose another customer"):
            act()


def test_two_customers_have_two_names(acme: Customer, mark: Member) -> None:
    with pytest.raises(ValidationError) as caught:
        customers.create(by=mark, name="Acme")
    assert caught.value.message_dict == {"name": ["There is a customer of this name already."]}
    customers.create(by=mark, name="Acme Two")
    customers.delete(acme, by=mark)
    customers.create(by=mark, name="Acme")


def test_guests_and_mallory_see_none(insight: Insight, vera: Member, mallory: Member) -> None:
    for model in (Insight, Customer):
        for member in (vera, mallory):
            assert not model.objects.visible_to(member).exists()
        with workspace_context(mallory.workspace):
            assert not model.objects.exists()


class TestCustomersOverRest(CollectionContract):
    collection = "customers"
    editor = "mark"
    change: ClassVar[dict[str, Any]] = {"value": 5000}

    def fields(self, number: int) -> dict[str, Any]:
        return {"name": f"Customer {number}", "segment": "Retail", "value": 100 * number, "advisory_board": True}

    @pytest.mark.parametrize("value", [-1, 10**16, 1.5, "much"])
    def test_a_value_is_a_whole_number_that_can_be(self, value: Any) -> None:
        refused = self.post(self.fields(1) | {"value": value})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/value")


class TestInsightsOverRest(CollectionContract):
    collection = "insights"
    editor = "petra"
    change: ClassVar[dict[str, Any]] = {"body": "Refunds are slow"}

    @pytest.fixture(autouse=True)
    def linked(self, refunds: Feature, acme: Customer) -> None:
        self.feature, self.customer = refunds, acme

    def fields(self, number: int) -> dict[str, Any]:
        ids = {"customer": str(self.customer.pk), "features": [str(self.feature.pk)]}
        return {"body": f"Said {number}", "source": "sales", "sentiment": "neutral", "segment": "Retail", **ids}

    def test_status_and_answer_change_by_transitions_alone(self) -> None:
        pk = self.make(1)
        assert (self.get(pk)["status"], self.patch(pk, {"status": "planned"}).status_code) == ("linked", 400)
        made = self.post({"to": "planned", "answer": "In May"}, pk, "transitions")
        assert (made.status_code, made.json()["status"], made.json()["answer"]) == (201, "planned", "In May")
        refused = self.post({"to": "declined"}, pk, "transitions")
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/answer")
        unfit = self.post({"to": "new"}, pk, "transitions")
        assert (unfit.status_code, unfit.json()["errors"][0]["pointer"]) == (400, "/to")

    def test_unlinking_makes_it_new(self) -> None:
        pk = self.make(1)
        assert self.patch(pk, {"features": []}).json()["status"] == "new"

    def test_is_found_by_what_it_is_about(self) -> None:
        pk, author = self.make(1), self.get(self.make(2))["author"]
        for query in (
            {"features": str(self.feature.pk)}, {"customer": str(self.customer.pk)}, {"source": "sales,call"},
            {"status": "linked"}, {"sentiment": "neutral"}, {"author": author}, {"search": "said"},
        ):  # fmt: skip
            assert pk in [row["id"] for row in self.client.get(self.url(), query).json()["results"]], query
        assert self.client.get(self.url(), {"status": "new"}).json()["results"] == []

    def test_product_alone_answers(self) -> None:
        pk, client = self.make(1), self.as_("mark", "roadmap:write")
        for path, body in ((("transitions",), {"to": "planned"}),):
            refused = client.post(self.url(pk, *path), body, content_type=JSON)
            assert (refused.status_code, "product hat" in refused.json()["detail"]) == (403, True)
        assert client.post(self.url(), {"body": "Hm"}, content_type=JSON).json()["status"] == InsightStatus.NEW
