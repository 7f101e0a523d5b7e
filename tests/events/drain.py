"""The relay and a worker in one process, for tests that ask what comes of an event in the end."""

from launchhub.events import relay
from launchhub.events.outbox import Batch
from launchhub.events.tasks import handle, run_job
from launchhub.notifications.tasks import deliver

TASKS = {task.name: task for task in (handle, run_job, deliver)}


def relay_pass() -> list[Batch]:
    """Let the relay make one pass and return the tasks that it would queue."""
    queued: list[Batch] = []
    relay.run_once(publish=queued.append)
    return queued


def work(batches: list[Batch]) -> None:
    """Do queued tasks as a worker would."""
    for batch in batches:
        TASKS[batch.task](*batch.args)


def drain() -> None:
    """Let relay and worker go on until nothing is due."""
    while batches := relay_pass():
        work(batches)
