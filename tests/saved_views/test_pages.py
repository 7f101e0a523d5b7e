"""The menu of the views of a screen, and the forms that keep and change them."""

from __future__ import annotations

from typing import Any

import pytest

from launchhub.accounts.models import Member
from launchhub.saved_views import actions
from launchhub.saved_views.models import SavedView
from tests.cast import browser
from tests.roadmap.pages import HTMX, at, queries, text


@pytest.fixture
def week(mark: Member) -> SavedView:
    """Mark's view of the timeline."""
    return actions.create(by=mark, name="My week", screen="timeline", query="zoom=week&owner=me")


def test_the_menu_leads_to_ones_own_views_and_to_shared_ones(petra: Member, mark: Member, week: SavedView) -> None:
    actions.create(by=petra, name="Q3", screen="timeline", query="zoom=quarter", is_shared=True)
    actions.create(by=petra, name="Hers alone", screen="timeline")
    actions.create(by=petra, name="A board", screen="board", is_shared=True)
    page = text(browser(mark).get(at("saved_views:index", screen="timeline"), headers=HTMX))
    assert 'href="/harbour/roadmap/?zoom=week&amp;owner=me"' in page
    assert all(name in page for name in ("My week", "Q3", "Petra"))
    assert not any(name in page for name in ("Hers alone", "A board", "<html"))
    assert at("saved_views:edit", pk=week.pk) in page
    assert page.count("Edit ") == 1  # the shared one is Petra's to change


@pytest.mark.parametrize("screen", ["timeline", "board", "table", "priorities", "launches", "gates"])
def test_each_screen_has_the_menu(mark: Member, screen: str) -> None:
    names = {"launches": "roadmap:launches", "gates": "qa:gates"}
    page = text(browser(mark).get(at(names.get(screen, f"roadmap:{screen}"))))
    assert f'data-saved-views="{at("saved_views:index", screen=screen)}"' in page


def test_keeping_a_view_takes_what_the_address_says(mark: Member) -> None:
    client, address = browser(mark), at("saved_views:new", screen="board")
    form = text(client.get(f"{address}?query=by%3Dlaunch%26page%3D2", headers=HTMX))
    assert 'value="by=launch&amp;page=2"' in form
    answer = client.post(address, {"name": "By launch", "query": "by=launch&page=2"})
    assert answer.headers["Location"] == "/harbour/roadmap/board/?by=launch"


def test_a_name_that_is_taken_is_refused_at_its_field(mark: Member, week: SavedView) -> None:
    answer = browser(mark).post(at("saved_views:new", screen="timeline"), {"name": "My week"}, headers=HTMX)
    assert (answer.status_code, SavedView.objects.count()) == (422, 1)
    assert "You have a view of this name already" in text(answer)


def test_a_view_is_renamed_shared_and_deleted(mark: Member, petra: Member, week: SavedView) -> None:
    client, address = browser(mark), at("saved_views:edit", pk=week.pk)
    sent = {"name": "Our week", "is_shared": "on", "query": week.query, "version": week.version}
    assert client.post(address, sent, headers=HTMX).status_code == 204
    assert "Our week" in text(browser(petra).get(at("saved_views:index", screen="timeline")))
    assert browser(petra).post(at("saved_views:delete", pk=week.pk)).status_code == 403
    assert client.post(at("saved_views:delete", pk=week.pk), headers=HTMX).status_code == 204
    assert "Our week" not in text(browser(petra).get(at("saved_views:index", screen="timeline")))


def test_nobody_reaches_a_view_that_is_not_shared(petra: Member, mallory: Member, week: SavedView) -> None:
    for member, workspace in ((petra, "harbour"), (mallory, "harbour"), (mallory, "rival")):
        answer = browser(member).get(at("saved_views:edit", pk=week.pk, workspace=workspace))
        assert answer.status_code == 404


def test_a_guest_has_no_choice_to_share(vera: Member) -> None:
    assert "is_shared" not in text(browser(vera).get(at("saved_views:new", screen="timeline"), headers=HTMX))


def test_there_is_no_such_screen(mark: Member) -> None:
    for name in ("saved_views:index", "saved_views:new"):
        assert browser(mark).get(at(name, screen="nowhere")).status_code == 404


def test_as_many_queries_for_three_views_as_for_one(mark: Member, week: SavedView) -> None:
    client: Any = browser(mark)
    one = queries(client, at("saved_views:index", screen="timeline"))
    for name in ("Two", "Three"):
        actions.create(by=mark, name=name, screen="timeline")
    assert queries(client, at("saved_views:index", screen="timeline")) == one
