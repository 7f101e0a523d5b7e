"""allauth's pages, in our look, without JavaScript."""

from collections.abc import Callable

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from launchhub.accounts.models import Member
from tests.accounts.guessing import counted_anew
from tests.cast import PASSWORD

__all__ = ["counted_anew"]


def test_one_signs_in_by_e_mail(client: Client, petra: Member) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert 'class="entrance"' in page
    assert 'name="login"' in page
    response = client.post("/accounts/login/", {"login": "petra@example.com", "password": PASSWORD})
    assert response.status_code == 302


@pytest.mark.usefixtures("counted_anew")
def test_a_wrong_password_is_said_in_the_form(client: Client, petra: Member) -> None:
    response = client.post("/accounts/login/", {"login": "petra@example.com", "password": "wrong"})
    assert "not correct" in response.content.decode()
    assert 'role="alert"' in response.content.decode()


@pytest.mark.parametrize("address", ["password/reset/", "signup/", "logout/"])
def test_the_entrance_pages_stand_in_our_frame(client: Client, db: None, address: str) -> None:
    html = client.get(f"/accounts/{address}", follow=True).content.decode()
    assert 'class="entrance"' in html
    assert "css/tokens.css" in html


def test_sign_up_is_by_invitation(client: Client, db: None) -> None:
    assert "by invitation" in client.get("/accounts/signup/").content.decode()


@pytest.mark.parametrize("address", ["email/", "password/change/", "2fa/", "2fa/webauthn/", "sessions/"])
def test_the_pages_of_ones_account_stand_in_our_frame(
    signed_in: Callable[[Member], Client], petra: Member, address: str
) -> None:
    html = signed_in(petra).get(f"/accounts/{address}").content.decode()
    assert 'aria-label="Your account"' in html
    assert "<h1>" in html


def session_of(member: Member) -> UserSession:
    """Return the session that somebody has just begun with their password."""
    client = Client()
    assert client.post("/accounts/login/", {"login": member.email, "password": PASSWORD}).status_code == 302
    return UserSession.objects.get(session_key=client.session.session_key)


def test_a_session_of_ones_own_is_ended_and_nobody_elses(
    signed_in: Callable[[Member], Client], petra: Member, mark: Member
) -> None:
    client, mine, his = signed_in(petra), session_of(petra), session_of(mark)
    assert client.post(f"/accounts/sessions/{mine.pk}/end/").status_code == 302
    assert client.post(f"/accounts/sessions/{his.pk}/end/").status_code == 404
    assert list(UserSession.objects.all()) == [his]
    assert Client().post(f"/accounts/sessions/{his.pk}/end/").headers["Location"].startswith("/accounts/login/")
