"""The operator's site and commands."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import CommandError, call_command
from django.test import Client

from launchhub.accounts.models import Member, User, Workspace
from tests.cast import new_user

LISTS = ("accounts/user", "accounts/workspace", "usersessions/usersession", "mfa/authenticator")


@pytest.fixture
def operator(alice: Member) -> Client:
    """Somebody with `is_staff`, who is a member of nothing."""
    client = Client()
    user = new_user("Quentin")
    User.objects.filter(pk=user.pk).update(is_staff=True)
    client.force_login(user)
    return client


def test_visitors_come_through_the_one_entrance(db: None) -> None:
    for address in ("/admin/", "/admin/accounts/user/", "/admin/login/"):
        response = Client().get(address, follow=True)
        assert response.redirect_chain[-1][0].startswith("/accounts/login/?next=%2Fadmin%2F")


def test_people_who_are_no_operators_are_refused(signed_in: Any, alice: Member) -> None:
    assert signed_in(alice).get("/admin/", follow=True).status_code == 403


@pytest.mark.parametrize("address", LISTS)
def test_an_operator_sees_and_finds_and_changes_nothing(operator: Client, address: str) -> None:
    assert operator.get(f"/admin/{address}/").status_code == 200
    assert operator.get(f"/admin/{address}/?q=alice").status_code == 200
    assert operator.get(f"/admin/{address}/add/").status_code == 403


def test_rows_are_shown_without_secrets_and_stay_as_they_are(operator: Client, alice: Member) -> None:
    factor = TOTP.activate(alice.user, "JBSWY3DPEHPK3PXP").instance
    pages = {
        f"/admin/accounts/user/{alice.user.pk}/": alice.user.password,
        f"/admin/mfa/authenticator/{factor.pk}/": factor.data["secret"],
        f"/admin/accounts/workspace/{Workspace.objects.get().pk}/": "no secret at all",
    }
    for address, secret in pages.items():
        shown = operator.get(f"{address}change/")
        assert shown.status_code == 200
        assert secret not in shown.content.decode()
        assert operator.post(f"{address}change/", {"name": "Other"}).status_code == 403
        assert operator.post(f"{address}delete/", {"post": "yes"}).status_code == 403


def test_a_second_factor_is_stored_encrypted(alice: Member) -> None:
    factor = TOTP.activate(alice.user, "JBSWY3DPEHPK3PXP").instance
    factor.refresh_from_db()
    assert "JBSWY3DPEHPK3PXP" not in str(factor.data)


def test_lost_factors_are_forgotten(alice: Member, capsys: pytest.CaptureFixture[str]) -> None:
    TOTP.activate(alice.user, "JBSWY3DPEHPK3PXP")
    call_command("forget_factors", "Alice@example.com")
    assert "alice@example.com had 1" in capsys.readouterr().out
    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError, match="nobody with the address"):
        call_command("forget_factors", "nobody@example.com")
