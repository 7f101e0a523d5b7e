"""Decisions in the browser: taken, voted on, and looked at again when things have changed."""

from __future__ import annotations

from typing import Any

import pytest

from launchhub.accounts.models import Member
from roadmap.actions import decisions, tasks
from roadmap.models import Decision, DecisionVote, Launch, Task
from tests.roadmap.pages import HTMX, SignIn, at, queries, share, text


@pytest.fixture
def go(petra: Member, launch: Launch, blog_post: Task) -> Decision:
    """Petra's go for Payments 2.0."""
    return decisions.create(launch=launch, decision="go", note="Support is *trained*.", by=petra)


def test_petra_decides_on_the_readiness_that_she_sees(signed_in: SignIn, petra: Member, launch: Launch) -> None:
    client, address = signed_in(petra), at("roadmap:decision_new", pk=launch.pk)
    assert "0 of 0 checks done" in text(client.get(address))
    refused = client.post(address, {"decision": "other", "note": " "})
    assert (refused.status_code, "Say what was agreed." in text(refused)) == (422, True)
    client.post(address, {"decision": "no_go", "note": "The printer is late."}, headers=HTMX)
    [decision] = Decision.objects.all()
    assert (decision.decision, decision.author) == ("no_go", petra)
    page = text(client.get(at("roadmap:launch", pk=launch.pk)))
    assert "No-go" in page
    assert "Product, Marketing and QA have not voted yet." in page


def test_the_list_says_who_voted_and_who_has_not(
    signed_in: SignIn, go: Decision, launch: Launch, mark: Member, quentin: Member
) -> None:
    client, address = signed_in(mark), at("roadmap:launch_decisions", pk=launch.pk)
    assert "Has not voted yet: Alice and Mark" in text(client.get(address))
    client.post(at("roadmap:decision_vote", pk=go.pk), {"hat": "marketing", "agrees": "no", "remark": "Too soon"})
    page = text(client.get(address))
    for shown in ("Mark disagrees", "Too soon", "Has not voted yet: Alice and Quentin", "<em>trained</em>"):
        assert shown in page
    assert at("roadmap:decision_vote", pk=go.pk) not in page, "Mark has voted"
    again = client.post(at("roadmap:decision_vote", pk=go.pk), {"hat": "marketing", "agrees": "yes"})
    assert (again.status_code, "voted on this decision already" in text(again)) == (422, True)
    assert DecisionVote.objects.count() == 1


def test_what_was_frozen_is_shown_beside_what_changed_since(
    signed_in: SignIn, go: Decision, quentin: Member, mark: Member, blog_post: Task
) -> None:
    client, address = signed_in(quentin), at("roadmap:decision", pk=go.pk)
    assert "Nothing has changed since the decision." in text(client.get(address))
    tasks.complete(blog_post, by=mark)
    page = text(client.get(address))
    for shown in ("Done since", "Write the blog post", "0 of 1 → 1 of 1", "Readiness as it was", "0% ready"):
        assert shown in page


def test_no_decision_yet_says_what_one_is_for(signed_in: SignIn, launch: Launch, petra: Member, mark: Member) -> None:
    address = at("roadmap:launch_decisions", pk=launch.pk)
    assert "Nothing is decided yet" in text(signed_in(mark).get(address))
    assert at("roadmap:decision_new", pk=launch.pk) not in text(signed_in(mark).get(address))
    assert at("roadmap:decision_new", pk=launch.pk) in text(signed_in(petra).get(address))


def test_what_is_superseded_is_marked_and_asks_for_no_vote(
    signed_in: SignIn, go: Decision, launch: Launch, petra: Member, quentin: Member
) -> None:
    decisions.create(launch=launch, decision="no_go", by=petra)
    page = text(signed_in(quentin).get(at("roadmap:launch_decisions", pk=launch.pk)))
    assert "Superseded by a later decision" in page
    assert at("roadmap:decision_vote", pk=go.pk) not in page
    refused = signed_in(quentin).post(at("roadmap:decision_vote", pk=go.pk), {"hat": "qa", "agrees": "yes"})
    assert (refused.status_code, "superseded" in text(refused)) == (422, True)


def test_guests_see_decisions_of_what_is_shared_without_remarks_and_strangers_none(
    signed_in: SignIn, go: Decision, launch: Launch, quentin: Member, vera: Member, mallory: Member
) -> None:
    decisions.vote(go, agrees=False, remark="The test is missing", by=quentin)
    addresses = [at("roadmap:launch_decisions", pk=launch.pk), at("roadmap:decision", pk=go.pk)]
    for address in addresses:
        for member in (vera, mallory):
            assert signed_in(member).get(address).status_code == 404
    share(launch, vera)
    for address in addresses:
        page = text(signed_in(vera).get(address))
        assert "Quentin disagrees" in page
        assert "The test is missing" not in page
    assert (
        signed_in(vera).post(at("roadmap:decision_vote", pk=go.pk), {"hat": "qa", "agrees": "yes"}).status_code == 403
    )


def test_three_decisions_take_as_many_queries_as_one(
    signed_in: SignIn, go: Decision, launch: Launch, petra: Member, mark: Member
) -> None:
    client, address = signed_in(petra), at("roadmap:launch_decisions", pk=launch.pk)
    decisions.vote(go, agrees=True, by=mark)
    one = queries(client, address)
    for _ in range(2):
        more: Any = decisions.create(launch=launch, decision="go", by=petra)
        decisions.vote(more, agrees=True, by=mark)
        decisions.vote(more, agrees=True, by=petra)
    assert queries(client, address) == one
