"""Inviting somebody, and coming in by the link."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from launchhub.accounts.actions import invitations
from launchhub.accounts.models import Invitation, Member, User
from launchhub.notifications import mailbox
from launchhub.notifications.letters import message_id
from launchhub.notifications.models import Delivery
from tests.cast import PASSWORD, new_user
from tests.events.drain import drain
from tests.pages.conftest import Ask, text

FORM = {"email": "quentin@example.com", "role": "member", "hats": ["qa"]}
ACCOUNT = {"name": "Quentin", "email": "quentin@example.com", "password1": PASSWORD, "password2": PASSWORD}


def test_the_link_is_shown_once_and_listed_until_it_is_used(ask: Ask, alice: Member) -> None:
    made = ask(alice, "members/invitations/new/", FORM, fragment=True)
    invitation = Invitation.objects.get()
    assert f"/invitations/{invitation.secret}/" in text(made)
    assert made.headers["Cache-Control"] == "no-store"
    listed = text(ask(alice, "members/"))
    assert "quentin@example.com" in listed
    assert invitation.secret not in listed


def test_the_link_goes_out_by_e_mail(ask: Ask, alice: Member, settings: Any) -> None:
    settings.EMAIL_BACKEND = "launchhub.notifications.mailbox.EmlBackend"
    ask(alice, "members/invitations/new/", FORM)
    invitation = Invitation.objects.get()
    drain()
    delivery = Delivery.objects.get(target=invitation.pk)
    assert delivery.status == "sent", delivery.error
    letter = mailbox.read(message_id(delivery.event_id, invitation.pk))
    assert letter is not None
    assert letter["To"] == "quentin@example.com"
    assert f"/invitations/{invitation.secret}/" in letter.get_content()


def test_what_makes_no_sense_is_said_in_the_form(ask: Ask, alice: Member) -> None:
    refused = ask(alice, "members/invitations/new/", FORM | {"email": "alice@example.com"}, fragment=True)
    assert refused.status_code == 422
    assert "already a member" in text(refused)
    assert 'value="alice@example.com"' in text(refused)


def test_only_admins_invite_and_see_invitations(ask: Ask, alice: Member, petra: Member, mallory: Member) -> None:
    invitation, _ = invitations.create(by=alice, **FORM)
    assert ask(petra, "members/invitations/new/").status_code == 403
    assert "quentin@example.com" not in text(ask(petra, "members/"))
    assert ask(petra, f"members/invitations/{invitation.pk}/delete/", {}).status_code == 403
    assert ask(mallory, f"members/invitations/{invitation.pk}/delete/", {}, workspace="rival").status_code == 404


def test_a_withdrawn_invitation_leads_nowhere(ask: Ask, alice: Member, client: Client) -> None:
    invitation, secret = invitations.create(by=alice, **FORM)
    assert "Withdraw the invitation?" in text(ask(alice, f"members/invitations/{invitation.pk}/delete/"))
    ask(alice, f"members/invitations/{invitation.pk}/delete/", {})
    gone = client.get(f"/invitations/{secret}/")
    assert gone.status_code == 404
    assert "leads nowhere now" in text(gone)


def test_a_visitor_signs_up_and_is_in(alice: Member, client: Client) -> None:
    _, secret = invitations.create(by=alice, **FORM)
    page = text(client.get(f"/invitations/{secret}/"))
    assert "Alice invites quentin@example.com as member, with the hat qa" in page
    assert 'value="quentin@example.com"' in text(client.get("/accounts/signup/?email=quentin%40example.com"))
    response = client.post("/accounts/signup/", ACCOUNT)
    assert response.status_code == 302
    joined = Member.objects.get(user__email="quentin@example.com")
    assert (joined.name, joined.hats) == ("Quentin", ["qa"])
    assert client.get("/harbour/").status_code == 200


def test_one_signs_up_with_the_invited_address_only(alice: Member, client: Client) -> None:
    _, secret = invitations.create(by=alice, **FORM)
    client.get(f"/invitations/{secret}/")
    refused = client.post("/accounts/signup/", ACCOUNT | {"email": "mark@example.com"})
    assert "The invitation is for quentin@example.com." in text(refused)
    assert not User.objects.filter(email="mark@example.com").exists()


def test_who_has_an_account_joins_by_a_press(alice: Member, client: Client) -> None:
    _, secret = invitations.create(by=alice, **FORM)
    client.force_login(new_user("Quentin"))
    assert "Join Harbour" in text(client.get(f"/invitations/{secret}/"))
    assert client.post(f"/invitations/{secret}/").headers["Location"] == "/harbour/"
    assert Member.objects.filter(user__email="quentin@example.com").exists()


def test_somebody_else_cannot_use_it(ask: Ask, alice: Member, mallory: Member) -> None:
    _, secret = invitations.create(by=alice, **FORM)
    assert "You are signed in as mallory@example.com" in text(ask(mallory, f"/invitations/{secret}/"))
    refused = ask(mallory, f"/invitations/{secret}/", {})
    assert refused.status_code == 422
    assert "is for quentin@example.com" in text(refused)
    assert ask(mallory, "").status_code == 404


@pytest.mark.parametrize("secret", ["made-up", "a:b", "%00"])
def test_a_made_up_link_leads_nowhere(client: Client, db: None, secret: str) -> None:
    assert client.get(f"/invitations/{secret}/").status_code == 404
