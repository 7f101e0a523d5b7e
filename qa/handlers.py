"""What quality does about events: gates are judged anew, and conditions become tasks."""

from __future__ import annotations

from launchhub.accounts.models import Hat
from launchhub.events.bus import on
from launchhub.events.models import Event
from qa.actions import gates
from qa.actions.assessment import reassess
from qa.models import Gate, SignOff
from roadmap.actions import playbooks, tasks
from roadmap.models import Task


@on("launch.updated")
def judge_gates_of_another_build(event: Event) -> None:
    """A gate was signed for one build: with another one it is open again."""
    if "build" in event.data["changes"]:
        _reassess(event, launch=event.subject_id)


@on(
    *("feature.updated", "feature.status_changed", "feature.cut", "feature.ui_changed"),
    *("feature.deleted", "feature.restored"),
)
def judge_gates_of_changed_feature(event: Event) -> None:
    """A gate covers features as they were: with a changed one it is open again."""
    _reassess(event, features=event.subject_id)


@on("task.status_changed", "task.deleted")
def judge_gate_of_missed_condition(event: Event) -> None:
    """A condition that is skipped or thrown away was missed; one that is overdue is found by the daily review."""
    if signoff := SignOff.of_condition(Task.objects.get(pk=event.subject_id).external_id):
        _reassess(event, signoffs=signoff)


@on("signoff.created")
def make_tasks_of_conditions(event: Event) -> None:
    """Each condition becomes a task that blocks the launch, due on the day of the retest or else on launch day."""
    signoff = SignOff.objects.select_related("gate__launch", "gate__submitted_by").get(pk=event.subject_id)
    place = {"due": signoff.retest_on} if signoff.retest_on else {"offset_days": 0}
    for index, condition in enumerate(signoff.conditions):
        external_id = signoff.condition_id(index)
        if not Task.objects.filter(workspace=event.workspace_id, external_id=external_id).exists():
            tasks.create(
                by=None,
                launch=signoff.gate.launch,
                title=condition,
                hat=Hat.QA,
                assignee=signoff.gate.submitted_by,
                blocks_launch=True,
                note=f"A condition of the gate “{signoff.gate}”.",
                external_id=external_id,
                **place,
            )


@on("playbook.applied")
def make_gates_of_playbook(event: Event) -> None:
    """A playbook that is applied to a launch brings its gates along."""
    playbooks.carry_out(event, Gate.noun, gates)


def _reassess(event: Event, **which: object) -> None:
    rows = Gate.objects.in_workspace(event.workspace_id).ahead().filter(**which)
    reassess(list(rows.values_list("pk", flat=True)), by=None, caused_by=event)
