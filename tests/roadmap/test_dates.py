"""Moving the bars of the timeline: one action, one event; what is refused says why and changes nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from roadmap.actions import dependencies, features, launches, milestones, tasks
from roadmap.models import DateMove, Dependency, Feature, Launch, Milestone, Product, Task
from tests.roadmap.pages import HTMX, SignIn, at, queries, text


def drop(client: Any, name: str, pk: Any, **fields: Any) -> Any:
    return client.post(at(name, pk=pk), fields, headers=HTMX)


def told(row: Any) -> list[str]:
    return list(Event.objects.filter(subject_id=row.pk).order_by("id").values_list("kind", flat=True))[1:]


def test_a_feature_that_is_dragged_moves_as_a_whole(signed_in: SignIn, petra: Member, refunds: Feature) -> None:
    features.update(refunds, by=petra, start=dt.date(2027, 4, 1))
    moved = drop(signed_in(petra), "roadmap:feature_dates", refunds.pk, start="2027-04-03", end="2027-05-09", version=2)
    assert moved.status_code == 204
    assert '"version": 3, "start": "2027-04-03", "end": "2027-05-09"' in moved.headers["HX-Trigger"]
    refunds.refresh_from_db()
    assert (refunds.start, refunds.target) == (dt.date(2027, 4, 3), dt.date(2027, 5, 9))
    assert told(refunds) == ["feature.updated", "feature.date_moved"]


def test_a_feature_without_a_start_gets_none_by_being_dragged(
    signed_in: SignIn, petra: Member, refunds: Feature
) -> None:
    drop(signed_in(petra), "roadmap:feature_dates", refunds.pk, start="2027-05-09", end="2027-05-09")
    refunds.refresh_from_db()
    assert (refunds.start, refunds.target) == (None, dt.date(2027, 5, 9))


def test_what_was_anchored_stays_anchored(
    signed_in: SignIn, petra: Member, code_freeze: Milestone, blog_post: Task
) -> None:
    drop(signed_in(petra), "roadmap:milestone_dates", code_freeze.pk, start="2027-05-03", end="2027-05-03")
    drop(signed_in(petra), "roadmap:task_dates", blog_post.pk, start="2027-05-10", end="2027-05-10")
    code_freeze.refresh_from_db()
    blog_post.refresh_from_db()
    assert (code_freeze.due, code_freeze.offset_days) == (dt.date(2027, 5, 3), -11)
    assert (blog_post.due, blog_post.offset_days, blog_post.offset_unit) == (dt.date(2027, 5, 10), -4, "working")
    assert (told(code_freeze), told(blog_post)) == (["milestone.date_moved"], ["task.updated"])


@pytest.mark.parametrize(
    ("start", "end", "offset"),
    [("2027-04-16", "2027-04-30", -28), ("2027-04-18", "2027-05-02", -26), ("2027-04-12", "2027-04-28", -32)],
    ids=["longer", "later", "from its start"],
)
def test_a_phase_is_moved_and_resized(
    signed_in: SignIn, petra: Member, launch: Launch, start: str, end: str, offset: int
) -> None:
    beta = milestones.create(
        by=petra, launch=launch, name="Beta", kind="phase", offset_days=-28, end=dt.date(2027, 4, 28)
    )
    assert drop(signed_in(petra), "roadmap:milestone_dates", beta.pk, start=start, end=end).status_code == 204
    beta.refresh_from_db()
    assert (str(beta.due), str(beta.end), beta.offset_days) == (start, end, offset)


def test_the_ledger_keeps_why_a_bar_was_dragged(
    signed_in: SignIn, petra: Member, refunds: Feature, code_freeze: Milestone
) -> None:
    client, why = signed_in(petra), {"move_reason": "quality", "move_note": "Two crashes"}
    drop(client, "roadmap:feature_dates", refunds.pk, start="2027-05-09", end="2027-05-09", **why)
    drop(client, "roadmap:milestone_dates", code_freeze.pk, start="2027-05-03", **why)
    drop(client, "roadmap:milestone_dates", code_freeze.pk, start="2027-05-04")
    lines = DateMove.objects.order_by("created_at", "id").values_list("subject_type", "reason", "note")
    assert list(lines) == [
        ("feature", "quality", "Two crashes"),
        ("milestone", "quality", "Two crashes"),
        ("milestone", "unspecified", ""),
    ]
    wrong = drop(client, "roadmap:feature_dates", refunds.pk, start="2027-05-10", end="2027-05-10", move_reason="mood")
    assert (wrong.status_code, "mood is not one of the available choices" in text(wrong)) == (422, True)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"start": "2027-05-09", "end": "2027-05-01"}, "The start is after the target, 2027-05-01."),
        ({"start": "2027-02-30", "end": "2027-05-01"}, "Enter a valid date."),
        ({"start": "0001-01-01", "end": "2027-05-01"}, "1970"),
    ],
)
def test_dates_that_make_no_sense_are_refused(
    signed_in: SignIn, petra: Member, refunds: Feature, fields: dict[str, str], why: str
) -> None:
    response = drop(signed_in(petra), "roadmap:feature_dates", refunds.pk, **fields)
    assert response.status_code == 422
    assert why in text(response)
    assert told(refunds) == []


def test_who_was_slower_is_told_what_the_other_saved(signed_in: SignIn, petra: Member, refunds: Feature) -> None:
    features.update(refunds, by=petra, target=dt.date(2027, 5, 10))
    late = drop(signed_in(petra), "roadmap:feature_dates", refunds.pk, start="2027-05-12", end="2027-05-12", version=1)
    assert late.status_code == 422
    assert "Somebody changed this meanwhile" in text(late)
    assert "2027-05-10" in text(late)
    refunds.refresh_from_db()
    assert refunds.target == dt.date(2027, 5, 10)


def test_it_takes_the_product_hat(signed_in: SignIn, mark: Member, mallory: Member, refunds: Feature) -> None:
    dates = {"start": "2027-05-09", "end": "2027-05-09"}
    assert drop(signed_in(mark), "roadmap:feature_dates", refunds.pk, **dates).status_code == 403
    assert drop(signed_in(mallory), "roadmap:feature_dates", refunds.pk, **dates).status_code == 404
    assert told(refunds) == []


def test_what_waits_is_linked_and_unlinked(
    signed_in: SignIn, petra: Member, product: Product, refunds: Feature
) -> None:
    receipts, client = features.create(by=petra, title="Receipts", product=product), signed_in(petra)
    answer = drop(client, "roadmap:feature_dependencies", refunds.pk, other=receipts.pk, lag_days=3)
    assert answer.status_code == 204
    made = Dependency.objects.alive().get()
    assert (made.from_feature, made.to_feature, made.lag_days) == (refunds, receipts, 3)
    assert "Unlink Receipts" in text(client.get(at("roadmap:feature_dates", pk=refunds.pk)))
    assert drop(client, "roadmap:dependency_delete", made.pk).status_code == 204
    assert not Dependency.objects.alive().exists()


def test_the_other_one_is_found_by_what_it_is_called(
    signed_in: SignIn, petra: Member, mallory: Member, product: Product, refunds: Feature
) -> None:
    receipts, exports = (features.create(by=petra, title=title, product=product) for title in ("Receipts", "Exports"))
    client, link = signed_in(petra), at("roadmap:feature_dependencies", pk=refunds.pk)
    everything, found = text(client.get(link)), text(client.get(link, {"q": " recei"}))
    assert all(str(one.pk) in everything for one in (receipts, exports))
    assert f'value="{receipts.pk}" selected' in found
    assert str(exports.pk) not in found
    assert queries(client, f"{link}?q=recei") == queries(client, f"{link}?q=nothing")
    refused = drop(client, "roadmap:feature_dependencies", refunds.pk, other=exports.pk, q="recei")
    assert refused.status_code == 422
    assert "Choose one of those that are found." in text(refused)
    assert 'value="recei"' in text(refused)
    assert not Dependency.objects.exists()
    assert signed_in(mallory).get(link, {"q": "recei"}).status_code == 404


def test_a_launch_is_linked_both_ways_in_its_room_where_what_is_too_early_is_marked(
    signed_in: SignIn, petra: Member, mark: Member, product: Product, launch: Launch
) -> None:
    app = launches.create(by=petra, name="App 3", products=[product], owner=petra, date=dt.date(2027, 5, 20))
    web = launches.create(by=petra, name="Web 4", products=[product], owner=petra)
    client, room = signed_in(petra), at("roadmap:launch", pk=launch.pk)
    assert "It waits for no other launch" in text(client.get(room))
    link = at("roadmap:launch_dependencies", pk=launch.pk)
    assert 'value="needs" selected' in text(client.get(link, {"way": "needs"}))
    assert drop(client, "roadmap:launch_dependencies", launch.pk, way="needs", other=app.pk).status_code == 204
    one = queries(client, room)
    assert drop(client, "roadmap:launch_dependencies", launch.pk, way="needed_by", other=web.pk).status_code == 204
    assert queries(client, room) == one
    listed = text(client.get(room)).split('id="dependencies"')[1].split("</section>")[0]
    for words in ("Waits for", "App 3", "6 days too early", "Comes before", "Web 4", "no date yet", "Unlink Web 4"):
        assert words in listed
    assert "too late" in text(client.get(at("roadmap:launch", pk=app.pk))).split('id="dependencies"')[1]
    assert "Unlink" not in text(signed_in(mark).get(room))
    drop(client, "roadmap:dependency_delete", Dependency.objects.get(from_launch=app).pk)
    assert "App 3" not in text(client.get(room)).split('id="dependencies"')[1].split("</section>")[0]


def test_a_circle_is_refused_with_the_way_round(
    signed_in: SignIn, petra: Member, product: Product, refunds: Feature
) -> None:
    receipts = features.create(by=petra, title="Receipts", product=product)
    dependencies.create(by=petra, source=refunds, target=receipts)
    answer = drop(signed_in(petra), "roadmap:feature_dependencies", receipts.pk, other=refunds.pk)
    assert answer.status_code == 422
    assert "“Receipts” → “Refunds” → “Receipts”" in text(answer)


def test_a_task_that_is_moved_still_says_who_does_it(signed_in: SignIn, petra: Member, blog_post: Task) -> None:
    tasks.update(blog_post, by=petra, due=dt.date(2027, 5, 3))
    drop(signed_in(petra), "roadmap:task_dates", blog_post.pk, start="2027-05-04", end="2027-05-04")
    blog_post.refresh_from_db()
    assert (blog_post.due, blog_post.is_anchored) == (dt.date(2027, 5, 4), False)
