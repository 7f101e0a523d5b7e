"""The question of a date pulse, as inbox, e-mail and signed link ask it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from launchhub.lib.errors import Conflict
from launchhub.notifications.questions import Choice, Question, Standing, register_question
from launchhub.web.filters import ago
from roadmap import hearing
from roadmap.actions import pulses
from roadmap.models import DatePulse, Launch, PulseAnswer


def standing(member: Member, events: Sequence[Event]) -> dict[uuid.UUID, Standing]:
    """Return what has become of questions: answered, asked anew, or about a date that is no more. Three queries."""
    subjects = {event.subject_id for event in events}
    launches = Launch.objects.in_workspace(member.workspace_id).in_bulk(subjects)
    questions = Event.objects.filter(workspace=member.workspace_id, kind=hearing.ASKED, subject_id__in=subjects)
    newest = dict(questions.order_by("subject_id", "-id").distinct("subject_id").values_list("subject_id", "pk"))
    said = {
        pulse.launch_id: pulse
        for pulse in DatePulse.objects.filter(launch__in=subjects, member=member).order_by("created_at", "id")
    }
    found = {}
    for event in events:
        launch, pulse = launches[event.subject_id], said.get(event.subject_id)
        if not hearing.is_heard(launch):
            found[event.pk] = Standing("Its date is not ahead any more.", is_open=False)
        elif event.data["date"] != str(launch.date):
            found[event.pk] = Standing("It has moved since.", is_open=False)
        elif event.pk != newest[event.subject_id]:
            found[event.pk] = Standing("You were asked again since.", is_open=False)
        elif pulse and pulse.created_at >= event.happened_at and pulse.date == launch.date:
            words = f"You said “{PulseAnswer(pulse.answer).label.lower()}”, {ago(pulse.created_at)}."
            found[event.pk] = Standing(words, is_open=True)
    return found


def answer(event: Event, choice: str, note: str, *, by: Member) -> DatePulse:
    """Answer a question for the member, unless it is not open any more."""
    stands = standing(by, [event]).get(event.pk)
    if stands and not stands.is_open:
        raise Conflict(stands.words)
    launch = Launch.objects.in_workspace(by.workspace_id).get(pk=event.subject_id)
    return pulses.create(launch=launch, answer=choice, note=note, by=by)


QUESTION = Question(
    kind=hearing.ASKED,
    words="Do you still believe in the date?",
    choices=tuple(Choice(value, label) for value, label in PulseAnswer.choices),
    asked=None,
    standing=standing,
    answer=answer,
    note_label="What makes you doubt it, if you do?",
)

register_question(QUESTION)
