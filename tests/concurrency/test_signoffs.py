"""Many sign one gate at the same moment."""

from __future__ import annotations

from launchhub.accounts.models import Member
from launchhub.lib.wall import workspace_context
from qa.actions import gates, signoffs
from qa.models import SignOff
from roadmap.models import Launch
from tests.cast import join
from tests.concurrency.together import actions_at_once
from tests.qa.conftest import kinds_of, reread


def test_fifty_approvals_give_exactly_the_quorum(alice: Member, launch: Launch) -> None:
    with workspace_context(alice.workspace):
        gate = gates.create(by=alice, launch=launch, name="Crowd", quorum=10)
        people = [join(alice.workspace, f"Quentin{number}", "member", "qa") for number in range(50)]
    outcomes = actions_at_once(
        alice, [lambda member=member: signoffs.create(gate=gate, by=member, decision="approve") for member in people]
    )
    with workspace_context(alice.workspace):
        assert (outcomes.count("done"), outcomes.count("refused")) == (10, 40)
        assert SignOff.objects.count() == 10
        counted = ["gate.reason_changed"] * 9  # "1 of 10 approvals", "2 of 10 approvals" …
        assert kinds_of(gate) == ["gate.opened", *counted, "gate.passed"]
        assert reread(gate).approvals == 10


def test_a_rejection_among_approvals_is_never_lost(alice: Member, launch: Launch) -> None:
    with workspace_context(alice.workspace):
        gate = gates.create(by=alice, launch=launch, name="Crowd", quorum=5)
        people = [join(alice.workspace, f"Quentin{number}", "member", "qa") for number in range(12)]
    wrong = {"decision": "reject", "reason": "Totals are wrong", "customer_impact": "Wrong amounts on invoices"}
    wishes = [lambda member=member: signoffs.create(gate=gate, by=member, decision="approve") for member in people[:-1]]
    wishes.insert(6, lambda: signoffs.create(gate=gate, by=people[-1], **wrong))
    outcomes = actions_at_once(alice, wishes)
    with workspace_context(alice.workspace):
        assert outcomes[6] == "done"
        assert reread(gate).status == "failed"
        assert kinds_of(gate).count("gate.failed") == 1
