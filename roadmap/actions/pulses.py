"""Asking whether the dates of launches still hold, and hearing the answers."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from launchhub.accounts.models import Member, Workspace
from launchhub.accounts.rights import Right, may, needed
from launchhub.events import changes
from launchhub.events.models import Event
from launchhub.events.record import history_time, record
from launchhub.lib.errors import Conflict, Forbidden
from roadmap import hearing
from roadmap.events import PULSE_ASKED, PULSE_CONFIRMED, PULSE_DOUBTED
from roadmap.models import DateMove, DatePulse, Launch, PulseAnswer
from roadmap.models.pulses import DOUBTS

MORNING = 8
"""The hour, where the workspace is, before which nobody is asked."""

IN_WORDS = {PulseAnswer.YES: "yes", PulseAnswer.WOBBLY: "it is wobbly", PulseAnswer.NO: "no"}


def create(*, launch: Launch, answer: str, note: str = "", by: Member) -> DatePulse:
    """Say whether one believes in the date that the launch has now. Guests are not asked.

    To say the same again on the same day changes nothing. A doubt is told to the launch's owner at once.
    Raises `ValidationError` by field, `Forbidden`, and `Conflict` for a launch that has no date ahead.
    """
    if not may(by, Right.WORK):
        raise Forbidden(f"You may not answer: that needs {needed(Right.WORK)}.")
    with transaction.atomic():
        launch = changes.lock(launch)
        if launch.date is None or not hearing.is_heard(launch):
            raise Conflict(f"“{launch}” has no date ahead that could be doubted.")
        pulse = DatePulse(
            workspace_id=launch.workspace_id, launch=launch, member=by, answer=answer, note=note, date=launch.date,
            created_at=history_time() or timezone.now(),
        )  # fmt: skip
        pulse.clean_fields(exclude=["workspace", "launch", "member"])
        if said := _said_already(pulse, launch.workspace):
            return said
        pulse.save(force_insert=True)
        kind = PULSE_DOUBTED if answer in DOUBTS else PULSE_CONFIRMED
        words = IN_WORDS[PulseAnswer(answer)]
        data = {"answer": answer, "note": note, "date": launch.date, "shown": launch.shown_date, "in_words": words}
        record(kind, launch, by=by, pulse=pulse.pk, **data)
    return pulse


def ask(workspace: Workspace, now: dt.datetime) -> None:
    """Ask about the launches of a workspace whose turn it is: weekly, and daily in their last week.

    Not before the morning, on no day off, and not before a whole turn has passed since the date was set or moved.
    `now` is the present instant (aware).
    """
    local = now.astimezone(zoneinfo.ZoneInfo(workspace.timezone))
    if local.hour < MORNING or not workspace.calendar().is_working(local.date()):
        return
    with transaction.atomic():
        rows = Launch.objects.in_workspace(workspace).alive().filter(status__in=hearing.ASKED_IN)
        launches = list(rows.filter(date__gt=local.date()).order_by("date", "pk").select_for_update())
        since = _since(launches, workspace)
        for launch in launches:
            assert launch.date is not None
            passed = local.date() - since[launch.pk].astimezone(local.tzinfo).date()
            if passed.days >= hearing.every((launch.date - local.date()).days):
                record(PULSE_ASKED, launch, by=None, date=launch.date, shown=launch.shown_date)


def _since(launches: list[Launch], workspace: Workspace) -> dict[uuid.UUID, dt.datetime]:
    """Return since when the owners of each launch have had no reason to think of its date."""
    ids = [launch.pk for launch in launches]
    moves = DateMove.objects.filter(workspace=workspace, subject_id__in=ids).order_by().values_list("subject_id")
    asked = Event.objects.filter(workspace=workspace, subject_id__in=ids, kind=hearing.ASKED).order_by()
    known = {launch.pk: launch.created_at for launch in launches}
    for pk, at in [
        *moves.annotate(at=Max("created_at")),
        *asked.values_list("subject_id").annotate(at=Max("happened_at")),
    ]:
        known[pk] = max(known[pk], at)
    return known


def _said_already(pulse: DatePulse, workspace: Workspace) -> DatePulse | None:
    """Return the member's latest answer about the date, if it is this one and of the same day."""
    said = DatePulse.objects.filter(launch=pulse.launch, member=pulse.member, date=pulse.date)
    latest = said.order_by("-created_at", "-id").first()
    if latest is None or (latest.answer, latest.note) != (pulse.answer, pulse.note):
        return None
    zone = zoneinfo.ZoneInfo(workspace.timezone)
    days = [each.created_at.astimezone(zone).date() for each in (latest, pulse)]
    return latest if days[0] == days[1] else None
