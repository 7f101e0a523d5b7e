"""What roadmap does about events."""

from launchhub.events.bus import on
from launchhub.events.models import Event
from roadmap.actions import features, playbooks, readiness_history
from roadmap.events import FEATURE_UI_CHANGED
from roadmap.models import Feature, Launch


@on("member.joined")
def bring_built_in_playbooks(event: Event) -> None:
    """A workspace opens with its first member, and has LaunchHub's own playbooks from then on."""
    playbooks.ensure_built_in(event.workspace)


@on(
    *("launch.date_moved", "launch.status_changed"),
    *("gate.passed", "gate.failed", "gate.waived", "gate.reopened"),
)
def write_down_readiness(event: Event) -> None:
    """A move and a judgement show in the history of readiness at once, beside the snapshot of each day."""
    launch = Launch.objects.alive().filter(pk=event.launch_id).select_related("workspace").first()
    if launch:
        readiness_history.take([launch], event=event)


@on("test_run.recorded")
def count_looks_up(event: Event) -> None:
    """A test run says which features look otherwise in its build: what depicts them is out of date."""
    told = Event.objects.filter(workspace=event.workspace_id, kind=str(FEATURE_UI_CHANGED), caused_by=event.pk)
    rows = Feature.objects.in_workspace(event.workspace_id).alive().filter(pk__in=event.data.get("ui_changed", ()))
    for feature in rows.exclude(pk__in=told.values("subject_id")).order_by("pk"):
        note = f"Seen by the test run “{event.subject_title}”"
        features.ui_change(feature, build=event.data["build"], note=note, by=None, caused_by=event)
