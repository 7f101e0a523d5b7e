"""Invitations: how somebody new gets in, once."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from launchhub.accounts.access import invitation_by_secret
from launchhub.accounts.actions import invitations
from launchhub.accounts.models import Invitation, Member
from launchhub.lib.errors import Forbidden
from tests.cast import new_user


def test_an_invitation_makes_a_member_with_its_hats(alice: Member) -> None:
    invitation, _ = invitations.create(by=alice, email="quentin@example.com", hats=["qa"])
    joined = invitations.accept(invitation, user=new_user("Quentin"))
    assert (joined.workspace, joined.hats, joined.role) == (alice.workspace, ["qa"], "member")


def test_it_works_once(alice: Member) -> None:
    invitation, _ = invitations.create(by=alice, email="quentin@example.com")
    invitations.accept(invitation, user=new_user("Quentin"))
    with pytest.raises(ValidationError, match="has been used"):
        invitations.accept(invitation, user=new_user("Petra"))
    assert Member.objects.count() == 2


def test_a_withdrawn_or_old_invitation_leads_nowhere(alice: Member) -> None:
    withdrawn, _ = invitations.create(by=alice, email="quentin@example.com")
    invitations.delete(withdrawn, by=alice)
    old, _ = invitations.create(by=alice, email="petra@example.com")
    Invitation.objects.filter(pk=old.pk).update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    for number, invitation in enumerate((withdrawn, old)):
        with pytest.raises(ValidationError, match="expired"):
            invitations.accept(invitation, user=new_user(["Quentin", "Petra"][number]))


def test_only_admins_invite(petra: Member, vera: Member) -> None:
    for member in (petra, vera):
        with pytest.raises(Forbidden, match="admin role"):
            invitations.create(by=member, email="quentin@example.com")


@pytest.mark.parametrize(("email", "message"), [("alice@example.com", "already a member"), ("no address", "valid")])
def test_bad_addresses_are_refused_by_name(alice: Member, email: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message) as caught:
        invitations.create(by=alice, email=email)
    assert "email" in caught.value.message_dict


def test_it_is_for_the_address_that_it_was_sent_to(alice: Member) -> None:
    invitation, _ = invitations.create(by=alice, email="quentin@example.com")
    with pytest.raises(ValidationError, match=r"is for quentin@example\.com"):
        invitations.accept(invitation, user=new_user("Petra"))


def test_the_secret_leads_to_the_invitation_and_is_not_stored(alice: Member) -> None:
    invitation, secret = invitations.create(by=alice, email="quentin@example.com")
    assert invitation_by_secret(secret) == invitation
    assert secret not in str(Invitation.objects.filter(pk=invitation.pk).values().get())


def test_the_secret_of_an_invitation_that_was_used_or_never_made_leads_nowhere(alice: Member) -> None:
    invitation, secret = invitations.create(by=alice, email="quentin@example.com")
    invitations.accept(invitation, user=new_user("Quentin"))
    assert invitation_by_secret(secret) is None
    assert invitation_by_secret("made-up") is None
