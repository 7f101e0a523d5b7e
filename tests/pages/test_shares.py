"""The dialog by which something is shared with guests, and what they find on their home page."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from launchhub.accounts.actions import invitations
from launchhub.accounts.models import Invitation, Member, Share
from messaging.actions import claims
from roadmap.actions import features, launches
from roadmap.models import Feature, Launch, Product
from tests.cast import join, new_user, share
from tests.pages.conftest import Ask, text

NEW = "members/invitations/new/"


def at(obj: Launch | Feature | Product) -> str:
    return f"shares/{obj.noun}/{obj.pk}/"


def test_petra_shares_a_launch_and_takes_it_back(ask: Ask, petra: Member, vera: Member, launch: Launch) -> None:
    join(launch.workspace, "Wanda", "guest")
    launches.update(launch, by=petra, name="Payments <2>")
    assert f"/harbour/{at(launch)}" in text(ask(petra, f"launches/{launch.pk}/"))
    page = text(ask(petra, at(launch), fragment=True))
    assert "They see no other launch" in page
    assert "No guest sees it yet" in page
    assert "Payments &lt;2&gt;" in page
    for _ in range(2):  # a second tab knows nothing of the first
        shown = ask(petra, at(launch), {"member": vera.pk}, fragment=True)
        assert "shared by Petra" in text(shown)
        assert "Vera sees" in shown.headers["HX-Trigger"]
    assert f'value="{vera.pk}"' not in text(shown)
    assert "Wanda (wanda@example.com)" in text(shown)
    assert ask(vera, f"launches/{launch.pk}/").status_code == 200

    back = f"shares/{Share.objects.get().pk}/deletions/"
    assert "No guest sees it yet" in text(ask(petra, back, {}, fragment=True))
    assert ask(petra, back, {}, fragment=True).status_code == 404
    gone = ask(vera, f"launches/{launch.pk}/")
    assert gone.status_code == 404
    assert "is something that is not shared with you" in text(gone)


def test_without_javascript_it_is_a_page(ask: Ask, petra: Member, vera: Member, launch: Launch) -> None:
    assert ask(petra, at(launch), {"member": vera.pk}).headers["Location"] == f"/harbour/{at(launch)}"
    page = text(ask(petra, at(launch)))
    assert "<h1" in page
    assert "vera@example.com" in page


def test_it_says_what_else_shows_it_and_leads_there(
    ask: Ask, petra: Member, vera: Member, product: Product, launch: Launch, refunds: Feature
) -> None:
    share(product, vera)
    for obj in (launch, refunds):
        page = text(ask(petra, at(obj), fragment=True))
        assert "sees it because of" in page
        assert f"/harbour/{at(product)}" in page
    assert f"/harbour/{at(launch)}" in page
    assert "also those that are added later" in text(ask(petra, at(product), fragment=True))
    assert f"/harbour/{at(refunds)}" in text(ask(petra, f"features/{refunds.pk}/"))


def test_without_guests_it_says_so_and_leads_an_admin_to_invite_one(
    ask: Ask, alice: Member, petra: Member, launch: Launch
) -> None:
    for member, may_invite in ((petra, False), (alice, True)):
        page = text(ask(member, at(launch), fragment=True))
        assert "No guests yet" in page
        assert ("Ask an admin" in page) is not may_invite
        assert ("Invite a guest" in page) is may_invite


@pytest.mark.parametrize("what", ["stranger", "member", "nobody", "nonsense"])
def test_only_a_guest_of_the_workspace_can_be_chosen(
    ask: Ask, petra: Member, vera: Member, mark: Member, mallory: Member, launch: Launch, what: str
) -> None:
    chosen = {"stranger": mallory.pk, "member": mark.pk, "nobody": "", "nonsense": "a\0b"}[what]
    refused = ask(petra, at(launch), {"member": chosen}, fragment=True)
    assert refused.status_code == 422
    assert ("Null characters" if what == "nonsense" else "Choose a guest") in text(refused)
    assert not Share.objects.exists()


def test_nobody_else_gets_there(
    ask: Ask, petra: Member, mark: Member, vera: Member, mallory: Member, launch: Launch, refunds: Feature
) -> None:
    share(launch, vera)
    back = f"shares/{Share.objects.get().pk}/deletions/"
    claim = claims.create(by=mark, text="Quick", features=[refunds])
    for member in (mark, vera):
        assert "Share" not in text(ask(member, f"launches/{launch.pk}/"))
        assert ask(member, at(launch)).status_code == ask(member, at(launch), {"member": vera.pk}).status_code == 403
        assert ask(member, back, {}).status_code == 403
    assert (ask(petra, at(claim)).status_code, ask(mark, at(claim)).status_code) == (403, 200)
    assert ask(petra, f"shares/goal/{launch.pk}/").status_code == ask(petra, f"shares/launch/{vera.pk}/").status_code
    for workspace in ("harbour", "rival"):
        assert ask(mallory, at(launch), workspace=workspace).status_code == 404
        assert ask(mallory, back, {}, workspace=workspace).status_code == 404
    assert Share.objects.count() == 1


def test_three_guests_take_as_many_queries_as_one(
    queries: Callable[[Member, str], int], petra: Member, vera: Member, product: Product, launch: Launch
) -> None:
    share(launch, vera)
    share(product, vera)
    one = queries(petra, at(launch))
    home = queries(vera, "")
    for number in range(2):
        guest = join(launch.workspace, f"Guest{number}", "guest")
        share(launch, guest)
        share(product, guest)
        share(launches.create(by=petra, name=f"L{number}", products=[product], owner=petra), vera)
    assert queries(petra, at(launch)) == one
    assert queries(vera, "") == home


def test_a_guest_finds_on_the_home_page_what_is_shared(
    ask: Ask, petra: Member, vera: Member, product: Product, refunds: Feature
) -> None:
    assert "Nothing is shared with you yet" in text(ask(vera, ""))
    for obj in (refunds, product):
        share(obj, vera)
    page = text(ask(vera, ""))
    assert f"/harbour/features/{refunds.pk}/" in page
    assert page.index("Payments") < page.index("Refunds")
    features.delete(refunds, by=petra)
    assert "Refunds" not in text(ask(vera, ""))
    assert "Shared with you" not in text(ask(petra, ""))


def test_an_invitation_may_show_something_at_once(ask: Ask, alice: Member, launch: Launch) -> None:
    form = text(ask(alice, f"{NEW}?noun=launch&target={launch.pk}", fragment=True))
    assert "Payments 2.0</bdi></b> as soon as they come" in form
    assert '<option value="guest" selected>' in form
    sent = {"email": "wim@example.com", "role": "guest", "shared_noun": "launch", "shared_id": launch.pk}
    assert "As soon as they have joined" in text(ask(alice, NEW, sent, fragment=True))
    guest = invitations.accept(Invitation.objects.get(), user=new_user("Wim"))
    assert Launch.objects.visible_to(guest).get() == launch

    refused = ask(alice, NEW, sent | {"email": "wam@example.com", "role": "member"}, fragment=True)
    assert refused.status_code == 422
    assert "shared with guests only" in text(refused)
    told = text(ask(alice, NEW, {"email": "wem@example.com", "role": "guest"}, fragment=True))
    assert "A guest sees nothing until something is shared" in told
    for nonsense in ("noun=launch&target=a", "noun=goal&target=" + str(launch.pk), "target=" + str(alice.pk)):
        assert "as soon as they come" not in text(ask(alice, f"{NEW}?{nonsense}", fragment=True))
