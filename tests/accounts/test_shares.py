"""Sharing: what a guest sees is what members who may edit it give them, and what belongs to that."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from launchhub.accounts.actions import invitations, members, shares
from launchhub.accounts.models import Invitation, Member, Share
from launchhub.events.models import Event
from launchhub.lib.errors import Forbidden
from launchhub.lib.wall import workspace_context
from launchhub.notifications.actions import watches
from launchhub.notifications.models import Delivery, Notification
from messaging.actions import assets, claims
from messaging.models import Asset, Claim
from qa.actions import gates
from qa.models import Gate
from roadmap.actions import features, launches
from roadmap.models import Feature, Launch, Product
from tests.api.contract import Creates, Reads
from tests.cast import join, new_user
from tests.events.drain import drain

FORBIDDEN, INVALID = Forbidden, ValidationError


def give(by: Member, obj: Any, member: Member) -> Share:
    return shares.create(by=by, noun=obj.noun, target_id=obj.pk, member=member)


def seen(guest: Member, *models: Any) -> list[str]:
    """Return what the guest sees of these models, by name."""
    return [str(row) for model in models for row in model.objects.visible_to(guest)]


def recorded() -> list[tuple[str, str, str]]:
    """Return what the record says of sharing: kind, title and guest."""
    events = Event.objects.filter(kind__startswith="share.").order_by("id")
    return [(event.kind, event.subject_title, event.data["guest"]) for event in events]


def test_a_guest_sees_what_was_shared_until_it_is_taken_back(petra: Member, vera: Member, launch: Launch) -> None:
    assert seen(vera, Launch) == []
    share = give(petra, launch, vera)
    assert seen(vera, Launch) == ["Payments 2.0"]
    shares.delete(share, by=petra)
    assert seen(vera, Launch) == []
    assert recorded() == [("share.created", "Payments 2.0", "Vera"), ("share.deleted", "Payments 2.0", "Vera")]


def test_with_each_thing_comes_what_belongs_to_it(
    petra: Member, mark: Member, quentin: Member, vera: Member, product: Product, launch: Launch, refunds: Feature
) -> None:
    other = features.create(by=petra, title="Payouts", product=product)
    gates.create(by=quentin, launch=launch, name="Load", offset_days=-3)
    claim = claims.create(by=mark, text="Quick", launch=launch, features=[refunds])
    asset = assets.create(by=mark, title="Post", kind="blog", launch=launch, offset_days=0)
    everything = (Product, Launch, Feature, Gate, Claim, Asset)
    for obj, by, shown in (
        (refunds, petra, ["Refunds"]),
        (claim, mark, ["Quick"]),
        (asset, mark, ["Post"]),
        (launch, petra, ["Payments 2.0", "Refunds", "Load", "Quick", "Post"]),
        (product, petra, ["Payments", "Payments 2.0", "Refunds", "Payouts", "Load", "Quick", "Post"]),
    ):
        share = give(by, obj, vera)
        assert sorted(seen(vera, *everything)) == sorted(shown), obj.noun
        shares.delete(share, by=by)
    assert seen(vera, *everything) == []
    assert other in Feature.objects.visible_to(mark)


def test_the_guest_is_told_once_in_person_and_by_e_mail(
    petra: Member, mark: Member, vera: Member, launch: Launch
) -> None:
    wanda = join(launch.workspace, "Wanda", "guest")
    watches.watch(launch, by=mark)
    first, again = give(petra, launch, vera), give(petra, launch, vera)
    assert first == again
    drain()
    [event] = Event.objects.filter(kind="share.created")
    [notification] = Notification.objects.filter(event=event)
    assert (notification.member, notification.because) == (vera, "it was shared with you")
    assert Delivery.objects.filter(event=event, channel="email", target=vera.pk).exists()
    assert seen(wanda, Launch) == []


def test_of_all_else_guests_are_not_told(petra: Member, vera: Member, launch: Launch) -> None:
    give(petra, launch, vera)
    watches.watch(launch, by=vera)
    launches.update(launch, by=petra, summary="Calm")
    shares.delete(Share.objects.get(), by=petra)
    drain()
    assert [row.event.kind for row in Notification.objects.filter(member=vera)] == ["share.created"]


def test_a_watch_shows_a_guest_nothing_and_outlives_nothing(petra: Member, vera: Member, refunds: Feature) -> None:
    share = give(petra, refunds.launch, vera)
    watches.create(by=vera, noun="feature", target_id=refunds.pk)
    watches.create(by=vera, noun="launch", target_id=refunds.launch_id, muted=True)
    assert seen(vera, Launch, Feature) == ["Payments 2.0", "Refunds"]
    shares.delete(share, by=petra)
    assert seen(vera, Launch, Feature) == []


def test_taking_back_twice_is_recorded_once_and_what_shows_it_besides_stays(
    petra: Member, vera: Member, product: Product, launch: Launch
) -> None:
    give(petra, product, vera)
    share = give(petra, launch, vera)
    for _ in range(2):
        shares.delete(share, by=petra)
    assert [kind for kind, *_ in recorded()].count("share.deleted") == 1
    assert seen(vera, Launch) == ["Payments 2.0"]


@pytest.mark.parametrize(
    ("who", "noun", "error"),
    [
        *((who, "launch", FORBIDDEN) for who in ("mark", "quentin", "vera")),
        *((who, "claim", FORBIDDEN) for who in ("petra", "quentin", "vera")),
        ("petra", "goal", INVALID), ("petra", "member", INVALID), ("petra", "dragon", INVALID),
    ],
)  # fmt: skip
def test_whoever_may_edit_it_shares_it_and_nobody_else(
    request: Any, vera: Member, mark: Member, refunds: Feature, who: str, noun: str, error: Any
) -> None:
    claim = claims.create(by=mark, text="Quick", launch=refunds.launch, features=[refunds])
    target = claim if noun == "claim" else refunds.launch
    by = request.getfixturevalue(who)
    with pytest.raises(error):
        shares.create(by=by, noun=noun, target_id=target.pk, member=vera)
    if error is FORBIDDEN:
        share = give(Member.objects.get(user__name="Alice"), target, vera)
        with pytest.raises(error):
            shares.delete(share, by=by)
        assert Share.objects.get() == share


def test_only_with_guests_of_the_workspace_and_only_what_one_sees(
    petra: Member, mark: Member, vera: Member, mallory: Member, launch: Launch
) -> None:
    with workspace_context(mallory.workspace):
        stranger = join(mallory.workspace, "Wilma", "guest")
    members.delete(vera, by=None)
    vera.refresh_from_db()
    for member, message in ((mark, "Mark is no guest"), (stranger, "no such guest"), (vera, "no such guest")):
        with pytest.raises(ValidationError, match=message) as refused:
            give(petra, launch, member)
        assert "member" in refused.value.message_dict
    with pytest.raises(ValidationError, match="no such launch"):
        shares.create(by=petra, noun="launch", target_id=uuid.uuid4(), member=stranger)
    assert not Share.objects.exists()


def test_who_becomes_a_member_sees_all_and_as_a_guest_again_what_was_shared(
    alice: Member, petra: Member, vera: Member, product: Product, launch: Launch
) -> None:
    launches.create(by=petra, name="Other", products=[product], owner=petra)
    give(petra, launch, vera)
    for role, shown in (("member", ["Other", "Payments 2.0"]), ("guest", ["Payments 2.0"])):
        vera = members.update(vera, by=alice, role=role)
        assert sorted(seen(vera, Launch)) == shown


class TestInvitations:
    """An invitation may end with something to see."""

    def invited(self, alice: Member, launch: Launch) -> Invitation:
        fields = {"shared_noun": "launch", "shared_id": launch.pk}
        invitation, _ = invitations.create(by=alice, email="wim@example.com", role="guest", **fields)
        return invitation

    def test_the_guest_sees_it_as_soon_as_they_have_joined(self, alice: Member, launch: Launch) -> None:
        guest = invitations.accept(self.invited(alice, launch), user=new_user("Wim"))
        assert seen(guest, Launch) == ["Payments 2.0"]
        assert Share.objects.get().author == alice
        assert recorded() == [("share.created", "Payments 2.0", "Wim")]

    def test_what_is_gone_by_then_or_no_longer_theirs_to_share_keeps_nobody_out(
        self, alice: Member, petra: Member, launch: Launch
    ) -> None:
        invitation = self.invited(alice, launch)
        members.update(petra, by=alice, role="admin")
        members.update(alice, by=alice, role="member", hats=[])
        assert invitations.accept(invitation, user=new_user("Wim")).is_guest
        assert not Share.objects.exists()

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"role": "member"}, "role"),
            ({"shared_noun": "goal"}, "noun"),
            ({"shared_noun": ""}, "noun"),
            ({"shared_id": None}, "target"),
            ({"shared_id": uuid.uuid4()}, "target"),
        ],
    )
    def test_what_makes_no_sense_is_refused_by_its_field(
        self, alice: Member, launch: Launch, fields: dict[str, Any], field: str
    ) -> None:
        whole = {"role": "guest", "shared_noun": "launch", "shared_id": launch.pk} | fields
        with pytest.raises(ValidationError) as refused:
            invitations.create(by=alice, email="wim@example.com", **whole)
        assert field in refused.value.message_dict
        assert not Invitation.objects.exists()


class TestShares(Reads, Creates):
    """Over REST."""

    collection = "shares"
    editor = "petra"
    reader = "mark"

    @pytest.fixture(autouse=True)
    def guests(self, petra: Member, launch: Launch) -> None:
        self.launch = launch
        self.guests = [join(launch.workspace, f"Guest{number}", "guest") for number in range(3)]

    def fields(self, number: int) -> dict[str, Any]:
        while number >= len(self.guests):
            self.guests.append(join(self.launch.workspace, f"Guest{len(self.guests)}", "guest"))
        return {"noun": "launch", "target": str(self.launch.pk), "member": str(self.guests[number].pk)}

    def test_it_says_who_shared_what_with_whom_and_finds_it_by_each(self) -> None:
        row = self.get(self.make(0))
        assert row["member_name"], row["author_name"] == ("Guest0", "Petra")
        self.make(1)
        for query in ({"member": row["member"]}, {"target": row["target"], "member": row["member"]}):
            assert [each["id"] for each in self.client.get(self.url(), query).json()["results"]] == [row["id"]]
        assert self.client.get(self.url(), {"noun": "feature"}).json()["results"] == []

    def test_again_it_is_the_same_and_taken_back_it_is_gone(self, mark: Member) -> None:
        pk = self.make(0)
        assert self.make(0) == pk
        assert self.as_("mark").delete(self.url(pk)).status_code == 403
        assert self.client.delete(self.url(pk)).status_code == 204
        assert self.client.delete(self.url(pk)).status_code == 404
        assert self.client.patch(self.url(pk), {}, content_type="application/json").status_code == 405

    def test_errors_name_the_field_and_what_would_be_right(self, mark: Member, vera: Member) -> None:
        for change, pointer, detail in (
            ({"member": str(mark.pk)}, "/member", "Mark is no guest"),
            ({"noun": "goal"}, "/noun", "Choose one of"),
            ({"target": str(mark.pk)}, "/target", "There is no such launch"),
        ):
            [error] = self.post(self.fields(0) | change).json()["errors"]
            assert error["pointer"] == pointer
            assert detail in error["detail"]
        assert self.as_("vera").post(self.url(), self.fields(0), content_type="application/json").status_code == 403

    def test_a_guest_reads_their_own_and_an_invitation_says_what_it_shows(self, alice: Member) -> None:
        pk = self.make(0)
        self.make(1)
        guest = self.api(self.guests[0])
        assert self.ids(guest) == [pk]
        body = {"email": "wim@example.com", "role": "guest", "noun": "launch", "target": str(self.launch.pk)}
        made = self.as_("alice").post("/api/v1/harbour/invitations/", body, content_type="application/json").json()
        assert (made["noun"], made["target"]) == ("launch", body["target"])
