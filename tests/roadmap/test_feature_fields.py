"""The fields of a feature on its panel: each saved alone, refused at its place, and merged with what others save."""

from __future__ import annotations

from typing import Any

import pytest

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from roadmap.actions import features, goals, products
from roadmap.models import DateMove, Dependency, Feature, Goal, Launch, Product
from tests.roadmap.pages import HTMX, SignIn, at, queries, share, text

ONE = {"title": "Quick refunds", "labels": "web, till , web", "external_url": "tracker.example/1"}


def save(client: Any, feature: Feature, field: str, **values: Any) -> Any:
    """Send the form of one field as it was opened: with the version that the test's object has."""
    opened = {"version": feature.version, **{f"initial-{name}": value for name, value in opened_of(feature).items()}}
    return client.post(at("roadmap:feature_field", pk=feature.pk, part=field), opened | values, headers=HTMX)


def opened_of(feature: Feature) -> dict[str, Any]:
    """Return what stood in the fields that these tests send."""
    return {
        "title": feature.title, "owner": feature.owner_id or "", "status": feature.status, "reason": feature.reason,
        "target": feature.target or "", "labels": ", ".join(feature.labels), "external_url": feature.external_url,
        "move_reason": "", "note": "", "launch": feature.launch_id or "", "description": feature.description,
    }  # fmt: skip


@pytest.fixture
def goal(petra: Member) -> Goal:
    """Something to measure features by."""
    return goals.create(by=petra, title="Fewer lost carts", metric="Carts", target=40)


def test_each_field_is_saved_alone(signed_in: SignIn, petra: Member, mark: Member, refunds: Feature) -> None:
    client = signed_in(petra)
    given = ONE | {"owner": str(mark.pk), "description": "**Fast**", "start": "2027-05-01"}
    for field, value in given.items():
        refunds.refresh_from_db()
        answer = save(client, refunds, field, **{field: value})
        assert (answer.status_code, f"live:feature-{refunds.pk}" in answer.headers["HX-Trigger"]) == (204, True), field
    refunds.refresh_from_db()
    assert (refunds.title, refunds.labels, refunds.owner) == ("Quick refunds", ["web", "till"], mark)
    assert (refunds.external_url, refunds.description) == ("https://tracker.example/1", "**Fast**")
    changed = Event.objects.filter(subject_id=refunds.pk, kind="feature.updated")
    assert sorted(name for event in changed for name in event.data["changes"]) == sorted(given)


def test_what_is_refused_comes_back_at_its_field_as_it_was_typed(
    signed_in: SignIn, petra: Member, refunds: Feature
) -> None:
    client = signed_in(petra)
    wrong = {
        "title": ("", "required"),
        "external_url": ("javascript:alert(1)", "valid URL"),
        "start": ("2027-12-01", "after the target"),
        "target": ("never", "valid date"),
        "labels": ("x" * 101, "100 characters"),
    }
    for field, (typed, words) in wrong.items():
        answer = save(client, refunds, field, **{field: typed})
        assert (answer.status_code, words in text(answer), typed in text(answer)) == (422, True, True), text(answer)
        assert f'href="#id_{field}_{refunds.pk}"' in text(answer)
    refunds.refresh_from_db()
    assert refunds.version == 1


def test_parking_needs_a_reason_and_any_other_state_forgets_it(
    signed_in: SignIn, petra: Member, refunds: Feature
) -> None:
    client = signed_in(petra)
    assert "Say why the feature is parked" in text(save(client, refunds, "status", status="parked", reason=""))
    assert save(client, refunds, "status", status="parked", reason="Nobody asked").status_code == 204
    refunds.refresh_from_db()
    assert (refunds.status, refunds.reason) == ("parked", "Nobody asked")
    save(client, refunds, "status", status="planned", reason="Nobody asked")
    refunds.refresh_from_db()
    assert (refunds.status, refunds.reason) == ("planned", "")


def test_a_target_that_was_set_moves_with_a_reason_which_the_ledger_and_the_history_keep(
    signed_in: SignIn, petra: Member, refunds: Feature
) -> None:
    client = signed_in(petra)
    assert "Say why the target moves" in text(save(client, refunds, "target", target="2027-05-10"))
    save(client, refunds, "target", target="2027-05-10", move_reason="scope", note="Two more currencies")
    line = DateMove.objects.get(subject_id=refunds.pk)
    assert (line.days, line.reason, line.note) == (3, "scope", "Two more currencies")
    html = text(client.get(at("roadmap:feature", pk=refunds.pk)))
    assert "Two more currencies" in html
    assert "<b>Reason</b> Scope" in html
    fresh = features.create(by=petra, title="Fresh", product=refunds.product)
    assert save(client, fresh, "target", target="2027-05-10").status_code == 204


def test_what_somebody_else_saved_meanwhile_stays_unless_both_changed_the_same(
    signed_in: SignIn, petra: Member, alice: Member, mark: Member, refunds: Feature
) -> None:
    client = signed_in(petra)
    features.update(refunds, by=alice, owner=mark)
    assert save(client, refunds, "title", title="Quick refunds").status_code == 204
    now = Feature.objects.get(pk=refunds.pk)
    assert (now.title, now.owner) == ("Quick refunds", mark)
    clash = save(client, refunds, "title", title="Slow refunds")
    assert clash.status_code == 422
    assert "Meanwhile saved: “Quick refunds”" in text(clash)
    assert 'value="Slow refunds"' in text(clash)
    refunds = now
    assert save(client, refunds, "title", title="Slow refunds").status_code == 204


def test_a_launch_and_a_parent_are_found_by_typing(
    signed_in: SignIn, petra: Member, launch: Launch, refunds: Feature
) -> None:
    client = signed_in(petra)
    whole = features.create(by=petra, title="Money <back>", product=refunds.product)
    found = client.get(at("roadmap:feature_choices", pk=refunds.pk, way="parent"), {"q": "money"}, headers=HTMX)
    assert f'name="parent" value="{whole.pk}"' in text(found)
    assert "Money &lt;back&gt;" in text(found)
    assert "Nothing is called like that" in text(
        client.get(at("roadmap:feature_choices", pk=refunds.pk, way="launch"), {"q": "zzz"}, headers=HTMX)
    )
    save(client, refunds, "parent", parent=str(whole.pk))
    refunds.refresh_from_db()
    save(client, refunds, "launch", launch="")
    refunds.refresh_from_db()
    assert (refunds.parent, refunds.launch) == (whole, None)
    assert "Choose one" in text(save(client, refunds, "launch"))
    assert save(client, refunds, "parent", parent=str(refunds.pk)).status_code == 422


def test_features_are_linked_in_every_way_and_no_circle_is_closed(
    signed_in: SignIn, petra: Member, refunds: Feature
) -> None:
    client = signed_in(petra)
    ledger, report = (features.create(by=petra, title=each, product=refunds.product) for each in ("Ledger", "Report"))
    path = at("roadmap:feature_link", pk=refunds.pk)
    for way, other in (("needs", ledger), ("needed_by", report), ("relates", ledger), ("replaces", report)):
        assert client.post(path, {"way": way, "feature": str(other.pk)}, headers=HTMX).status_code == 204
    html = text(client.get(at("roadmap:feature", pk=refunds.pk)))
    assert all(words in html for words in ("Waits for", "Comes before", "Related to", "Replaces"))
    circle = client.post(path, {"way": "needs", "feature": str(report.pk)}, headers=HTMX)
    assert circle.status_code == 422
    assert "in a circle: “Report” → “Refunds” → “Report”" in text(circle)
    assert client.post(path, {"way": "needs", "feature": "x"}, headers=HTMX).status_code == 422
    needs = Dependency.objects.get(to_feature=refunds, kind="blocks")
    client.post(at("roadmap:dependency_delete", pk=needs.pk), headers=HTMX)
    assert not Dependency.objects.alive().filter(to_feature=refunds, kind="blocks").exists()


def test_a_goal_is_tied_to_it_and_no_longer(signed_in: SignIn, petra: Member, goal: Goal, refunds: Feature) -> None:
    client, panel = signed_in(petra), at("roadmap:feature", pk=refunds.pk)
    other = features.create(by=petra, title="Other", product=refunds.product)
    goals.measure(goal, other, by=petra)
    client.post(at("roadmap:feature_goal", pk=refunds.pk), {"goal": str(goal.pk)}, headers=HTMX)
    assert "Fewer lost carts" in text(client.get(panel))
    assert set(goal.features.all()) == {other, refunds}
    client.post(at("roadmap:feature_goal_delete", pk=refunds.pk), {"goal": str(goal.pk)}, headers=HTMX)
    assert "Fewer lost carts" not in text(client.get(panel))
    assert set(goal.features.all()) == {other}


def test_a_new_look_is_told_and_it_is_watched_and_muted(signed_in: SignIn, petra: Member, refunds: Feature) -> None:
    client, panel = signed_in(petra), at("roadmap:feature", pk=refunds.pk)
    client.post(at("roadmap:feature_look", pk=refunds.pk), {"build": "42", "note": "Round"}, headers=HTMX)
    assert "revision 2" in text(client.get(panel))
    for name, data, words in (
        ("watch", {}, "you watch it"),
        ("watch", {"muted": "1"}, "you have muted it"),
        ("unwatch", {}, "as by default"),
    ):
        client.post(at(f"roadmap:feature_{name}", pk=refunds.pk), data, headers=HTMX)
        assert words in text(client.get(panel))


def test_the_history_says_who_changed_what_from_what_to_what(
    signed_in: SignIn, petra: Member, mark: Member, refunds: Feature, product: Product
) -> None:
    features.update(refunds, by=mark_as_product(mark), owner=mark, start="2027-05-01")
    features.update(refunds, by=petra, launch=None, description="Long\ntext")
    html = text(signed_in(petra).get(at("roadmap:feature", pk=refunds.pk)))
    for words in (
        "<b>Owner</b> from <bdi>Petra</bdi> to <bdi>Mark</bdi>",
        "<b>Start</b> from <bdi>nothing</bdi> to <bdi>1 May 2027</bdi>",
        "<b>Launch</b> from <bdi>Payments 2.0</bdi> to <bdi>nothing</bdi>",
        "Description: another text",
    ):
        assert words in html


def mark_as_product(mark: Member) -> Member:
    """Let Mark wear the product hat as well."""
    mark.hats = [*mark.hats, "product"]
    mark.save(update_fields=["hats"])
    return mark


def test_a_guest_reads_no_names_of_what_is_not_shared_in_the_history(
    signed_in: SignIn, petra: Member, vera: Member, refunds: Feature
) -> None:
    features.update(refunds, by=petra, launch=None)
    share(refunds, vera)
    html = text(signed_in(vera).get(at("roadmap:feature", pk=refunds.pk)))
    assert "<b>Launch</b> from <bdi>something that you do not see</bdi> to <bdi>nothing</bdi>" in html
    assert "Payments 2.0" not in html
    assert "<form" not in html.partition('class="feature"')[2].partition("History")[0]


def test_others_write_nothing(
    signed_in: SignIn, mark: Member, vera: Member, mallory: Member, refunds: Feature, goal: Goal
) -> None:
    share(refunds, vera)
    for member, status in ((mark, 403), (vera, 403), (mallory, 404)):
        client = signed_in(member)
        assert save(client, refunds, "title", title="Mine").status_code == status
        for name, data in (("feature_link", {}), ("feature_goal", {"goal": str(goal.pk)}), ("feature_look", {})):
            assert client.post(at(f"roadmap:{name}", pk=refunds.pk), data, headers=HTMX).status_code == status
        choices = at("roadmap:feature_choices", pk=refunds.pk, way="launch")
        assert client.get(choices, headers=HTMX).status_code == status
    refunds.refresh_from_db()
    assert (refunds.title, refunds.version) == ("Refunds", 1)


def test_there_is_no_field_that_is_none(signed_in: SignIn, petra: Member, refunds: Feature) -> None:
    client = signed_in(petra)
    assert save(client, refunds, "position", position="1").status_code == 404
    assert client.get(at("roadmap:feature_choices", pk=refunds.pk, way="member")).status_code == 404


def test_the_panel_is_a_part_of_the_page(signed_in: SignIn, petra: Member, refunds: Feature) -> None:
    client, address = signed_in(petra), at("roadmap:feature", pk=refunds.pk)
    part, whole = text(client.get(address, headers=HTMX)), text(client.get(address))
    assert part.strip().startswith("<article")
    assert "<html" not in part
    assert "<html" in whole


@pytest.mark.parametrize("count", [3, 30])
def test_a_long_history_costs_what_a_short_one_does(
    signed_in: SignIn, petra: Member, refunds: Feature, count: int
) -> None:
    client, address = signed_in(petra), at("roadmap:feature", pk=refunds.pk)

    def change(times: int) -> None:
        for number in range(times):
            product = products.create(by=petra, name=f"P{times}X{number}", key=f"P{times}X{number}")
            features.update(Feature.objects.get(pk=refunds.pk), by=petra, product=product)

    change(1)
    one = queries(client, address)
    change(count - 1)
    assert queries(client, address) == one
