"""Two or many do the same thing, or its opposite, at the same moment."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from launchhub.accounts.actions import invitations, members
from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.imports import uploads
from launchhub.imports.actions import run
from launchhub.imports.tables import Table
from launchhub.lib.as_json import dumps
from launchhub.lib.errors import Conflict
from launchhub.lib.wall import workspace_context
from launchhub.notifications.actions import webhooks
from launchhub.notifications.models import Webhook
from roadmap.actions import features, launches, playbooks, products
from roadmap.models import Feature, Launch, Milestone, Product
from tests.cast import browser, new_user
from tests.concurrency.together import actions_at_once, at_once
from tests.processes import PATIENCE

ROUNDS = 8
"""How often a race of two is run: each time another one may be first."""


def test_a_playbook_applied_by_many_makes_one_plan(alice: Member, launch: Launch) -> None:
    freeze = {"noun": "milestone", "key": "freeze", "title": "Freeze", "kind": "freeze", "hat": "qa", "offset_days": -9}
    with workspace_context(alice.workspace):
        playbook = playbooks.create(by=alice, name="Ours", tier=2, items=[freeze])
    applied = actions_at_once(alice, [lambda: playbooks.apply(playbook, launch, by=alice)] * 8)
    with workspace_context(alice.workspace):
        assert applied == ["done"] * 8
        assert Milestone.objects.count() == 1


def test_an_invitation_is_accepted_once(alice: Member) -> None:
    with workspace_context(alice.workspace):
        invitation, _ = invitations.create(by=alice, email="quentin@example.com")
    quentin = new_user("Quentin")
    outcomes = actions_at_once(alice, [lambda: invitations.accept(invitation, user=quentin)] * 8)
    with workspace_context(alice.workspace):
        assert Counter(outcomes) == {"done": 1, "refused": 7}
        assert Member.objects.count() == 2
        assert Event.objects.filter(kind="member.joined", subject_id=Member.objects.get(user=quentin).pk).count() == 1


def test_the_last_two_admins_do_not_remove_each_other(alice: Member) -> None:
    with workspace_context(alice.workspace):
        petra = members.add(new_user("Petra"), workspace=alice.workspace, role="admin", by=None)
    pair = [lambda: members.delete(petra, by=alice), lambda: members.delete(alice, by=petra)]
    assert Counter(actions_at_once(alice, pair)) == {"done": 1, "refused": 1}


def test_rotations_of_a_secret_leave_the_last_two(alice: Member, settings: Any) -> None:
    settings.OUTBOUND_ALLOW = ["127.0.0.0/8"]
    with workspace_context(alice.workspace):
        webhook, first = webhooks.create(by=alice, url="http://127.0.0.1:9/hook")

    def rotate() -> str:
        with workspace_context(alice.workspace):
            return webhooks.rotate(webhook, by=alice)[1]

    shown = at_once([rotate] * 8)
    with workspace_context(alice.workspace):
        kept = Webhook.objects.get().secrets
        assert len({first, *shown}) == 9
        assert len(kept) == 2
        assert set(kept) <= set(shown)
        assert Event.objects.filter(kind="webhook.secret_rotated").count() == 8


def test_one_table_taken_in_by_many_makes_each_object_once(alice: Member, product: Product) -> None:
    rows = [(number, [f"F{number}", f"Feature {number}"]) for number in range(1, 21)]
    table = Table(["external_id", "title"], rows)

    def take_in() -> str:
        defaults = {"product": str(product.pk)}
        try:
            with workspace_context(alice.workspace):
                report = run(table, kind="features", by=alice, filename="features.csv", defaults=defaults)
        except Conflict as refused:
            return refused.detail
        return f"{report.created} created, {report.skipped} skipped"

    outcomes = Counter(at_once([take_in] * 6))
    assert outcomes.pop("20 created, 0 skipped") == 1
    assert set(outcomes) <= {
        "0 created, 20 skipped",
        "Another table of features is being taken in. Try again when it is done.",
    }
    with workspace_context(alice.workspace):
        assert Feature.objects.count() == 20


def test_while_a_table_is_taken_in_another_is_refused_on_its_page_and_over_rest(
    alice: Member, product: Product
) -> None:
    defaults = {"product": str(product.pk)}
    with workspace_context(alice.workspace):
        upload = uploads.keep(b"title\nRefunds\n", kind="features", filename="features.csv", by=alice)
    is_running, may_end = threading.Event(), threading.Event()

    def take_in() -> None:
        with closing(connection), workspace_context(alice.workspace):
            table = Table(["title"], [(1, ["Vouchers"])])
            run(table, kind="features", by=alice, filename="features.csv", defaults=defaults)
            is_running.set()
            may_end.wait(PATIENCE)

    def on_its_page() -> Any:
        chosen = {"column-0": "title", "default-product": product.pk, "import": "1"}
        return browser(alice).post(f"/harbour/imports/files/{upload.pk}/", chosen, follow=True)

    def over_rest() -> Any:
        form = {
            "kind": "features",
            "defaults": dumps(defaults).decode(),
            "file": ContentFile(b"title\nCash\n", "f.csv"),
        }
        return browser(alice).post("/api/v1/harbour/imports/", form)

    with ThreadPoolExecutor() as pool:
        first = pool.submit(take_in)
        assert is_running.wait(PATIENCE)
        page, rest = on_its_page(), over_rest()
        may_end.set()
        first.result()
    assert (page.status_code, rest.status_code) == (422, 409)
    words = "Another table of features is being taken in. Try again when it is done."
    assert words in page.content.decode()
    assert rest.json()["detail"] == words
    assert "is imported" in on_its_page().content.decode()
    with workspace_context(alice.workspace):
        assert set(Feature.objects.values_list("title", flat=True)) == {"Vouchers", "Refunds"}


def test_deleting_and_restoring_leave_a_launch_as_its_last_event_says(alice: Member, launch: Launch) -> None:
    wishes = [lambda: launches.delete(launch, by=alice), lambda: launches.restore(launch, by=alice)] * ROUNDS
    assert set(actions_at_once(alice, wishes)) == {"done"}
    with workspace_context(alice.workspace):
        found = Launch.objects.get()
        kinds = Counter(Event.objects.filter(subject_id=launch.pk).values_list("kind", flat=True))
        gone = kinds["launch.deleted"] - kinds["launch.restored"]
        assert gone == (found.deleted_at is not None)
        assert found.version == 1 + kinds["launch.deleted"] + kinds["launch.restored"]


@pytest.mark.parametrize("number", range(ROUNDS))
def test_no_feature_is_left_in_a_product_that_is_gone(alice: Member, product: Product, number: int) -> None:
    pair = [
        lambda: features.create(by=alice, title="Refunds", product=product),
        lambda: products.delete(product, by=alice),
    ]
    outcomes = actions_at_once(alice, pair if number % 2 else pair[::-1])
    with workspace_context(alice.workspace):
        assert Counter(outcomes) == {"done": 1, "refused": 1}
        assert Feature.objects.exists() == (Product.objects.get().deleted_at is None)
