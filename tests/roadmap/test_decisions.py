"""Decisions: taken on a readiness that is kept, voted on by three hats, and never changed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, ClassVar

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from launchhub.accounts.actions import members
from launchhub.accounts.models import Member
from launchhub.events.kinds import sentence
from launchhub.lib.errors import Conflict, Forbidden
from launchhub.notifications.actions import watches
from launchhub.pages.waiting import waiting_for
from roadmap.actions import decisions, launches, tasks
from roadmap.frozen import changes, since
from roadmap.models import Decision, DecisionVote, Launch, Task
from roadmap.readiness import Finding, Report, Tick, Track
from tests.api.contract import JSON, Creates, NeverChanges, Reads
from tests.cast import share
from tests.roadmap.spine import kinds, last


@pytest.fixture
def go(petra: Member, launch: Launch, blog_post: Task) -> Decision:
    """Petra's go for Payments 2.0."""
    return decisions.create(launch=launch, decision="go", note="Support is trained.", by=petra)


def missing(decision: Decision) -> list[str]:
    """Return which decisions wait for anybody's vote, by the hats of who voted."""
    return sorted(DecisionVote.objects.filter(decision=decision).values_list("hat", flat=True))


def read(decision: Decision, member: Member) -> Any:
    """Return what is different since a decision, as somebody who opens it today sees it."""
    return since(Decision.objects.select_related("launch__workspace").get(pk=decision.pk), member)


def test_a_go_is_told_to_who_watches_and_keeps_the_verdict(go: Decision, launch: Launch) -> None:
    event = last("launch.decision")
    assert (event.subject_id, sentence(event, "Petra")) == (launch.pk, "Petra decided on Payments 2.0: go")
    assert (event.data["note"], go.verdict) == ("Support is trained.", "at_risk")


def test_who_edits_the_roadmap_or_owns_the_launch_decides_and_nobody_else(
    launch: Launch, petra: Member, mark: Member, vera: Member
) -> None:
    for member in (mark, vera):
        with pytest.raises(Forbidden, match="product hat or the admin role, or to own the launch"):
            decisions.create(launch=launch, decision="go", by=member)
    launches.update(launch, owner=mark, by=petra)
    launch.refresh_from_db()
    assert decisions.create(launch=launch, decision="go", by=mark).author == mark


@pytest.mark.parametrize(
    ("fields", "field"), [({"decision": "maybe"}, "decision"), ({"decision": "other", "note": " "}, "note")]
)
def test_what_says_nothing_is_refused_at_its_field(
    launch: Launch, petra: Member, fields: dict[str, str], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        decisions.create(launch=launch, by=petra, **fields)
    assert list(caught.value.message_dict) == [field]
    assert not Decision.objects.exists()


def test_the_readiness_stays_as_it_was_while_the_launch_goes_on(
    go: Decision, launch: Launch, petra: Member, mark: Member, blog_post: Task
) -> None:
    tasks.complete(blog_post, by=mark)
    late = tasks.create(
        by=petra, launch=launch, title="Buy the stand", hat="marketing", blocks_launch=True, assignee=mark,
        due=launch.workspace.today() - dt.timedelta(days=1),
    )  # fmt: skip
    launches.move(launch, to=dt.date(2027, 6, 1), reason="scope", by=petra)
    found = read(go, petra)
    assert (found.then.report.verdict, found.now.verdict) == ("at_risk", "no_go")
    assert (found.then.shown_date, found.then.build) == ("14 May 2027", "")
    assert [tick.title for tick in found.changes.done] == ["Write the blog post"]
    assert [tick.title for tick in found.changes.added] == ["Buy the stand"]
    assert late.pk in {finding.id for finding in found.changes.new}
    assert found.changes.remaining


def test_a_later_go_or_no_go_supersedes_the_one_that_stands(go: Decision, launch: Launch, petra: Member) -> None:
    other = decisions.create(launch=launch, decision="other", note="We tell the press on Monday.", by=petra)
    off = decisions.create(launch=launch, decision="no_go", by=petra)
    assert off.supersedes == go
    assert set(Decision.objects.standing()) == {other, off}
    assert (other.frozen, other.verdict) == (None, "")
    assert last("launch.decision").data["in_words"] == "no-go"


def test_another_decision_names_what_it_supersedes(go: Decision, launch: Launch, petra: Member) -> None:
    first = decisions.create(launch=launch, decision="other", note="Press on Monday.", by=petra)
    decisions.create(launch=launch, decision="other", note="Press on Tuesday.", supersedes=first, by=petra)
    with pytest.raises(Conflict, match="superseded already"):
        decisions.create(launch=launch, decision="other", note="Press on Friday.", supersedes=first, by=petra)
    for kind, wrong in (("other", go), ("go", first)):
        with pytest.raises(ValidationError) as caught:
            decisions.create(launch=launch, decision=kind, note="No", supersedes=wrong, by=petra)
        assert list(caught.value.message_dict) == ["supersedes"]


def test_what_is_over_gets_no_go(launch: Launch, petra: Member) -> None:
    cancelled = launches.transition(launch, to="cancelled", by=petra)
    with pytest.raises(Conflict, match="is cancelled"):
        decisions.create(launch=cancelled, decision="go", by=petra)
    assert decisions.create(launch=cancelled, decision="other", note="We sell the stand.", by=petra)


def test_each_votes_once_for_a_hat_of_theirs(go: Decision, mark: Member, quentin: Member, vera: Member) -> None:
    vote = decisions.vote(go, agrees=True, by=mark)
    assert (vote.hat, str(vote), kinds(go)) == ("marketing", "marketing: agrees", ["decision.voted"])
    assert sentence(last("decision.voted"), "Mark") == "Mark agrees with “Go” on Payments 2.0, for Marketing"
    with pytest.raises(ValidationError, match="voted on this decision already"):
        decisions.vote(go, agrees=False, remark="On second thoughts", by=mark)
    with pytest.raises(Forbidden, match="needs the product hat"):
        decisions.vote(go, agrees=True, hat="product", by=quentin)
    with pytest.raises(Forbidden, match="product, marketing or qa"):
        decisions.vote(go, agrees=True, by=vera)
    assert missing(go) == ["marketing"]


def test_who_wears_several_hats_votes_with_one_of_them(go: Decision, mark: Member, alice: Member) -> None:
    both = members.update(mark, by=alice, hats=["marketing", "qa", "sales"])
    for hat in (None, "sales"):
        with pytest.raises(ValidationError) as caught:
            decisions.vote(go, agrees=True, hat=hat, by=both)
        assert list(caught.value.message_dict) == ["hat"]
    assert decisions.vote(go, agrees=True, hat="qa", by=both).hat == "qa"


def test_who_disagrees_says_why(go: Decision, quentin: Member) -> None:
    with pytest.raises(ValidationError) as caught:
        decisions.vote(go, agrees=False, remark=" ", by=quentin)
    assert list(caught.value.message_dict) == ["remark"]
    decisions.vote(go, agrees=False, remark="The load test is missing.", by=quentin)
    assert last("decision.voted").data["note"] == "The load test is missing."


def test_nobody_votes_on_what_is_superseded(go: Decision, launch: Launch, petra: Member, quentin: Member) -> None:
    decisions.create(launch=launch, decision="no_go", by=petra)
    with pytest.raises(Conflict, match="superseded"):
        decisions.vote(go, agrees=True, by=quentin)


def test_a_vote_waits_for_who_has_to_do_with_the_launch_until_their_hat_has_spoken(
    go: Decision, launch: Launch, mark: Member, quentin: Member
) -> None:
    def asked(member: Member) -> list[str]:
        return [each.detail for each in waiting_for(member) if each.noun == "decision"]

    assert asked(quentin) == []
    watches.watch(launch, by=quentin)
    assert asked(quentin) == ["Your vote for QA on Payments 2.0"]
    decisions.vote(go, agrees=True, by=quentin)
    assert asked(quentin) == []


# What is compared

IDS = st.integers(1, 6).map(lambda number: uuid.UUID(int=number))
TICKS = st.builds(
    Tick, st.just("qa"), st.sampled_from(["passed", "open", "failed", "waived"]), st.just("Call"), st.just("task"),
    IDS, st.none(),
)  # fmt: skip
FINDINGS = st.builds(
    Finding, st.sampled_from(["late", "overdue"]), st.sampled_from(["is late", "2 of 3 are late", "3 of 3 are late"]),
    st.sampled_from(["blocker", "risk"]), st.sampled_from(["task", "launch"]), IDS, st.just("Call"),
)  # fmt: skip


def report(findings: list[Finding], ticks: list[Tick]) -> Report:
    """Return a report with one track."""
    parts = ([each for each in findings if each.severity == severity] for severity in ("blocker", "risk"))
    return Report(*map(tuple, parts), (Track("qa", tuple(ticks), 0, None),))  # type: ignore[arg-type]


REPORTS = st.builds(report, st.lists(FINDINGS, max_size=4), st.lists(TICKS, max_size=4, unique_by=lambda tick: tick.id))


@given(REPORTS)
def test_nothing_is_different_from_itself(one: Report) -> None:
    assert changes(one, one).is_empty


@given(REPORTS, REPORTS)
def test_what_is_new_one_way_is_gone_the_other_way(one: Report, other: Report) -> None:
    there, back = changes(one, other), changes(other, one)
    assert (there.fixed, there.new, there.added, there.removed) == (back.new, back.fixed, back.removed, back.added)
    assert {tick.id for tick in there.done} == {tick.id for tick in back.undone}


def test_another_number_in_the_same_words_is_the_same_finding() -> None:
    pk = Launch().pk
    two, three = (
        Finding("track_overdue", f"{n} of 5 in the QA track are overdue", "risk", "launch", pk, "P") for n in "23"
    )
    found = changes(report([two], []), report([three], []))
    assert (found.new, found.fixed, found.remaining) == ((), (), (three,))


class TestOverRest(Reads, Creates, NeverChanges):
    collection = "decisions"
    editor = "petra"
    reader = "mark"
    change: ClassVar[dict[str, Any]] = {"note": "Better words"}

    @pytest.fixture(autouse=True)
    def _launch(self, launch: Launch, blog_post: Task) -> None:
        self.launch = launch

    def fields(self, number: int) -> dict[str, Any]:
        return {"launch": str(self.launch.pk), "decision": "go", "note": f"Round {number}"}

    def decide(self, **body: Any) -> Any:
        return self.client.post(f"/api/v1/harbour/launches/{self.launch.pk}/decisions/", body, content_type=JSON)

    def test_a_decision_below_its_launch_freezes_its_readiness(self, petra: Member) -> None:
        made = self.decide(decision="go", note="Ready").json()
        assert (made["by"], made["date"], made["missing"]) == (
            str(petra.pk),
            "2027-05-14",
            ["product", "marketing", "qa"],
        )
        now = self.client.get(f"/api/v1/harbour/launches/{self.launch.pk}/").json()["readiness"]
        assert made["readiness"] == now
        listed = self.client.get(f"/api/v1/harbour/launches/{self.launch.pk}/decisions/").json()["results"]
        assert listed == [made]

    def test_votes_show_and_hats_without_one_are_missing(self, mark: Member) -> None:
        pk, client = self.make(1), self.as_("mark", "roadmap:write")
        refused = client.post(self.url(pk, "votes"), {"agrees": False}, content_type=JSON)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/remark")
        voted = client.post(self.url(pk, "votes"), {"agrees": False, "remark": "Too soon"}, content_type=JSON)
        assert (voted.status_code, voted.json()["missing"]) == (201, ["product", "qa"])
        [vote] = self.get(pk)["votes"]
        assert (vote["hat"], vote["member"], vote["agrees"], vote["remark"]) == (
            "marketing", str(mark.pk), False, "Too soon",
        )  # fmt: skip
        again = client.post(self.url(pk, "votes"), {"agrees": True}, content_type=JSON)
        assert again.status_code == 400

    def test_a_superseded_one_names_its_successor(self) -> None:
        first, second = self.make(1), self.make(2)
        assert (self.get(first)["superseded_by"], self.get(second)["supersedes"]) == (second, first)
        assert self.client.post(self.url(first, "votes"), {"agrees": True}, content_type=JSON).status_code == 409

    def test_what_is_different_since(self, mark: Member, blog_post: Task, vera: Member) -> None:
        pk = self.make(1)
        tasks.complete(blog_post, by=mark)
        found = self.client.get(self.url(pk, "changes")).json()
        assert [tick["title"] for tick in found["done"]] == ["Write the blog post"]
        share(self.launch, vera)
        seen = self.as_("vera", "roadmap:read").get(self.url(pk, "changes")).json()
        assert (seen["done"], seen["verdict_now"]) == ([], found["verdict_now"])
        other = self.decide(decision="other", note="Lunch at noon").json()["id"]
        assert self.client.get(self.url(other, "changes")).status_code == 404

    def test_a_guest_reads_the_vote_and_not_the_remark(self, mark: Member, vera: Member) -> None:
        pk = self.make(1)
        decisions.vote(Decision.objects.select_related("launch").get(pk=pk), agrees=False, remark="Secret", by=mark)
        share(self.launch, vera)
        [vote] = self.as_("vera", "roadmap:read").get(self.url(pk)).json()["votes"]
        assert (vote["hat"], vote["remark"]) == ("marketing", "")
