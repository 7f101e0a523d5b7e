"""Recurring jobs as rows: one for each job and period, whoever writes it first."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.module_loading import import_string

from launchhub.events.models import Job
from launchhub.events.outbox import BATCH, LATER, LEASE, TRIES, Backlog, Batch, Outbox, backlog_of, due, wait_after
from launchhub.lib.wall import every_workspace
from launchhub.schedule import SCHEDULE

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
KEPT = dt.timedelta(days=30)


def tick(now: dt.datetime) -> int:
    """Write the rows of the present period that are not there yet; return how many jobs were asked for."""
    jobs = []
    for job in SCHEDULE:
        period = now - (now - EPOCH) % job.every
        jobs.append(Job(name=job.function, dedupe_key=f"{job.function} {period.isoformat()}", due_at=period))
    return len(Job.objects.bulk_create(jobs, ignore_conflicts=True))


class Jobs(Outbox):
    """Runs of recurring jobs that are due."""

    def lease(self) -> list[Batch]:
        """Write what the present period asks for, then lease what is due: one task for each job."""
        tick(timezone.now())
        rows = Job.objects.filter(due(), done_at=None, due_at__lte=Now(), attempts__lt=TRIES).order_by("due_at")
        with transaction.atomic():
            leased = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:BATCH])
            if leased:
                Job.objects.filter(pk__in=leased).update(lease_until=Now() + LEASE)
        return [Batch("events.run_job", (str(pk),), lambda pk=pk: _let_go(pk), LATER) for pk in leased]  # type: ignore[misc]

    def take_back(self) -> None:
        """Let go of leased jobs; those that have failed go on waiting."""
        Job.objects.filter(done_at=None, lease_until__isnull=False, attempts=0).update(lease_until=None)

    def backlog(self) -> list[Backlog]:
        """Count jobs by the time when they were due."""
        return [backlog_of("jobs", Job.objects.filter(done_at=None), "due_at")]


def run(job_id: str) -> None:
    """Do a job that is not done yet, unless another worker is at it; keep the error if it fails."""
    try:
        with transaction.atomic():
            job = Job.objects.select_for_update(skip_locked=True).filter(pk=job_id, done_at=None).first()
            if job is None:
                return
            import_string(job.name)()
            Job.objects.filter(pk=job.pk).update(done_at=Now(), error="")
    except Exception as error:
        attempts = Job.objects.values_list("attempts", flat=True).get(pk=job_id) + 1
        wait = wait_after(attempts)
        Job.objects.filter(pk=job_id).update(attempts=attempts, error=repr(error)[:1000], lease_until=Now() + wait)
        raise


def forget_done() -> None:
    """Remove the rows of jobs done more than 30 days ago."""
    with every_workspace():
        Job.objects.filter(done_at__lt=timezone.now() - KEPT).delete()


def _let_go(pk: uuid.UUID) -> None:
    Job.objects.filter(pk=pk).update(lease_until=None)
