"""Recurring jobs happen once in each period, however many relays tick."""

import datetime as dt

import pytest
from django.utils import timezone

from launchhub import schedule
from launchhub.events import jobs
from launchhub.events.models import Job
from launchhub.events.tasks import run_job
from tests.events.drain import drain, relay_pass, work

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2027, 5, 14, 12, 0, tzinfo=dt.UTC)

done: list[str] = []


def ring() -> None:
    """Do something."""
    done.append("rung")


def break_down() -> None:
    """Fail."""
    raise RuntimeError("broken")


@pytest.fixture(autouse=True)
def plan(monkeypatch: pytest.MonkeyPatch) -> list[schedule.Recurring]:
    """Plan an hourly ring and nothing else."""
    done.clear()
    planned = [schedule.Recurring(f"{__name__}.ring", schedule.HOURLY)]
    monkeypatch.setattr(jobs, "SCHEDULE", planned)
    return planned


def test_a_job_is_done_once_in_its_period() -> None:
    drain()
    drain()
    assert done == ["rung"]
    assert Job.objects.get().done_at


def test_two_ticks_in_one_period_write_one_row_and_the_next_period_another() -> None:
    jobs.tick(NOON)
    jobs.tick(NOON + dt.timedelta(minutes=59))
    assert Job.objects.count() == 1
    jobs.tick(NOON + dt.timedelta(minutes=60))
    assert Job.objects.count() == 2


def test_the_same_task_twice_does_it_once() -> None:
    batches = relay_pass()
    work(batches)
    work(batches)
    assert done == ["rung"]


def test_a_job_that_fails_keeps_its_error_and_is_tried_again_later(plan: list[schedule.Recurring]) -> None:
    plan[:] = [schedule.Recurring(f"{__name__}.break_down", schedule.DAILY)]
    relay_pass()
    with pytest.raises(RuntimeError):
        run_job(str(Job.objects.get().pk))
    job = Job.objects.get()
    assert (job.attempts, job.error, job.done_at) == (1, "RuntimeError('broken')", None)
    assert not relay_pass()
    Job.objects.update(lease_until=timezone.now())
    assert relay_pass()


def test_jobs_done_long_ago_are_forgotten() -> None:
    for days in (31, 29):
        Job.objects.create(name="x", dedupe_key=str(days), done_at=timezone.now() - dt.timedelta(days=days))
    jobs.forget_done()
    assert Job.objects.get().dedupe_key == "29"


@pytest.mark.parametrize("job", schedule.SCHEDULE, ids=lambda job: job.function)
def test_every_planned_job_can_be_done(job: schedule.Recurring, plan: list[schedule.Recurring]) -> None:
    plan[:] = [job]
    drain()
    assert Job.objects.get().done_at
