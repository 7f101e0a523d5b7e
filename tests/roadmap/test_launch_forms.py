"""Planning a launch, editing it, and bringing it into another state."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from launchhub.accounts.models import Member, Workspace
from roadmap.actions import launches
from roadmap.models import Launch, Product
from tests.roadmap.conftest import LAUNCH_DAY
from tests.roadmap.pages import HTMX, SignIn, at, text

RIGHT_TO_LEFT = "إطلاق المدفوعات"


# Planning and editing a launch


def planned(product: Product, petra: Member, **fields: Any) -> dict[str, Any]:
    return {"name": "Wallet", "products": [product.pk], "tier": 2, "owner": petra.pk, **fields}


@pytest.mark.parametrize(
    ("typed", "day", "precision"),
    [
        ("Q3 2027", dt.date(2027, 9, 30), "quarter"),
        ("14 may 2027", dt.date(2027, 5, 14), "day"),
        ("2027-05-14", dt.date(2027, 5, 14), "day"),
        ("May 2027", dt.date(2027, 5, 31), "month"),
        ("", None, "day"),
    ],
)
def test_a_date_is_typed_as_exactly_as_it_is_known(
    signed_in: SignIn, petra: Member, product: Product, typed: str, day: dt.date | None, precision: str
) -> None:
    fields = planned(product, petra, name=RIGHT_TO_LEFT, date=typed, external_precision="month")
    response = signed_in(petra).post(at("roadmap:launch_new"), fields, follow=True)
    assert f"{RIGHT_TO_LEFT} is planned." in text(response)
    made = Launch.objects.get(name=RIGHT_TO_LEFT)
    assert (made.date, made.precision) == (day, precision)


def test_an_embargo_is_typed_and_shown_by_the_clock_of_the_workspace(
    signed_in: SignIn, petra: Member, launch: Launch, product: Product
) -> None:
    Workspace.objects.update(timezone="Europe/Berlin")
    petra.workspace.refresh_from_db()
    client, edit = signed_in(petra), at("roadmap:launch_edit", pk=launch.pk)
    fields = planned(product, petra, precision="day", external_precision="month")
    client.post(edit, fields | {"embargo": "2027-05-14T16:00", "version": launch.version})
    launch.refresh_from_db()
    assert launch.embargo == dt.datetime(2027, 5, 14, 14, tzinfo=dt.UTC)
    assert "embargo until 14 May 2027, 16:00" in text(client.get(at("roadmap:launch", pk=launch.pk)))
    assert 'value="2027-05-14T16:00"' in text(client.get(edit))
    to_the_second = dt.datetime(2027, 5, 14, 14, 0, 7, tzinfo=dt.UTC)
    launches.update(launch, by=petra, embargo=to_the_second)
    shown = {"embargo": "2027-05-14T16:00", "initial-embargo": "2027-05-14 16:00:00", "version": launch.version + 1}
    client.post(edit, fields | shown | {"name": "Boat"})
    launch.refresh_from_db()
    assert (launch.name, launch.embargo) == ("Boat", to_the_second), "what was not touched stays"
    refused = client.post(edit, fields | {"embargo": "9999-05-14T16:00"}, headers=HTMX)
    assert (refused.status_code, "outside the years" in text(refused)) == (422, True)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 10_000}, "at most 200 characters"),
        ({"name": "Wal\0let"}, "Null characters are not allowed"),
        ({"name": "Wal\x07let"}, "control character U+0007"),
        ({"summary": "a\x1bb"}, "control character U+001B"),
        ({"date": "30 February 2027"}, "is no date"),
        ({"date": "soon"}, "Write a date as"),
        ({"date": "Q1 9999"}, "outside the years"),
        ({"products": []}, "This field is required."),
        ({"owner": "00000000-0000-0000-0000-000000000000"}, "Select a valid choice"),
        ({"tier": "9"}, "Select a valid choice"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_bad_input_is_refused_at_its_field_and_what_was_typed_stays(
    signed_in: SignIn, petra: Member, product: Product, bad: dict[str, Any], words: str
) -> None:
    fields = planned(product, petra, build="build 412", external_precision="month") | bad
    response = signed_in(petra).post(at("roadmap:launch_new"), fields, headers=HTMX)
    assert response.status_code == 422
    assert words in text(response)
    assert 'value="build 412"' in text(response)
    assert not Launch.objects.exists()


def edited(launch: Launch, petra: Member, **fields: Any) -> dict[str, Any]:
    return planned(launch.products.get(), petra, name=launch.name, precision="day", external_precision="month") | {
        "version": launch.version,
        **fields,
    }


def test_an_edit_closes_the_dialog_and_the_room_fetches_itself_anew(
    signed_in: SignIn, petra: Member, launch: Launch
) -> None:
    response = signed_in(petra).post(
        at("roadmap:launch_edit", pk=launch.pk), edited(launch, petra, name="Payments 2.1"), headers=HTMX
    )
    assert response.status_code == 204
    assert f"live:launch-{launch.pk}" in json.loads(response.headers["HX-Trigger"])
    launch.refresh_from_db()
    assert (launch.name, launch.date) == ("Payments 2.1", LAUNCH_DAY)


def test_what_somebody_else_saved_meanwhile_is_shown_beside_what_was_typed(
    signed_in: SignIn, alice: Member, petra: Member, launch: Launch
) -> None:
    opened = edited(launch, petra, name="Payments by Petra", build="7")
    launches.update(launch, by=alice, name="Payments by Alice")
    client, address = signed_in(petra), at("roadmap:launch_edit", pk=launch.pk)
    response = client.post(address, opened, headers=HTMX)
    html = text(response)
    assert response.status_code == 422
    assert "Somebody changed this meanwhile" in html
    assert 'value="Payments by Petra"' in html
    assert "Meanwhile saved: “Payments by Alice”." in html
    launch.refresh_from_db()
    assert launch.name == "Payments by Alice"
    assert f'name="version" value="{launch.version}"' in html
    assert client.post(address, opened | {"version": launch.version}, headers=HTMX).status_code == 204
    launch.refresh_from_db()
    assert launch.name == "Payments by Petra"


# Its state


def test_what_stands_in_the_way_is_said_before_it_is_asked_for(
    signed_in: SignIn, petra: Member, launch: Launch
) -> None:
    client, address = signed_in(petra), at("roadmap:launch_transition", pk=launch.pk, to="committed")
    html = text(client.get(address))
    assert "3 things in the way" in html
    assert "Back to the launch" in html
    assert f'action="{address}"' not in html, "what would be refused is not offered"
    response = client.post(address, headers=HTMX)
    assert response.status_code == 422
    assert "needs the Product brief before it is committed" in text(response)
    assert client.get(at("roadmap:launch_transition", pk=launch.pk, to="nonsense")).status_code == 404


def test_only_an_admin_is_offered_to_launch_nevertheless(
    signed_in: SignIn, alice: Member, petra: Member, launch: Launch
) -> None:
    address = at("roadmap:launch_transition", pk=launch.pk, to="launched")
    assert "Launch nevertheless" not in text(signed_in(petra).get(address))
    assert "Launch nevertheless" in text(signed_in(alice).get(address))
    assert signed_in(petra).post(address, {"override_reason": "Now"}, headers=HTMX).status_code == 403
    assert signed_in(alice).post(address, {"override_reason": "All agreed"}, headers=HTMX).status_code == 204
    launch.refresh_from_db()
    assert launch.status == "launched"
