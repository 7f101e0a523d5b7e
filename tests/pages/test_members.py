"""Who is in the workspace: everyone sees it, admins change it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from launchhub.accounts.actions import members
from launchhub.accounts.models import Member
from tests.cast import new_user
from tests.pages.conftest import Ask, text


def test_everyone_sees_who_is_here(ask: Ask, vera: Member, quentin: Member) -> None:
    page = text(ask(vera, "members/"))
    assert "Quentin" in page
    assert "Edit" not in page


def test_one_finds_a_member_by_name_or_address(ask: Ask, alice: Member, quentin: Member, mark: Member) -> None:
    page = text(ask(alice, "members/?q=quentin%40", fragment=True))
    assert "Quentin" in page
    assert "Mark" not in page
    assert "Nobody matches" in text(ask(alice, "members/?q=nobody"))


def test_an_admin_changes_role_and_hats(ask: Ask, alice: Member, mark: Member) -> None:
    assert "Marketing" in text(ask(alice, f"members/{mark.pk}/edit/", fragment=True))
    response = ask(alice, f"members/{mark.pk}/edit/", {"role": "admin", "hats": ["qa", "legal"]}, fragment=True)
    assert response.status_code == 204
    mark.refresh_from_db()
    assert (mark.role, mark.hats) == ("admin", ["qa", "legal"])


def test_what_makes_no_sense_is_said_in_the_form(ask: Ask, alice: Member, mark: Member) -> None:
    refused = ask(alice, f"members/{mark.pk}/edit/", {"role": "admin", "hats": ["fez"]}, fragment=True)
    assert refused.status_code == 422
    assert "fez is not one of the available choices" in text(refused)
    assert 'value="admin" selected' in text(refused)


def test_the_last_admin_stays(ask: Ask, alice: Member) -> None:
    for path, data in ((f"members/{alice.pk}/edit/", {"role": "member"}), (f"members/{alice.pk}/delete/", {})):
        refused = ask(alice, path, data, fragment=True)
        assert refused.status_code == 422
        assert "needs at least one admin" in text(refused)


def test_an_admin_removes_a_member(ask: Ask, alice: Member, mark: Member) -> None:
    assert "Remove Mark?" in text(ask(alice, f"members/{mark.pk}/delete/"))
    assert ask(alice, f"members/{mark.pk}/delete/", {}).status_code == 302
    assert ask(mark, "members/").status_code == 404


@pytest.mark.parametrize("path", ["edit", "delete"])
def test_others_change_nothing(ask: Ask, petra: Member, mark: Member, mallory: Member, path: str) -> None:
    assert ask(petra, f"members/{mark.pk}/{path}/").status_code == 403
    assert ask(petra, f"members/{mark.pk}/{path}/", {"role": "admin"}).status_code == 403
    assert ask(mallory, f"members/{mark.pk}/{path}/").status_code == 404
    assert ask(mallory, f"members/{mark.pk}/{path}/", workspace="rival").status_code == 404


def test_as_many_queries_for_many_members(queries: Callable[[Member, str], int], alice: Member) -> None:
    counts = []
    for more in (1, 2, 27):
        for _ in range(more):
            members.add(new_user(f"Extra{Member.objects.count()}"), workspace=alice.workspace, by=None)
        counts.append(queries(alice, "members/"))
    assert len(set(counts)) == 1


def test_skills_are_written_with_commas_and_kept_as_words(ask: Ask, alice: Member, mark: Member) -> None:
    path, sent = f"members/{mark.pk}/edit/", {"role": "member", "hats": ["marketing"]}
    assert ask(alice, path, sent | {"skills": " pricing, e-mail,, pricing "}, fragment=True).status_code == 204
    mark.refresh_from_db()
    assert mark.skills == ["pricing", "e-mail"]
    assert 'value="pricing, e-mail"' in text(ask(alice, path, fragment=True))
    for wrong in ("x" * 51, "a\0b"):
        assert ask(alice, path, sent | {"skills": wrong}, fragment=True).status_code == 422
    mark.refresh_from_db()
    assert mark.skills == ["pricing", "e-mail"]
    assert 'name="skills"' not in text(ask(alice, "members/invitations/new/", fragment=True))
