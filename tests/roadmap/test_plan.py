"""The plan of a launch: what is dated in groups, added line by line, and many things changed at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from launchhub.accounts.models import Member
from messaging.actions import activities
from qa.actions import gates
from roadmap.actions import launches, milestones, plan, tasks
from roadmap.models import DateMove, Launch, Milestone, Task
from roadmap.plan import Mark, groups, rows
from tests.roadmap.conftest import LAUNCH_DAY
from tests.roadmap.pages import HTMX, SignIn, at, queries, share, text
from tests.roadmap.spine import kinds

MAY_DAY = dt.date(2027, 5, 1)


@pytest.fixture
def beta(petra: Member, launch: Launch) -> Milestone:
    """A phase of two weeks that ends a week before the launch."""
    end = LAUNCH_DAY - dt.timedelta(7)
    return milestones.create(by=petra, launch=launch, name="Beta", kind="phase", offset_days=-21, end=end)


def changes(launch: Launch) -> str:
    return at("roadmap:plan_change", pk=launch.pk)


def keys(*things: Any) -> list[str]:
    return [f"{thing.noun}:{thing.pk}" for thing in things]


# Reading


def test_everything_dated_stands_in_groups_with_lines_for_today_and_the_launch(
    petra: Member, quentin: Member, launch: Launch, beta: Milestone, code_freeze: Milestone, blog_post: Task
) -> None:
    gates.create(by=quentin, launch=launch, name="Load", offset_days=3)
    tasks.create(by=petra, launch=launch, title="Some day", hat="sales")
    found = rows(launch, petra)

    def shown(by: str) -> list[tuple[str, list[str]]]:
        return [
            (group.title, [entry.word if isinstance(entry, Mark) else entry.title for entry in group.chunks[0]])
            for group in groups(found, by, launch, MAY_DAY)
        ]

    assert shown("time") == [
        ("April 2027", ["Beta", "Code freeze", "Today"]),
        ("May 2027", ["Write the blog post", "Launch day", "Load"]),
        ("No date", ["Some day"]),
    ]
    assert shown("track") == [
        ("Product", ["Beta", "Code freeze"]),
        ("Marketing", ["Write the blog post"]),
        ("QA", ["Load"]),
        ("Sales", ["Some day"]),
    ]
    assert [title for title, _ in shown("phase")] == ["Beta, 23 April 2027 to 7 May 2027", "No date"]
    assert [row.title for row in found if row.is_overdue(MAY_DAY)] == ["Code freeze"], "the phase lasts"


def test_the_page_marks_what_is_overdue_folds_what_is_finished_and_links_what_is_edited_elsewhere(
    signed_in: SignIn, petra: Member, mark: Member, launch: Launch, code_freeze: Milestone, blog_post: Task
) -> None:
    gate = gates.create(by=None, launch=launch, name="Load", offset_days=-3)
    activities.create(by=mark, launch=launch, title="Mailing", channel="email", offset_days=0, owner=mark)
    tasks.complete(blog_post, by=mark)
    milestones.update(code_freeze, by=petra, due=petra.workspace.today() - dt.timedelta(1))
    html = text(signed_in(petra).get(at("roadmap:launch_schedule", pk=launch.pk), {"by": "phase"}))
    assert "1 overdue" in html
    assert "1 finished thing<" in html
    assert f'href="{at("qa:gate", pk=gate.pk)}"' in html
    assert f'value="gate:{gate.pk}"' not in html
    assert all(f'value="{key}"' in html for key in keys(code_freeze, blog_post))


def test_who_may_not_edit_is_offered_their_own_tasks_alone(
    signed_in: SignIn,
    mark: Member,
    quentin: Member,
    vera: Member,
    launch: Launch,
    blog_post: Task,
    press_day: Milestone,
) -> None:
    page, [own] = at("roadmap:launch_schedule", pk=launch.pk), keys(blog_post)
    html = text(signed_in(mark).get(page))
    assert (f'value="{own}"' in html, "milestone:" in html, 'value="shift"' in html) == (True, False, False)
    assert own not in text(signed_in(quentin).get(page))
    share(launch, vera)
    html = text(signed_in(vera).get(page))
    assert ("Write the blog post" in html, "<form" in html.partition('id="plan"')[2].partition("</main>")[0]) == (
        True,
        False,
    )


def test_an_empty_plan_leads_to_a_playbook(signed_in: SignIn, petra: Member, mark: Member, launch: Launch) -> None:
    page, way = at("roadmap:launch_schedule", pk=launch.pk), at("roadmap:launch_apply", pk=launch.pk)
    assert text(signed_in(petra).get(page)).count(way) > 1
    assert way not in text(signed_in(mark).get(page))


def test_three_times_as_many_things_take_no_more_queries(
    signed_in: SignIn, petra: Member, mark: Member, launch: Launch, code_freeze: Milestone, blog_post: Task
) -> None:
    client, page = signed_in(petra), at("roadmap:launch_schedule", pk=launch.pk)
    tasks.delete(tasks.create(by=petra, launch=launch, title="Bin", hat="qa", assignee=petra), by=petra)
    one = queries(client, page)
    for number in range(2):
        milestones.create(by=petra, launch=launch, name=f"M{number}", owner=mark, offset_days=number)
        tasks.create(by=petra, launch=launch, title=f"T{number}", hat="qa", assignee=petra, offset_days=number)
        tasks.delete(tasks.create(by=petra, launch=launch, title=f"B{number}", hat="qa"), by=petra)
    assert queries(client, page) == one


# Adding and editing


def test_lines_are_added_one_after_the_other(
    signed_in: SignIn, petra: Member, mark: Member, quentin: Member, launch: Launch
) -> None:
    client, address = signed_in(petra), at("roadmap:plan_add", pk=launch.pk)
    line = {"add-title": "Order banners", "add-kind": "task", "add-hat": "marketing"}
    response = client.post(address, line | {"add-place": "T-10 working", "add-who": "mar"}, headers=HTMX)
    assert response.status_code == 200
    assert '<option value="marketing" selected>' in text(response)
    task = Task.objects.get(launch=launch)
    assert (task.title, task.assignee, task.due, task.offset_unit) == (
        "Order banners", mark, dt.date(2027, 4, 30), "working",
    )  # fmt: skip
    phase = {"add-title": "Beta", "add-kind": "phase", "add-hat": "product", "add-place": "2027-05-01"}
    response = client.post(address, phase | {"add-who": "Nobody known"}, headers=HTMX)
    assert (response.status_code, "say when it ends" in text(response)) == (422, True)
    assert "no member here whose name begins with “Nobody known”" in text(response)
    assert client.post(address, phase | {"add-end": "2027-05-08"}).status_code == 302
    beta = Milestone.objects.get(launch=launch)
    assert (beta.kind, beta.is_anchored, beta.length_days) == ("phase", False, 7)
    assert signed_in(quentin).post(address, line).status_code == 403


def test_a_name_says_who_it_is_or_is_refused(
    signed_in: SignIn, petra: Member, mark: Member, vera: Member, launch: Launch, quentin: Member
) -> None:
    client, address = signed_in(petra), at("roadmap:plan_add", pk=launch.pk)
    quentin.user.name = "Martha"
    quentin.user.save()
    line = {"add-title": "Call", "add-kind": "task", "add-hat": "sales"}
    told = {name: text(client.post(address, line | {"add-who": name}, headers=HTMX)) for name in ("mar", "Vera")}
    assert "Several people fit “mar”" in told["mar"]
    assert "no member here" in told["Vera"], "a guest does nothing"
    assert client.post(address, line | {"add-who": "quentin@example.com"}, headers=HTMX).status_code == 200
    assert Task.objects.get().assignee == quentin


def test_a_task_and_a_phase_are_edited_and_what_was_not_touched_stays(
    signed_in: SignIn, petra: Member, mark: Member, blog_post: Task, beta: Milestone
) -> None:
    client, address = signed_in(petra), at("roadmap:task_edit", pk=blog_post.pk)
    assert 'value="T\N{MINUS SIGN}5 working"' in text(client.get(address))
    same = {"title": blog_post.title, "hat": "marketing", "place": "T-5 working", "assignee": "Mark", "note": ""}
    opened = same | {"version": blog_post.version}
    assert client.post(address, opened | {"place": "3 May 2027"}, headers=HTMX).status_code == 204
    blog_post.refresh_from_db()
    assert (blog_post.due, blog_post.is_anchored, blog_post.assignee) == (dt.date(2027, 5, 3), False, mark)
    response = client.post(address, opened | {"title": "Mine"}, headers=HTMX)
    assert (response.status_code, "Meanwhile saved: “3 May 2027”" in text(response)) == (422, True)

    address = at("roadmap:milestone_edit", pk=beta.pk)
    given = {"name": "Open beta", "kind": "phase", "hat": "product", "place": "T-14", "end": "2027-05-07"}
    assert client.post(address, given | {"version": beta.version}, headers=HTMX).status_code == 204
    beta.refresh_from_db()
    assert (beta.name, beta.due, beta.end) == ("Open beta", dt.date(2027, 4, 30), dt.date(2027, 5, 7))
    assert signed_in(mark).get(address).status_code == 403
    assert "Open beta" in text(signed_in(mark).get(at("roadmap:milestone", pk=beta.pk)))


# Many at once


def test_one_change_reaches_all_things_each_as_one_event(
    petra: Member, mark: Member, launch: Launch, beta: Milestone, code_freeze: Milestone, blog_post: Task
) -> None:
    things = [beta, code_freeze, blog_post]
    before = [len(kinds(thing)) for thing in things]
    plan.change(launch, things, do="shift", days=3, reason="quality", by=petra)
    for thing in things:
        thing.refresh_from_db()
    assert [thing.due for thing in things] == [dt.date(2027, 4, 26), dt.date(2027, 5, 3), dt.date(2027, 5, 10)]
    assert all(thing.is_anchored for thing in things)
    assert [len(kinds(thing)) for thing in things] == [count + 1 for count in before]
    assert set(DateMove.objects.values_list("subject_id", "reason")) == {
        (beta.pk, "quality"), (code_freeze.pk, "quality"),
    }  # fmt: skip
    plan.change(launch, things, do="assign", assignee=mark, by=petra)
    assert (Task.objects.get().assignee, Milestone.objects.filter(owner=mark).count()) == (mark, 2)


def test_what_is_pinned_stays_and_what_is_anchored_moves(
    petra: Member, launch: Launch, press_day: Milestone, blog_post: Task
) -> None:
    plan.change(launch, [press_day], do="anchor", unit="working", by=petra)
    plan.change(launch, [blog_post], do="pin", by=petra)
    due = blog_post.due
    launches.move(launch, to=LAUNCH_DAY + dt.timedelta(7), reason="scope", by=petra)
    press_day.refresh_from_db()
    blog_post.refresh_from_db()
    assert (press_day.due, press_day.offset_days, blog_post.due) == (dt.date(2027, 5, 20), -1, due)


def test_phases_keep_their_order_when_all_are_shifted(petra: Member, launch: Launch, beta: Milestone) -> None:
    end = LAUNCH_DAY + dt.timedelta(30)
    ga = milestones.create(by=petra, launch=launch, name="GA", kind="phase", offset_days=0, end=end)
    for days in (30, -30):
        plan.change(launch, [beta, ga], do="shift", days=days, by=petra)
    assert [Milestone.objects.get(pk=each.pk).offset_days for each in (beta, ga)] == [-21, 0]


def test_all_or_nothing_with_what_is_in_the_way_of_which(
    signed_in: SignIn, petra: Member, launch: Launch, code_freeze: Milestone, blog_post: Task
) -> None:
    client, chosen = signed_in(petra), {"do": "skip", "things": keys(code_freeze, blog_post)}
    response = client.post(changes(launch), chosen, headers=HTMX)
    assert (response.status_code, "Say why it is not needed." in text(response)) == (422, True)
    response = client.post(changes(launch), chosen | {"reason": "Too late"}, headers=HTMX)
    assert f'<a href="#milestone-{code_freeze.pk}">Code freeze</a>: A milestone is not skipped' in text(response)
    assert Task.objects.get().status == "todo"
    for given, told in (([], "Choose something first"), (["task:x"], "no longer here"), (["gate:1"], "no longer here")):
        assert told in text(client.post(changes(launch), {"do": "complete", "things": given}, headers=HTMX))
    assert client.post(changes(launch), {"do": "explode", "things": keys(blog_post)}, headers=HTMX).status_code == 422
    assert "Nothing was changed" in text(client.post(changes(launch), chosen)), "a whole page without htmx"


def test_what_was_done_is_taken_back(
    signed_in: SignIn, petra: Member, launch: Launch, code_freeze: Milestone, blog_post: Task
) -> None:
    client, both = signed_in(petra), ",".join(keys(code_freeze, blog_post))
    for do, back in (("complete", "reopen"), ("delete", "restore")):
        response = client.post(changes(launch), {"do": do, "things": both}, headers=HTMX)
        assert f'"values": {{"do": "{back}", "things": "{both}"}}' in response.headers["HX-Trigger"]
        if do == "delete":
            assert "2 things in the bin" in text(client.get(at("roadmap:launch_schedule", pk=launch.pk)))
        assert client.post(changes(launch), {"do": back, "things": both}, headers=HTMX).status_code == 204
    assert (Task.objects.alive().get().status, Milestone.objects.alive().get().actual_date) == ("todo", None)


def test_an_assignee_finishes_their_own_task_and_nobody_elses(
    signed_in: SignIn, mark: Member, quentin: Member, vera: Member, mallory: Member, launch: Launch, blog_post: Task
) -> None:
    [own] = keys(blog_post)
    share(launch, vera)
    assert signed_in(quentin).post(changes(launch), {"done": own}).status_code == 403
    assert signed_in(vera).post(changes(launch), {"done": own}).status_code == 403
    assert signed_in(mallory).post(changes(launch), {"done": own}).status_code == 404
    assert signed_in(mark).post(changes(launch), {"do": "delete", "things": own}).status_code == 403
    assert signed_in(mark).post(changes(launch), {"done": own}, headers=HTMX).status_code == 204
    assert Task.objects.get().status == "done"


def test_a_task_is_in_hand_before_it_is_done_and_a_milestone_never(
    signed_in: SignIn, petra: Member, mark: Member, launch: Launch, code_freeze: Milestone, blog_post: Task
) -> None:
    client, task = signed_in(mark), at("roadmap:task", pk=blog_post.pk)
    assert 'name="do" value="start"' in text(client.get(task))
    started = client.post(changes(launch), {"do": "start", "things": keys(blog_post)}, headers=HTMX)
    assert '"do": "reopen"' in started.headers["HX-Trigger"]
    assert Task.objects.get().status == "doing"
    assert 'name="do" value="start"' not in text(client.get(task))
    both = {"do": "start", "things": keys(code_freeze, blog_post)}
    refused = text(signed_in(petra).post(changes(launch), both, headers=HTMX))
    assert "A milestone is not started: it is reached." in refused


# REST


def test_rest_does_the_same(
    api: Any, petra: Member, mark: Member, launch: Launch, code_freeze: Milestone, blog_post: Task
) -> None:
    client, address = api(petra), f"/api/v1/harbour/launches/{launch.pk}/plan_changes/"
    both = [{"type": thing.noun, "id": str(thing.pk), "version": 1} for thing in (code_freeze, blog_post)]

    def ask(**body: Any) -> Any:
        return client.post(address, body, content_type="application/json")

    answer = ask(do="shift", things=both, days=-2, unit="working")
    assert answer.status_code == 201
    assert [row["due"] for row in answer.json()["results"]] == ["2027-04-28", "2027-05-05"]
    stale = ask(do="assign", things=both, assignee=str(mark.pk))
    assert {error["pointer"] for error in stale.json()["errors"]} == {"/things/0/version", "/things/1/version"}
    for each in both:
        del each["version"]
    refused = ask(do="skip", things=both, reason="Late")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/things/0/reason")
    wrong = ask(do="shift", things=[*both, both[0]], assignee=None)
    assert {error["pointer"] for error in wrong.json()["errors"]} == {"/assignee", "/days"}
    assert ask(do="pin", things=[*both, both[0]]).json()["errors"][0]["detail"] == "This id is given twice."
    assert ask(do="delete", things=both).status_code == 201
    assert ask(do="restore", things=both).json()["results"][0]["title"] == "Code freeze"
    assert api(mark).post(address, {"do": "pin", "things": both}, content_type="application/json").status_code == 403


def test_rest_changes_tasks_and_milestones_each_its_own_way(
    api: Any, petra: Member, mark: Member, code_freeze: Milestone, blog_post: Task
) -> None:
    for collection, thing, given in (("tasks", blog_post, {"status": "doing"}), ("milestones", code_freeze, {})):
        edit = {"id": str(thing.pk), "version": 1, "offset_days": -3, "offset_unit": "calendar", **given}
        address = f"/api/v1/harbour/{collection}/bulk/"
        answer = api(petra).patch(address, [edit], content_type="application/json")
        assert [row["due"] for row in answer.json()["results"]] == ["2027-05-11"]
        answer = api(petra).patch(address, [edit], content_type="application/json")
        assert answer.json()["errors"][0]["pointer"] == "/0/version"
