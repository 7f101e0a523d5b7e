"""Members: joining, hats, leaving."""

import pytest
from django.core.exceptions import ValidationError

from launchhub.accounts.actions import members, workspaces
from launchhub.accounts.models import Member, Workspace
from launchhub.events.models import Event
from launchhub.lib.errors import Forbidden, Stale
from tests.cast import new_user


def test_joining_is_one_event(harbour: Workspace, petra: Member) -> None:
    event = Event.objects.get(subject_id=petra.pk)
    assert (event.kind, event.subject_title, event.actor) == ("member.joined", "Petra", None)


def test_an_admin_changes_hats_and_the_event_keeps_old_and_new(alice: Member, petra: Member) -> None:
    changed = members.update(petra, by=alice, hats=["product", "qa"])
    assert changed.hats == ["product", "qa"]
    assert changed.version == petra.version + 1
    event = Event.objects.get(kind="member.hats_changed")
    assert (event.actor, event.data["changes"]["hats"]) == (alice, [["product"], ["product", "qa"]])


def test_changing_nothing_records_nothing(alice: Member, petra: Member) -> None:
    assert members.update(petra, by=alice, hats=["product"]).version == petra.version
    assert not Event.objects.filter(kind="member.hats_changed").exists()


@pytest.mark.parametrize("who", ["petra", "vera"])
def test_only_admins_manage_members(who: str, mark: Member, request: pytest.FixtureRequest) -> None:
    with pytest.raises(Forbidden, match="admin role"):
        members.update(mark, by=request.getfixturevalue(who), hats=["qa"])
    mark.refresh_from_db()
    assert mark.hats == ["marketing"]


def test_a_hat_that_does_not_exist_is_refused_by_name(alice: Member, petra: Member) -> None:
    with pytest.raises(ValidationError) as caught:
        members.update(petra, by=alice, hats=["pirate"])
    assert "pirate" in caught.value.message_dict["hats"][0]


def test_nobody_is_a_member_twice(harbour: Workspace, alice: Member, petra: Member) -> None:
    with pytest.raises(ValidationError, match="already a member"):
        members.add(petra.user, workspace=harbour, by=alice)


def test_the_last_admin_stays(alice: Member) -> None:
    with pytest.raises(ValidationError, match="at least one admin"):
        members.update(alice, by=alice, role="member")
    with pytest.raises(ValidationError, match="at least one admin"):
        members.delete(alice, by=alice)


def test_two_admins_can_part(alice: Member, petra: Member) -> None:
    petra = members.update(petra, by=alice, role="admin")
    members.delete(alice, by=petra)
    assert set(Member.objects.visible_to(petra)) == {petra}


def test_somebody_who_comes_back_is_the_same_member_with_new_hats(
    harbour: Workspace, alice: Member, petra: Member
) -> None:
    members.delete(petra, by=alice)
    back = members.add(petra.user, workspace=harbour, by=alice, hats=["sales"])
    assert (back.pk, back.hats, back.deleted_at) == (petra.pk, ["sales"], None)


def test_a_stale_edit_is_refused_with_the_present_state(alice: Member, petra: Member) -> None:
    members.update(petra, by=alice, hats=["qa"], expected_version=1)
    with pytest.raises(Stale) as caught:
        members.update(petra, by=alice, hats=["sales"], expected_version=1)
    assert caught.value.current.hats == ["qa"]


@pytest.mark.parametrize(
    ("slug", "message"),
    [("Harbour", "lower-case"), ("api", "taken by LaunchHub"), ("a b", "slug"), ("harbour", "already has this")],
)
def test_a_workspace_address_must_be_free_and_plain(harbour: Workspace, slug: str, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        workspaces.create(name="Another", slug=slug, admin=new_user("Mallory"))
