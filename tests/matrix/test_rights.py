"""Who may do what over REST: the table of rights, written down once more beside every operation that writes.

`yes` is taken, `-` is refused. A writing operation that the table lacks fails the tests.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.utils import timezone

from launchhub.accounts.models import ApiToken, Member
from launchhub.discussion.models import Attachment, Comment
from launchhub.lib.wall import workspace_context
from launchhub.notifications.models import Delivery, Notification, Preference, Status, Watch
from launchhub.saved_views.models import SavedView
from roadmap.models import Feature, Launch
from tests.cast import browser
from tests.matrix.asking import ask
from tests.matrix.bodies import bodies
from tests.matrix.rights import OTHER_HATS, PEOPLE, read
from tests.matrix.routes import ROUTES, Route
from tests.matrix.rows import Rows
from tests.matrix.world import World

TABLE = """
                                                          admin  product  marketing  qa   other  guest
products, features, dependencies, launches, milestones    yes    yes      -          -    -      -
features/date_moves, /transitions, /ui_changes            yes    yes      -          -    -      -
features/placements                                       yes    yes      -          -    -      -
launches/date_moves, /transitions, /plan_changes          yes    yes      -          -    -      -
decisions, launches/decisions                             yes    yes      -          -    -      -
decisions/votes                                           -      yes      yes        yes  -      -
milestones/date_moves                                     yes    yes      -          -    -      -
goals, goals/checkins                                     yes    yes      -          -    -      -
scoring_models, column_limits                             yes    yes      -          -    -      -
ideas                                                     yes    yes      yes        yes  yes    -
insights, insights/transitions                            yes    yes      -          -    -      -
insights by POST, customers                               yes    yes      yes        yes  yes    -
features/scores                                           yes    yes      yes        yes  yes    -
goals/agreements                                          yes    yes      yes        yes  yes    -
shares                                                    yes    yes      -          -    -      -
tasks, tasks/transitions, raci                            yes    yes      -          -    -      -
playbooks, playbooks/copies                               yes    -        -          -    -      -
playbooks/applications                                    yes    yes      -          -    -      -
briefs                                                    yes    yes      -          -    -      -
pulses                                                    yes    yes      yes        yes  yes    -
gates, gates/submissions, criteria, evidence, test_runs   yes    -        -          yes  -      -
gates/signoffs                                            -      -        -          yes  -      -
defects                                                   yes    -        -          yes  -      -
defects by POST                                           yes    yes      yes        yes  yes    -
personas, claims, assets, activities                      yes    -        yes        -    -      -
assets/versions, /review_requests, /publications          yes    -        yes        -    -      -
assets/reviews                                            yes    yes      yes        -    -      -
members, invitations, webhooks                            yes    -        -          -    -      -
webhooks/replays, /rotations, /tests                      yes    -        -          -    -      -
deliveries/replays                                        yes    -        -          -    -      -
comments, attachments                                     yes    yes      yes        yes  yes    yes
attachments by post                                       yes    yes      yes        yes  yes    -
comments, saved_views                                     yes    yes      yes        yes  yes    yes
imports                                                   yes    yes      -          -    -      -
tokens, preferences, watches                              yes    yes      yes        yes  yes    yes
notifications, notifications/reads                        yes    yes      yes        yes  yes    yes
notifications/acknowledgements                            yes    yes      yes        yes  yes    -
"""


RIGHTS = read(TABLE)
WRITES = [
    (route, method) for route in ROUTES if route.is_rest for method in route.methods if method != "get"
]  # fmt: skip
OWN = (ApiToken, Notification, Preference, Watch)
"""What everybody has for themselves."""


def operation(route: Route, method: str) -> str:
    """Return the name of an operation in the table: "features/date_moves", "defects by POST"."""
    name = route.below.replace("<uuid:pk>/", "").replace("bulk/", "").replace("restore/", "").strip("/")
    by_method = f"{name} by {'POST' if method == 'post' and 'restore' not in route.below else method}"
    return by_method if by_method in RIGHTS else name


def try_it(client: Client, world: World, member: Member, route: Route, method: str) -> int:
    """Return the status of an operation with a body that is right, on something that everybody sees."""
    rows = world.hidden | world.shared
    key = route.below.replace("<uuid:pk>", "").replace("bulk/", "")
    given = bodies(rows, world.hidden[Launch])
    body: Any = {} if "restore" in key else given.get(key, {})
    options: dict[str, Any] = {}
    if key in ("imports/", "test_runs/", "attachments/"):
        body, options = _upload(key, rows)
    if "bulk" in route.below and method == "patch":
        changed = {"labels": ["till"]} if route.model is Feature else {"note": "till"}
        body = {"id": str(rows[route.model].pk), **changed}
    pk = rows[route.model].pk if route.is_about_one else None
    address = route.address("harbour", pk) + ("?suite=e2e" if key == "test_runs/" else "")
    with transaction.atomic():
        with workspace_context(world.alice.workspace):
            _prepare(route, key, member, rows)
        response = ask(client, method, address, [body] if "bulk" in route.below else body, **options)
        transaction.set_rollback(True)
    return int(response.status_code)


def _prepare(route: Route, key: str, member: Member, rows: Rows) -> None:
    """See to it that nothing but a right can be missing."""
    one = route.model.objects.filter(pk=rows[route.model].pk)
    if "restore" in key or key == "briefs/":  # a launch has one brief of each hat
        one.update(deleted_at=timezone.now())
    if route.model in (Attachment, Comment):
        one.update(author=member)
    if route.model is Delivery:
        one.update(status=Status.DEAD)
    if route.model is SavedView:
        one.update(owner=member)
    if route.model in OWN and route.is_about_one:
        route.model.objects.filter(member=member).exclude(pk__in=one).delete()
        one.update(member=member)


def _upload(key: str, rows: Rows) -> tuple[Any, dict[str, Any]]:
    if key == "test_runs/":
        return b'<testsuite name="e2e"><testcase name="ok"/></testsuite>', {"content_type": "application/xml"}
    file = SimpleUploadedFile("f.csv", b"title,product\nRefunds,numbat app\n")
    about = {"noun": "launch", "target": str(rows[Launch].pk)} if key == "attachments/" else {"kind": "features"}
    return about | {"file": file}, {"content_type": MULTIPART_CONTENT}


REFUSED = {"guest": (400, 403, 404)}
"""How somebody is refused: to a guest, what a body names is often not there at all."""


def outcome(world: World, member: Member, who: str) -> str:
    """Return where somebody gets in who should not, or is refused who should get in; one line for each."""
    client, lines = browser(member), []
    for route, method in WRITES:
        name, status = operation(route, method), try_it(client, world, member, route, method)
        is_in = 200 <= status < 300 or status == 409
        if is_in != (RIGHTS[name][who] == "yes") or (not is_in and status not in REFUSED.get(who, (403, 404))):
            lines.append(f"{who}: {method} {route.below} ({name}): {status}")
    return "\n".join(lines)


def test_the_table_knows_every_operation_that_writes() -> None:
    assert {operation(route, method) for route, method in WRITES} == set(RIGHTS)


@pytest.mark.parametrize("who", PEOPLE)
def test_the_right_people_get_in_and_nobody_else(world: World, who: str) -> None:
    assert outcome(world, getattr(world, PEOPLE[who]), who) == ""


def test_all_other_hats_together_grant_nothing_more_than_membership(world: World) -> None:
    with workspace_context(world.alice.workspace):
        Member.objects.filter(pk=world.mark.pk).update(hats=OTHER_HATS)
    assert outcome(world, world.mark, "other") == ""
