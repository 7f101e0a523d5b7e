"""Tasks: assigned, done, skipped."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Forbidden
from launchhub.notifications.recipients import resolve
from roadmap.actions import tasks
from roadmap.models import Launch, Task
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
