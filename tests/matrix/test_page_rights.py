"""Who may open which page and send its form: the table of rights, written down once more beside every page.

`yes` is let in, `-` is refused and told why, `none` is told that nothing is there. Where sending a form takes more than
looking at it, the page has a line for each. A page that the table lacks fails the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test.client import MULTIPART_CONTENT
from django.urls import resolve

from launchhub.accounts.models import ApiToken, Member
from launchhub.discussion.models import Attachment, Comment
from launchhub.imports.models import Upload
from launchhub.lib.wall import workspace_context
from launchhub.notifications import mailbox
from launchhub.notifications.actions import watches
from launchhub.notifications.letters import message_id
from launchhub.notifications.models import Channel, Delivery, Notification
from launchhub.saved_views.models import SavedView
from roadmap.models import Feature, Goal, Launch, Task
from tests.cast import browser
from tests.matrix.asking import ask, text_of
from tests.matrix.forms import Form, forms_of
from tests.matrix.rights import COLUMNS, OTHER_HATS, PEOPLE, read
from tests.matrix.routes import ROUTES, Route
from tests.matrix.rows import Rows
from tests.matrix.test_hostile_forms import filled
from tests.matrix.world import World

TABLE = """
                                                                  admin  product  marketing  qa    other  guest
home, navigation, here/board, here/launch/one                     yes    yes      yes        yes   yes    yes
inbox, inbox/reads, /unreads, /snoozes, /mutes, /unmutes          yes    yes      yes        yes   yes    yes
inbox/answers                                                     yes    yes      yes        yes   yes    -
inbox/preferences, members, deliveries                            yes    yes      yes        yes   yes    yes
deliveries/one, deliveries/one/email                              yes    yes      yes        yes   yes    yes
deliveries/one/replays                                            yes    -        -          -     -      -
webhooks, webhooks/new                                            yes    -        -          -     -      -
webhooks/one, webhooks/one/edit, /delete, /switch, /rotations     yes    none     none       none  none   none
webhooks/one/tests, /replays                                      yes    none     none       none  none   none
members/one/edit, /delete                                         yes    -        -          -     -      -
members/invitations/new, members/invitations/one/delete           yes    -        -          -     -      -
shares/launch/one, shares/one/deletions                           yes    yes      -          -     -      -
tokens, tokens/new, tokens/one/delete                             yes    yes      yes        yes   yes    yes
discussion/launch/one, previews/body                              yes    yes      yes        yes   yes    yes
comments/one/edit, /deletions                                     yes    yes      yes        yes   yes    yes
attachments/launch/one, attachments/one/file, /deletions          yes    yes      yes        yes   yes    yes
saved-views/timeline, saved-views/timeline/new                    yes    yes      yes        yes   yes    yes
saved-views/one/edit, /deletions                                  yes    yes      yes        yes   yes    yes
imports                                                           yes    yes      yes        yes   yes    yes
imports/new                                                       yes    yes      yes        yes   yes    -
imports/one, imports/files/one                                    yes    yes      yes        yes   yes    none
imports/files/one by POST                                         yes    yes      -          -     -      none
launches, launches/one, launches/one/schedule, /activity          yes    yes      yes        yes   yes    yes
launches/one/raci, /briefs, /gates, /claims, /assets              yes    yes      yes        yes   yes    yes
claims/one, assets/one                                            yes    yes      yes        yes   yes    yes
roadmap, roadmap/picture, roadmap/clashes                         yes    yes      yes        yes   yes    yes
features/one/dates, tasks/one/dates, milestones/one/dates         yes    yes      -          -     -      -
activities/one/dates, assets/one/dates                            yes    -        yes        -     -      -
gates/one/dates                                                   yes    -        -          yes   -      -
features/one/dependencies, launches/one/dependencies              yes    yes      -          -     -      -
dependencies/one/deletions                                        yes    yes      -          -     -      none
launches/file, launches/slips, launches/slips/file                yes    yes      yes        yes   yes    yes
goals                                                             yes    yes      yes        yes   yes    yes
goals/new                                                         yes    yes      -          -     -      -
goals/one, goals/one/agreements                                   yes    yes      yes        yes   yes    none
goals/one/edit, /checkins                                         yes    yes      -          -     -      none
insights, insights/new, customers, customers/new                  yes    yes      yes        yes   yes    -
features/one/insights                                             yes    yes      yes        yes   yes    -
insights/one, customers/one/edit                                  yes    yes      yes        yes   yes    none
insights/one/edit, /choices                                       yes    yes      -          -     -      none
insights/one/features, /features/deletions                        yes    yes      -          -     -      none
insights/one/plans, /refusals, /reopenings                        yes    yes      -          -     -      none
playbooks                                                         yes    yes      yes        yes   yes    yes
playbooks/new                                                     yes    -        -          -     -      -
playbooks/one                                                     yes    yes      yes        yes   yes    none
playbooks/one/edit, /copies                                       yes    -        -          -     -      none
playbooks/one/items/new/task, /items/call, /items/call/deletions  yes    -        -          -     -      none
launches/new, launches/one/edit, /transitions/committed           yes    yes      -          -     -      -
launches/one/date-moves, /date-moves/preview, /applications       yes    yes      -          -     -      -
launches/one/raci/new, raci/one/edit, /assignments                yes    yes      -          -     -      -
launches/one/briefs/product                                       yes    yes      -          -     -      -
launches/one/briefs/marketing                                     yes    -        yes        -     -      -
launches/one/briefs/qa                                            yes    -        -          yes   -      -
launches/one/decisions, /pace                                     yes    yes      yes        yes   yes    yes
launches/one/decisions/new                                        yes    yes      -          -     -      -
decisions/one                                                     yes    yes      yes        yes   yes    yes
decisions/one/votes                                               -      yes      yes        yes   -      -
launches/one/watches, /watches/deletions, /acknowledgements       yes    yes      yes        yes   yes    -
launches/one/pulses                                               yes    yes      yes        yes   yes    -
tasks/one, milestones/one, features/one, gates, gates/one         yes    yes      yes        yes   yes    yes
features/one/watches, /watches/deletions                          yes    yes      yes        yes   yes    -
features/one/fields/title, /choices/launch, /links, /looks        yes    yes      -          -     -      -
features/one/goals, /goals/deletions                              yes    yes      -          -     -      -
test-runs/one                                                     yes    yes      yes        yes   yes    none
tasks/one/completions, /skips                                     yes    yes      yes        yes   yes    -
tasks/one/assignments, /edit, milestones/one/edit                 yes    yes      -          -     -      -
launches/one/schedule/additions                                   yes    yes      -          -     -      -
launches/one/schedule/changes                                     yes    yes      yes        yes   yes    -
bin                                                               yes    yes      yes        yes   yes    -
bin/launch/one/deletions, bin/launch/one/restorations             yes    yes      -          -     -      -
products                                                          yes    yes      yes        yes   yes    yes
products/one                                                      yes    yes      yes        yes   yes    none
products/one/edit                                                 yes    yes      -          -     -      none
products/one/watches, /watches/deletions                          yes    yes      yes        yes   yes    none
products/new, features/new, features/one/placements               yes    yes      -          -     -      -
search, search/palette                                            yes    yes      yes        yes   yes    yes
roadmap/board, roadmap/table, roadmap/table/file                  yes    yes      yes        yes   yes    yes
ideas/new, ideas/similar                                          yes    yes      yes        yes   yes    yes
roadmap/priorities, features/one/scores, /scores/rice             yes    yes      yes        yes   yes    -
roadmap/priorities/promotions, roadmap/priorities/parkings        yes    yes      -          -     -      -
roadmap/board/limits/building                                     yes    yes      -          -     -      -
scoring-models/new                                                yes    yes      -          -     -      -
scoring-models/one/edit, /deletions                               yes    yes      -          -     -      none
gates/new, gates/one/edit, /submissions, /criteria, /test-runs    yes    -        -          yes   -      -
gates/one/watches, /watches/deletions                             yes    yes      yes        yes   yes    -
gates/one/signoffs                                                yes    yes      yes        yes   yes    yes
gates/one/signoffs by POST                                        -      -        -          yes   -      -
criteria/one/edit, /evidence                                      yes    -        -          yes   -      none
"""
RIGHTS = read(TABLE)
VOICES = ("product", "marketing", "qa")
BLOCKED = (
    *("launches/one/transitions/committed", "gates/one/submissions", "features/one/dependencies"),
    *("roadmap/priorities/promotions", "ideas/new"),
)
"""What the right alone does not allow: the launch is not ready, every other feature is linked already, no idea stands
above the line, and no product is shared with the guest."""

ELSE = (
    *("imports/files/one by POST", "gates/one/signoffs by POST"),
    *("bin/launch/one/deletions", "bin/launch/one/restorations", "shares/launch/one"),
)
"""Forms that are offered for something else that is allowed: another kind of rows, another decision, another noun."""

UNALLOWED = "You may not|reject is not one of the available choices"
"""How a form says that a right is lacking: an admin may waive a gate, and is not offered to reject it."""

LINKED = re.compile(r'(?:href|hx-get)="(/harbour/[^"?#]*)')
REPORT = b'<testsuite name="e2e"><testcase name="ok"/></testsuite>'
MAIL = b"Subject: Moved\r\n\r\nIt moved."

Taken = dict[str, str]
"""What the address of a page takes besides an id."""


def pages() -> Iterator[tuple[str, Route, Taken]]:
    """Yield each page by its name in the table."""
    for route in ROUTES:
        if not route.is_rest:
            for hat in VOICES if "<slug:hat>" in route.path else ("",):
                taken = {"hat": hat} if hat else {}
                yield route.address("", "one", **taken).strip("/") or "home", route, taken


PAGES = list(pages())
NAMES = {(route.path, taken.get("hat")): name for name, route, taken in PAGES}


def outcome(response: Any, name: str) -> str:
    """Return the word of the table for an answer, "" where there is nothing to open or to send, else what was wrong."""
    if response.status_code == 302 and response["Location"].endswith("/imports/new/"):
        return "none"  # it leads to the choice of a file
    if response.status_code == 422:
        html = response.content.decode()
        return "-" if re.search(UNALLOWED, html) else "yes" if name in BLOCKED else f"422: {html}"
    words = {200: "yes", 204: "yes", 302: "yes", 403: "-", 404: "none", 405: ""}
    return words.get(response.status_code, str(response.status_code))


@pytest.fixture(scope="module")
def forms(made_world: World, django_db_blocker: Any) -> dict[str, Form]:
    """What Alice would send, by where it goes."""
    found: dict[str, Form] = {}
    with django_db_blocker.unblock(), transaction.atomic():
        client, rows = browser(made_world.alice), made_world.hidden | made_world.shared
        for _, route, taken in PAGES:
            address = route.address("harbour", rows[route.model].pk if route.is_about_one else None, **taken)
            for form in forms_of(address, text_of(ask(client, "get", address))):
                if len(form.kinds) >= len(found.get(form.action, form).kinds):
                    found[form.action] = form
        transaction.set_rollback(True)
    for form in found.values():
        form.fill(filled(made_world))
    return found


@dataclass(frozen=True)
class Visitor:
    """One of the cast, who opens every page and sends what Alice would send there."""

    world: World
    member: Member
    forms: dict[str, Form]

    def see(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return what became of each line of the table; and the lines that a page offers, with the page."""
        client, rows = browser(self.member), self.world.hidden | self.world.shared
        became, offered = {}, {}
        with workspace_context(self.world.alice.workspace):
            self.prepare(rows)
        for name, route, taken in PAGES:
            address = route.address("harbour", rows[route.model].pk if route.is_about_one else None, **taken)
            shown = ask(client, "get", address)
            sent = ask(client, "post", address, **self.sent(name, address, rows))
            became |= lines(name, outcome(shown, name), outcome(sent, name))
            offered |= dict.fromkeys(offers(address, shown), name)
        return became, offered

    def prepare(self, rows: Rows) -> None:
        """See to it that nothing but a right can be missing: what is one's own is the visitor's own."""
        for model in (ApiToken, Notification):
            model.objects.filter(pk=rows[model].pk).update(member=self.member)
        delivery = rows[Delivery]
        Delivery.objects.filter(pk=delivery.pk).update(channel=Channel.EMAIL, target=self.member.pk)
        mailbox.path_of(message_id(delivery.event_id, self.member.pk)).write_bytes(MAIL)
        watches.mute(rows[Launch], by=self.member)
        for model in (Attachment, Comment):
            model.objects.filter(pk=rows[model].pk).update(author=self.member)
        Comment.objects.filter(pk=rows[Comment].pk).update(author=self.member)
        SavedView.objects.filter(pk=rows[SavedView].pk).update(owner=self.member, is_shared=False)
        if not self.member.is_guest:
            Upload.objects.filter(pk=rows[Upload].pk).update(member=self.member)
            Task.objects.filter(pk=rows[Task].pk).update(assignee=self.member, status="todo")

    def sent(self, name: str, address: str, rows: Rows) -> dict[str, Any]:
        """Return what to give to a test client."""
        chosen = {"ids": str(rows[Notification].pk)}
        launch = {"noun": "launch", "target": str(rows[Launch].pk)}
        goal = {"goal": str(rows[Goal].pk)}
        given = {
            "inbox/reads": {"all": "1"}, "inbox/unreads": chosen, "inbox/snoozes": chosen | {"until": "tomorrow"},
            "inbox/answers": {"id": chosen["ids"], "answer": "seen"}, "launches/one/pulses": {"answer": "yes"},
            "inbox/mutes": launch, "inbox/unmutes": launch, "comments/one/edit": {"body": "Hm"},
            "attachments/launch/one": {"file": SimpleUploadedFile("f.txt", b"Hm")},
            "imports/new": {"kind": "features", "file": SimpleUploadedFile("f.csv", b"title\nRefunds\n")},
            "raci/one/assignments": {"part": "informed", "member": str(rows[Member].pk)},
            "launches/one/schedule/changes": {"done": f"task:{rows[Task].pk}"},
            "features/one/links": {"way": "relates", "feature": str(self.world.hidden[Feature].pk)},
            "insights/one/features": {"feature": str(self.world.hidden[Feature].pk)},
            "insights/one/features/deletions": {"feature": str(rows[Feature].pk)},
            "features/one/goals": goal, "features/one/goals/deletions": goal,
            "gates/one/signoffs": {"decision": "reject", "reason": "Slow", "customer_impact": "Waits"},
            "gates/one/test-runs": {"suite": "e2e", "report": SimpleUploadedFile("r.xml", REPORT)},
        }  # fmt: skip
        if name == "decisions/one/votes" and self.member.hats:
            given[name] = {"hat": self.member.hats[0], "agrees": "yes"}
        if name in given:
            return {"data": given[name], "content_type": MULTIPART_CONTENT}
        form = self.forms.get(address) or Form(address)
        return form.sent(**({"import": "1"} if name == "imports/files/one" else {}))


def lines(name: str, opened: str, sent: str) -> dict[str, str]:
    """Return the outcome by the lines that a page has in the table."""
    if f"{name} by POST" in RIGHTS:
        return {name: opened, f"{name} by POST": sent}
    return {name: " then ".join(dict.fromkeys(word for word in (opened, sent) if word))}


def offers(address: str, shown: Any) -> Iterator[str]:
    """Yield the lines of the table that a page offers by its links and forms."""
    html = text_of(shown)
    posted = {form.action.partition("?")[0] for form in forms_of(address, html)}
    for path in {*LINKED.findall(html), *posted}:
        found = resolve(path)
        if name := NAMES.get((found.route, found.kwargs.get("hat"))):
            yield f"{name} by POST" if path in posted and f"{name} by POST" in RIGHTS else name


def test_the_table_knows_every_page() -> None:
    assert {name for name, _, _ in PAGES} == {name.removesuffix(" by POST") for name in RIGHTS}


@pytest.mark.parametrize("who", COLUMNS)
def test_the_right_people_are_let_in_and_offered_nothing_else(
    world: World, forms: dict[str, Form], who: str, settings: Any, tmp_path: Path
) -> None:
    settings.MAIL_DIR = tmp_path
    member = getattr(world, PEOPLE.get(who, "mark"))
    if who == "other":
        with workspace_context(world.alice.workspace):
            Member.objects.filter(pk=member.pk).update(hats=OTHER_HATS)
    became, offered = Visitor(world, member, forms).see()
    assert became == {name: cells[who] for name, cells in RIGHTS.items()}
    assert {name: page for name, page in offered.items() if RIGHTS[name][who] != "yes" and name not in ELSE} == {}
