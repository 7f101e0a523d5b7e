"""Tasks: assigned, done, skipped."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Forbidden
from launchhub.notifications.models import Notification
from launchhub.notifications.recipients import resolve
from roadmap.actions import launches, tasks
from roadmap.models import Launch, Task
from tests.cast import program
from tests.events.drain import drain
from tests.roadmap.spine import kinds, last


def test_the_assignee_completes_it(blog_post: Task, mark: Member) -> None:
    assert tasks.complete(blog_post, by=mark).status == "done"
    assert kinds(blog_post) == ["task.created", "task.status_changed"]


def test_nobody_else_without_the_product_hat_does(blog_post: Task, quentin: Member, vera: Member) -> None:
    for member in (quentin, vera):
        with pytest.raises(Forbidden):
            tasks.complete(blog_post, by=member)


def test_the_assignee_changes_nothing_but_its_state(blog_post: Task, mark: Member) -> None:
    with pytest.raises(Forbidden, match="product hat"):
        tasks.update(blog_post, by=mark, due=dt.date(2027, 6, 1))


def test_skipping_needs_a_reason(blog_post: Task, mark: Member) -> None:
    with pytest.raises(ValidationError) as caught:
        tasks.skip(blog_post, reason="", by=mark)
    assert "reason" in caught.value.message_dict
    assert tasks.skip(blog_post, reason="No blog any more", by=mark).is_finished


def test_a_new_assignee_is_told(blog_post: Task, petra: Member, quentin: Member) -> None:
    tasks.assign(blog_post, assignee=quentin, by=petra)
    told = resolve(last("task.assigned"))
    assert [(person.name, person.because) for person in told] == [("Quentin", "the task is yours")]


def test_a_new_assignee_is_told_though_the_same_edit_brings_it_into_another_state(
    blog_post: Task, petra: Member, quentin: Member
) -> None:
    body = {"status": "doing", "assignee": str(quentin.pk)}
    address = f"/api/v1/harbour/tasks/{blog_post.pk}/"
    assert program(petra).patch(address, body, content_type="application/json").status_code == 200
    assert kinds(blog_post) == ["task.created", "task.status_changed"]
    drain()
    [told] = Notification.objects.filter(event=last("task.status_changed"))
    assert (told.member, told.because) == (quentin, "the task is yours")
    assert told.sentence == "Petra moved Write the blog post from to do to doing and assigned it to Quentin"
    tasks.complete(blog_post, by=petra)
    assert resolve(last("task.status_changed")) == []


def test_overdue_is_computed(blog_post: Task, petra: Member) -> None:
    assert blog_post.due is not None
    assert list(Task.objects.overdue(blog_post.due)) == []
    assert list(Task.objects.overdue(blog_post.due + dt.timedelta(1))) == [blog_post]
    tasks.complete(blog_post, by=petra)
    assert list(Task.objects.overdue(blog_post.due + dt.timedelta(1))) == []


def test_a_hat_that_nobody_wears_is_refused(launch: Launch, petra: Member) -> None:
    with pytest.raises(ValidationError) as caught:
        tasks.create(by=petra, launch=launch, title="Sing", hat="choir")
    assert "hat" in caught.value.message_dict


def due(task: Task, days: int) -> None:
    """Say that the task is due in so many days from today."""
    Task.objects.filter(pk=task.pk).update(due=task.workspace.today() + dt.timedelta(days), offset_days=None)


@pytest.mark.parametrize(("days", "kind"), [(2, "task.due_soon"), (0, "task.due_soon"), (-1, "task.overdue")])
def test_a_task_is_reminded_of_once_for_each_date(blog_post: Task, petra: Member, days: int, kind: str) -> None:
    due(blog_post, days)
    for _ in range(2):
        tasks.remind(blog_post.workspace)
    assert kinds(blog_post) == ["task.created", kind]
    tasks.update(blog_post, by=petra, due=blog_post.workspace.today() + dt.timedelta(1))
    tasks.remind(blog_post.workspace)
    assert kinds(blog_post)[-1] == "task.due_soon"


@pytest.mark.parametrize("status", ["done", "skipped"])
def test_a_finished_task_is_not_reminded_of(blog_post: Task, status: str) -> None:
    due(blog_post, -1)
    Task.objects.filter(pk=blog_post.pk).update(status=status)
    tasks.remind(blog_post.workspace)
    assert kinds(blog_post) == ["task.created"]


def test_an_overdue_task_that_blocks_is_told_to_the_launch_owner_too(blog_post: Task, petra: Member) -> None:
    tasks.update(blog_post, by=petra, blocks_launch=True)
    due(blog_post, -1)
    tasks.remind(blog_post.workspace)
    told = {person.name: person.because for person in resolve(last("task.overdue"))}
    assert told == {"Mark": "the task is yours", "Petra": "the task blocks your launch"}


def test_what_lay_in_the_bin_while_its_launch_moved_lies_where_it_belongs(
    blog_post: Task, launch: Launch, petra: Member
) -> None:
    assert launch.date is not None
    tasks.delete(blog_post, by=petra)
    launches.move(launch, to=launch.date + dt.timedelta(days=7), reason="scope", by=petra)
    back = tasks.restore(blog_post, by=petra)
    assert blog_post.due is not None
    assert back.due == blog_post.due + dt.timedelta(days=7)
    assert kinds(back)[-1] == "task.restored"
