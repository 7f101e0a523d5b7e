"""People are chosen with check boxes where they are few, and by typing their names where they are many."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from launchhub.accounts.models import Member
from roadmap.actions import raci
from roadmap.choosing import MOST_BOXES
from roadmap.models import Launch, RaciLine
from tests.cast import join
from tests.roadmap.pages import HTMX, SignIn, at, text


@pytest.fixture
def crowd(petra: Member, quentin: Member, vera: Member) -> dict[str, Member]:
    """More people than a form shows as check boxes, by name."""
    names = [f"Helper{number}" for number in range(MOST_BOXES)]
    return {name: join(petra.workspace, name, "member", "product") for name in names}


@pytest.fixture
def press(petra: Member, mark: Member, quentin: Member, launch: Launch) -> RaciLine:
    """A line with Quentin as the one who does the work."""
    return raci.create(by=petra, launch=launch, what="Press", hat="marketing", accountable=mark, responsible=[quentin])


def boxes(html: str, name: str = "responsible") -> list[tuple[str, bool]]:
    """Return whose check boxes there are for a part, and whether they are checked."""
    found = re.findall(rf'<input type="checkbox" name="{name}" ([^>]*)> ([^<]+)</label>', html)
    return [(label.strip(), " checked" in f" {attributes}") for attributes, label in found]


def typed(html: str, name: str = "responsible") -> str:
    """Return what stands in the field for names of a part."""
    [value] = re.findall(rf'<input type="text"[^>]* name="{name}" value="([^"]*)"', html)
    return value


def save(client: Client, line: RaciLine, *responsible: Any, **more: Any) -> Any:
    """Send the form of the line as it was opened, with these ids and texts for who is responsible."""
    line.refresh_from_db()
    sent = {"what": line.what, "hat": line.hat, "accountable": line.accountable_id, "responsible": responsible}
    opened = {f"initial-{name}": value for name, value in sent.items()}
    opened["initial-responsible"] = [person.pk for person in line.responsible.all()]
    return client.post(
        at("roadmap:raci_edit", pk=line.pk), opened | sent | {"version": line.version} | more, headers=HTMX
    )


def names(line: RaciLine) -> list[str]:
    return sorted(str(person) for person in line.responsible.all())


def test_few_people_are_all_offered_as_check_boxes(
    signed_in: SignIn, petra: Member, vera: Member, press: RaciLine
) -> None:
    html = text(signed_in(petra).get(at("roadmap:raci_edit", pk=press.pk)))
    assert boxes(html) == [("Alice", False), ("Mark", False), ("Petra", False), ("Quentin", True)]
    assert "Add by name" not in html


def test_of_many_those_are_shown_who_are_chosen_and_others_are_named(
    signed_in: SignIn, petra: Member, press: RaciLine, crowd: dict[str, Member]
) -> None:
    client = signed_in(petra)
    html = text(client.get(at("roadmap:raci_edit", pk=press.pk)))
    assert (boxes(html), typed(html)) == ([("Quentin", True)], "")
    assert save(client, press, press.responsible.get().pk, "helper7, petra@example.com").status_code == 204
    assert names(press) == ["Helper7", "Petra", "Quentin"]
    assert save(client, press, crowd["Helper7"].pk, "").status_code == 204
    assert names(press) == ["Helper7"], "whose box is not checked is out"


def test_a_name_that_is_nobodys_or_several_peoples_is_refused_and_stays(
    signed_in: SignIn, petra: Member, press: RaciLine, crowd: dict[str, Member]
) -> None:
    client = signed_in(petra)
    for name, why in {
        "Zoe": "There is no member here whose name begins with “Zoe”.",
        "Vera": "There is no member here whose name begins with “Vera”.",  # a guest gets nothing to do
        "Mallory": "There is no member here whose name begins with “Mallory”.",
        "helper": "Several people fit “helper”: write the whole name or the e-mail address.",
        "a" * 201: "at most 200 characters",
        "Pe\0tra": "Null characters are not allowed.",
    }.items():
        response = save(client, press, f"petra, {name}")
        assert (response.status_code, why in text(response)) == (422, True), name
        assert (boxes(text(response)), typed(text(response))) == ([("Petra", True)], name)
    assert names(press) == ["Quentin"]


def test_names_are_merged_with_what_others_save_meanwhile(
    signed_in: SignIn, petra: Member, alice: Member, quentin: Member, press: RaciLine, crowd: dict[str, Member]
) -> None:
    client, version = signed_in(petra), press.version
    raci.update(press, by=alice, what="Press and social")
    opened = {"version": version, "initial-what": "Press", "what": "Press"}
    assert save(client, press, quentin.pk, "helper3", **opened).status_code == 204
    press.refresh_from_db()
    assert (press.what, names(press)) == ("Press and social", ["Helper3", "Quentin"])


def test_approvers_of_a_gate_are_named_the_same_way(
    signed_in: SignIn, quentin: Member, launch: Launch, crowd: dict[str, Member]
) -> None:
    address = at("qa:gate_new") + f"?launch={launch.pk}"
    html = text(signed_in(quentin).get(address))
    assert (boxes(html, "approvers"), typed(html, "approvers")) == ([], "")
    gate = {"launch": launch.pk, "name": "Load test", "kind": "functional", "placement": "open", "quorum": 1}
    sent = gate | {"approvers": "helper4, Quentin"}
    assert signed_in(quentin).post(address, sent).status_code == 302
    assert sorted(map(str, launch.gates.get().approvers.all())) == ["Helper4", "Quentin"]
