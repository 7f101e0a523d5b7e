"""The frame around a page: what the sidebar shows, to whom."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from launchhub.accounts.actions import members
from launchhub.accounts.models import Member
from launchhub.lib.wall import workspace_context
from launchhub.web import navigation
from launchhub.web.navigation import Entry, Section, SectionLink

pytestmark = pytest.mark.urls("tests.web.urls")

SignIn = Callable[[Member], Client]


@pytest.fixture(autouse=True)
def own_navigation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that the apps registered."""
    monkeypatch.setattr(navigation, "_entries", {})
    monkeypatch.setattr(navigation, "_sections", {})


def shell(client: Client, address: str = "/harbour/") -> str:
    return client.get(address).content.decode()


def test_entries_stand_in_order_with_what_waits_there(signed_in: SignIn, petra: Member) -> None:
    navigation.register(
        Entry("Launches", "rocket", "roadmap:launches", order=2, count=lambda member: 7),
        Entry("Home", "house", "home", order=1),
    )
    html = shell(signed_in(petra))
    assert html.index(">Home<") < html.index(">Launches<")
    assert '7<span class="visually-hidden"> waiting' in html


def test_an_entry_whose_page_is_missing_is_left_out(signed_in: SignIn, petra: Member) -> None:
    navigation.register(Entry("Calendar", "calendar", "calendar", order=1))
    assert "Calendar" not in shell(signed_in(petra))


def test_an_entry_is_shown_only_to_those_allowed(signed_in: SignIn, alice: Member, petra: Member) -> None:
    navigation.register(Entry("Members", "users", "home", order=1, allowed=lambda member: member.is_admin))
    assert "Members" in shell(signed_in(alice))
    assert "Members" not in shell(signed_in(petra))


def test_the_present_page_is_marked(signed_in: SignIn, petra: Member) -> None:
    navigation.register(Entry("Home", "house", "home", 1), Entry("Launches", "rocket", "roadmap:launches", 2))
    current = re.findall(r'href="(/[^"]*)" aria-current', shell(signed_in(petra), "/harbour/launches/"))
    assert set(current) == {"/harbour/launches/"}


def test_a_section_lists_its_links_with_their_state(signed_in: SignIn, petra: Member) -> None:
    links = [SectionLink("Payments 2.0", "/harbour/launches/1/", "at_risk", "T-18")]
    navigation.register(Section("My launches", 1, lambda request: links))
    html = shell(signed_in(petra))
    assert "My launches" in html
    assert '<span class="visually-hidden">At risk</span>' in html


def test_an_empty_section_is_left_out(signed_in: SignIn, petra: Member) -> None:
    navigation.register(Section("My launches", 1, lambda request: []))
    assert "My launches" not in shell(signed_in(petra))


def test_the_search_box_leads_to_everything_that_can_be_found(signed_in: SignIn, petra: Member) -> None:
    assert 'action="/harbour/search/"' in shell(signed_in(petra))


def test_a_member_of_two_workspaces_may_switch(signed_in: SignIn, petra: Member, mallory: Member) -> None:
    assert 'href="/rival/"' not in shell(signed_in(petra))
    with workspace_context(mallory.workspace):
        members.add(petra.user, workspace=mallory.workspace, by=None)
    assert 'href="/rival/"' in shell(signed_in(petra))


def test_every_request_of_the_page_carries_the_csrf_token(signed_in: SignIn, petra: Member) -> None:
    assert re.search(r"""hx-headers:inherited='\{"X-CSRFToken": "\w{64}"\}'""", shell(signed_in(petra)))
