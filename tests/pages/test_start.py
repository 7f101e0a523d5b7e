"""The address without a workspace."""

from django.test import Client

from launchhub.accounts.actions import members, workspaces
from launchhub.accounts.models import Member
from tests.pages.conftest import Ask, text


def test_a_visitor_is_asked_to_sign_in(client: Client, db: None) -> None:
    response = client.get("/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")


def test_it_leads_to_the_only_workspace(ask: Ask, petra: Member) -> None:
    assert ask(petra, "/").url == "/harbour/"


def test_of_several_workspaces_it_leads_to_the_one_seen_last(ask: Ask, petra: Member) -> None:
    workspaces.create(name="Atlas", slug="atlas", admin=petra.user)
    assert ask(petra, "/").url == "/atlas/"
    ask(petra, "/harbour/")
    assert ask(petra, "/").url == "/harbour/"


def test_without_a_workspace_one_is_told_how_to_get_in(ask: Ask, petra: Member) -> None:
    members.delete(petra, by=None)
    page = ask(petra, "/")
    assert page.status_code == 200
    assert "petra@example.com" in text(page)
