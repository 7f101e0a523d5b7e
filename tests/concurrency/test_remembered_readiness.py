"""Readiness that is remembered is never older than what was committed, whoever changes what at the same moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

import orjson
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.actions import members, workspaces
from launchhub.accounts.models import Member
from launchhub.events.seal import seal
from launchhub.lib.limits import valkey
from launchhub.lib.wall import workspace_context
from messaging.actions import assets, claims, reviews, versions
from qa.actions import criteria, defects, gates, signoffs
from roadmap.actions import dependencies, features, launches, raci, tasks
from roadmap.models import Feature, Launch, Product
from roadmap.readiness import report
from roadmap.remembered import readiness_for
from tests.cast import join, new_user, share
from tests.concurrency.conftest import DAY
from tests.events.drain import relay_pass, work

LATER = DAY + dt.timedelta(days=1)
PATIENCE = 60
"""Seconds after which a test that hangs gives up."""

Story = list[tuple[str, Callable[[], Any]]]


def read(member: Member, launch: Launch) -> Any:
    """Return the readiness of the launch as lists show it to the member, by a request of its own."""
    with workspace_context(member.workspace):
        return orjson.loads(readiness_for(member, [launch.pk])[launch.pk].json)


def computed(launch: Launch) -> Any:
    """Return what it is."""
    with workspace_context(launch.workspace_id):
        return orjson.loads(
            orjson.dumps(report(Launch.objects.select_related("workspace").get(pk=launch.pk)).as_dict())
        )


def statements(member: Member, launch: Launch) -> int:
    """Return how many statements a read takes."""
    with CaptureQueriesContext(connection) as captured:
        read(member, launch)
    return len(captured)


def follow() -> None:
    """Let the handlers draw their consequences, and those of that; nobody is told."""
    while batches := relay_pass():
        work([batch for batch in batches if batch.args[0] != "launchhub.notifications.fan_out"])


@contextmanager
def changing(member: Member, change: Callable[[], Any]) -> Iterator[None]:
    """Let somebody else make a change which is committed at the end of the block, not before."""
    changed, done = Event(), Event()

    def work() -> None:
        try:
            with workspace_context(member.workspace):
                change()
                changed.set()
                assert done.wait(PATIENCE)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        assert changed.wait(PATIENCE)
        try:
            yield
        finally:
            done.set()
            working.result(PATIENCE)


@pytest.fixture
def remembered(alice: Member, launch: Launch) -> Any:
    """The launch's readiness, which is remembered."""
    seal(alice.workspace_id)
    found = read(alice, launch)
    assert statements(alice, launch) < 10, "it is not computed again"
    return found


def test_what_has_not_changed_is_not_computed_again(alice: Member, launch: Launch) -> None:
    seal(alice.workspace_id)
    with workspace_context(alice.workspace):
        launches.update(launch, name="Summer", by=alice)
    unsealed = statements(alice, launch)
    seal(alice.workspace_id)
    first, second = statements(alice, launch), statements(alice, launch)
    assert second < unsealed < first


def planning(alice: Member, launch: Launch, product: Product, made: dict[str, Any]) -> Story:
    """Return what happens to a plan, step by step: each changes the readiness of the launch."""

    def keep(name: str, action: Callable[[], Any]) -> Callable[[], Any]:
        return lambda: made.update({name: action()})

    about: Any = {"by": alice, "launch": launch}
    return [
        ("a feature", keep("it", lambda: features.create(title="Refunds", product=product, target=LATER, **about))),
        ("its target", lambda: features.move(made["it"], to=DAY, reason="scope", by=alice)),
        ("it is cut", lambda: features.transition(made["it"], to="cut", by=alice)),
        ("its title", lambda: features.update(made["it"], title="Refund", by=alice)),
        ("the bin", lambda: features.delete(made["it"], by=alice)),
        ("out of the bin", lambda: features.restore(made["it"], by=alice)),
        ("a task", keep("do", lambda: tasks.create(title="Ads", hat="sales", due=dt.date(2026, 1, 1), **about))),
        ("that blocks", lambda: tasks.update(made["do"], blocks_launch=True, by=alice)),
        ("done", lambda: tasks.complete(made["do"], by=alice)),
        ("who answers", lambda: raci.create(what="Sales", hat="sales", accountable=made["sally"], **about)),
        ("who leaves", lambda: members.delete(made["sally"], by=alice)),
        ("who comes back", lambda: members.restore(made["sally"], by=alice)),
        ("a dependency", lambda: dependencies.create(source=made["other"], target=launch, by=alice)),
        ("what it needs", lambda: launches.move(made["other"], to=SLIPS[-1], reason="scope", by=alice)),
        ("a name", lambda: launches.update(launch, name="Summer", by=alice)),
        *((f"slip to {day}", lambda day=day: launches.move(launch, to=day, reason="scope", by=alice)) for day in SLIPS),
    ]


SLIPS = [DAY + dt.timedelta(days=days) for days in (1, 2, 3)]


def proving(alice: Member, launch: Launch, product: Product, made: dict[str, Any]) -> Story:
    """Return what quality and marketing do, step by step."""

    def keep(name: str, action: Callable[[], Any]) -> Callable[[], Any]:
        return lambda: made.update({name: action()})

    about: Any = {"by": alice, "launch": launch}
    no = {"decision": "reject", "reason": "Totals are wrong", "customer_impact": "Wrong bills", "by": alice}
    said = {"title": "Post", "kind": "blog", "due": dt.date(2026, 1, 1), "owner": alice, **about}
    return [
        ("a gate", keep("gate", lambda: gates.create(name="Regression", features=[made["it"]], **about))),
        ("a reject", lambda: signoffs.create(gate=made["gate"], **no)),
        ("a waiver", lambda: signoffs.create(gate=made["gate"], **(no | WAIVED), waiver_expires=DAY)),
        (
            "a defect",
            keep("bug", lambda: defects.create(title="Loss", severity="blocker", gate=made["gate"], by=alice)),
        ),
        ("verified", lambda: defects.update(made["bug"], status="verified", by=alice)),
        ("a gate again", keep("bar", lambda: gates.create(name="Defects", **about))),
        ("a criterion", lambda: criteria.create(gate=made["bar"], by=alice, text="None", **NO_DEFECTS)),
        ("what it counts", lambda: defects.create(title="Slow", severity="major", gate=made["bar"], by=alice)),
        ("a claim", keep("claim", lambda: claims.create(text="Paid.", features=[made["it"]], **about))),
        ("an asset", keep("post", lambda: assets.create(claims=[made["claim"]], features=[made["it"]], **said))),
        ("its words", lambda: claims.update(made["claim"], text="Paid back.", by=alice)),
        ("approved", lambda: approve(made["post"], alice)),
        ("another look", lambda: features.ui_change(made["it"], build="2", by=alice)),
        ("and another", lambda: features.ui_change(made["it"], build="3", by=alice)),
        ("a title that others quote", lambda: features.update(made["it"], title="Payback", by=alice)),
        ("the launch day", lambda: launches.move(launch, to=dt.date(2026, 1, 1), reason="scope", by=alice)),
    ]


UNSEEN = ("a criterion",)
"""Steps that only prepare the next one."""

WAIVED = {"decision": "waive"}
NO_DEFECTS: Any = {"kind": "defects", "params": {"severity": "major"}}


def approve(asset: Any, by: Member) -> None:
    """Write a version and approve it."""
    versions.create(asset, by=by, body="Paid back.")
    reviews.create(asset, by=by, verdict="approve")


def test_every_kind_of_change_is_seen_at_once(alice: Member, launch: Launch, product: Product) -> None:
    with workspace_context(alice.workspace):
        made = {
            "sally": join(alice.workspace, "Sally", "member", "sales"),
            "other": launches.create(by=alice, name="Platform", products=[product], owner=alice, date=LATER),
        }
    follow()
    before = read(alice, launch)
    for what, change in [*planning(alice, launch, product, made), *proving(alice, launch, product, made)]:
        with workspace_context(alice.workspace):
            change()
        at_once = read(alice, launch)
        assert at_once == computed(launch), f"{what}: committed, not sealed yet"
        seal(alice.workspace_id)
        assert read(alice, launch) == at_once, f"{what}: sealed"
        follow()
        after = read(alice, launch)
        assert after == computed(launch), f"{what}: what follows from it"
        assert after != before or what in UNSEEN, f"{what}: changes the readiness"
        before = after


def test_a_change_that_began_before_another_and_ends_after_it_is_seen(
    alice: Member, launch: Launch, product: Product, remembered: Any
) -> None:
    def cut() -> None:
        features.create(by=alice, title="Refunds", product=product, launch=launch, status="cut")

    with changing(alice, cut):
        with workspace_context(alice.workspace):
            tasks.create(by=alice, title="Price list", launch=launch, hat="sales", due=DAY)
        seal(alice.workspace_id)  # the later event first
        between = read(alice, launch)
        assert (between["verdict"], len(between["tracks"])) == ("at_risk", 1)
        assert statements(alice, launch) < 10, "it is remembered without what nobody may see yet"
    assert read(alice, launch)["verdict"] == "no_go"
    seal(alice.workspace_id)
    assert read(alice, launch) == computed(launch)


def test_what_is_taken_back_is_never_remembered(
    alice: Member, launch: Launch, product: Product, remembered: Any
) -> None:
    with workspace_context(alice.workspace):
        features.create(by=alice, title="Refunds", product=product, launch=launch, status="cut")
        assert read(alice, launch)["verdict"] == "no_go", "whoever changes it sees what they do"
        transaction.set_rollback(True)
    assert read(alice, launch) == remembered


def test_what_is_not_recorded_yet_is_never_remembered(alice: Member, launch: Launch, product: Product) -> None:
    with workspace_context(alice.workspace):
        feature = features.create(by=alice, title="Refunds", product=product, launch=launch)
    seal(alice.workspace_id)
    with workspace_context(alice.workspace):
        Feature.objects.filter(pk=feature.pk).update(status="cut")  # as in the middle of an action
        assert read(alice, launch)["verdict"] == "no_go"
        transaction.set_rollback(True)
    assert read(alice, launch)["verdict"] == "at_risk"


def test_without_valkey_it_is_computed(alice: Member, launch: Launch, remembered: Any, settings: Any) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    valkey.cache_clear()
    try:
        assert read(alice, launch) == remembered
    finally:
        valkey.cache_clear()


def test_nobody_reads_what_another_workspace_remembers(alice: Member, launch: Launch, remembered: Any) -> None:
    mallory = workspaces.create(name="Rival", slug="rival", admin=new_user("Mallory"))
    for _ in ("not sealed", "sealed"):
        with workspace_context(mallory.workspace):
            assert readiness_for(mallory, [launch.pk]) == {}
        seal(mallory.workspace_id)


def test_a_guest_gets_words_of_their_own(alice: Member, launch: Launch, product: Product) -> None:
    with workspace_context(alice.workspace):
        vera = join(alice.workspace, "Vera", "guest")
        share(launch, vera)
        secret = launches.create(by=alice, name="Secret", products=[product], owner=alice, date=LATER)
        dependencies.create(by=alice, source=secret, target=launch)
    seal(alice.workspace_id)
    for _ in ("computed", "remembered"):
        assert "Secret" in str(read(alice, launch))
        found = read(vera, launch)
        assert found["verdict"] == "no_go"
        assert "Secret" not in str(found)
