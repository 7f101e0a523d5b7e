"""What a worker does for the relay."""

from celery import shared_task

from launchhub.events import handling, jobs


@shared_task(name="events.handle")
def handle(handler: str, event_ids: list[str]) -> None:
    """Let one handler hear a batch of events."""
    handling.handle(handler, event_ids)


@shared_task(name="events.run_job")
def run_job(job_id: str) -> None:
    """Do one run of a recurring job."""
    jobs.run(job_id)
