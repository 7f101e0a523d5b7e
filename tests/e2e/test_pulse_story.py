"""Petra slips a launch: Mark acknowledges by the link in his e-mail, Quentin in his inbox, and Petra sees the count.
Then somebody doubts the date by a link, and the owner sees that.
"""

from __future__ import annotations

import datetime as dt
import re
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import DESKTOP, PHONE, RunningLaunchHub, assert_accessible
from tests.e2e.people import Person, open_workspace, settle, visit

SLUG = "lighthouse"
TITLE = "Foghorn 2.0"

ASK = """
from django.utils import timezone
from launchhub.accounts.models import Workspace
from launchhub.lib.wall import workspace_context
from roadmap.events import PULSE_ASKED
from roadmap.models import Launch
from launchhub.events.record import record
workspace = Workspace.objects.get(slug={slug!r})
with workspace_context(workspace):
    launch = Launch.objects.get(name={title!r})
    record(PULSE_ASKED, launch, by=None, date=launch.date, shown=launch.shown_date)
"""
"""What the hourly job does once a week has passed."""


@pytest.fixture(scope="module")
def people(launchhub: RunningLaunchHub) -> dict[str, Person]:
    """Alice, Petra, Mark and Quentin in a workspace of their own."""
    return open_workspace(launchhub, SLUG, {"Petra": "product", "Mark": "marketing", "Quentin": "qa"})


@pytest.fixture(scope="module")
def launch(people: dict[str, Person]) -> dict[str, Any]:
    """A launch of Petra's with a task of Mark's and one of Quentin's."""
    petra = people["Petra"]
    product = petra.post("products/", name="Foghorn", key="FOG")
    day = (dt.datetime.now(dt.UTC).date() + dt.timedelta(60)).isoformat()
    launch: dict[str, Any] = petra.post("launches/", name=TITLE, products=[product["id"]], owner=petra.id, date=day)
    for title, hat, name in (("Tell the harbour", "marketing", "Mark"), ("Hear it from afar", "qa", "Quentin")):
        task = {"title": title, "hat": hat, "assignee": people[name].id, "offset_days": -3}
        petra.post("tasks/", launch=launch["id"], **task)
    return launch


def link_in_mail(launchhub: RunningLaunchHub, to: Person, about: str) -> str:
    """Return the address of the first answer link in the newest e-mail to somebody about something."""
    for file in sorted(Path(launchhub.data_dir, "mail").glob("*.eml"), reverse=True):
        message = message_from_bytes(file.read_bytes(), policy=policy.default)
        part = message.get_body(("html",))
        if to.email in message["To"] and about in message["Subject"] and part:
            return str(re.findall(r'href="(http[^"]+/accounts/answers/[^"]+)"', part.get_content())[-1])
    raise AssertionError(f"No e-mail to {to.name} says {about}.")


def read_by_link(browser: Browser, address: str) -> Page:
    """Open a link on a telephone on which nobody has signed in."""
    page = browser.new_context(viewport=PHONE, reduced_motion="reduce").new_page()
    page.goto(address)
    assert_accessible(page)
    return page


def test_a_slip_is_acknowledged_by_mail_and_in_the_inbox_and_a_doubt_is_heard(
    launchhub: RunningLaunchHub, browser: Browser, people: dict[str, Person], launch: dict[str, Any]
) -> None:
    petra, mark, quentin = people["Petra"], people["Mark"], people["Quentin"]
    day = (dt.datetime.now(dt.UTC).date() + dt.timedelta(74)).isoformat()
    petra.post(f"launches/{launch['id']}/date_moves/", date=day, reason="quality", note="It cannot be heard yet")
    settle(launchhub)

    by_mail = read_by_link(browser, link_in_mail(launchhub, mark, "14 days later"))
    expect(by_mail.get_by_text("It cannot be heard yet")).to_be_visible()
    by_mail.get_by_role("button", name="I have seen it").click()
    expect(by_mail.get_by_role("heading", name="Thank you")).to_be_visible()
    by_mail.context.close()

    with visit(browser, launchhub, quentin) as (page, _):
        page.goto(f"/{SLUG}/inbox/")
        assert_accessible(page)
        page.get_by_role("button", name="I have seen it").click()
        expect(page.get_by_text("You have seen it, just now.")).to_be_visible()

    launchhub.run(ASK.format(slug=SLUG, title=TITLE))
    settle(launchhub)
    doubt = read_by_link(browser, link_in_mail(launchhub, quentin, "still on"))
    doubt.get_by_label("What makes you doubt it").fill("The wind is too loud")
    doubt.get_by_role("button", name="Wobbly").click()
    expect(doubt.get_by_text("You said “wobbly”, just now.")).to_be_visible()
    doubt.context.close()
    settle(launchhub)

    with visit(browser, launchhub, petra) as (page, _):
        page.goto(f"/{SLUG}/inbox/")
        expect(page.get_by_text("and says it is wobbly").first).to_be_visible()
        page.goto(f"/{SLUG}/launches/{launch['id']}/")
        expect(page.get_by_text("2 of 2 acknowledged")).to_be_visible()
        expect(page.get_by_text("Quentin says it is wobbly.")).to_be_visible()
        assert_accessible(page)
        page.set_viewport_size(PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        page.set_viewport_size(DESKTOP)
        page.get_by_role("button", name="Yes", exact=True).click()
        expect(page.get_by_text("Petra says yes.")).to_be_visible()
        page.locator(".page-head summary").first.press("Enter")
        page.get_by_role("link", name="On hold").press("Enter")
        expect(page.get_by_role("dialog").get_by_text("Cancel")).to_be_visible()
        assert_accessible(page)

        page.goto(f"/{SLUG}/launches/{launch['id']}/pace/")
        assert_accessible(page)
        page.goto(f"/{SLUG}/launches/slips/")
        expect(page.get_by_text("14 days").first).to_be_visible()
        assert_accessible(page)
        page.goto(f"/{SLUG}/launches/")
        why = page.get_by_role("button", name=f"confidence in {TITLE}: why?")
        why.press("Enter")
        expect(page.get_by_text("Quentin says it is wobbly.")).to_be_visible()
        assert_accessible(page)
        page.keyboard.press("Escape")
        expect(page.get_by_text("Quentin says it is wobbly.")).to_be_hidden()
        expect(why).to_be_focused()
