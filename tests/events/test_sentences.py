"""The one plain sentence that tells an event."""

import pytest

from launchhub.events.kinds import EventKind, register, sentence
from launchhub.events.models import Event

TOLD = EventKind("sentence.told", "{actor} said that {subject} was due on {due}")
register(TOLD)


def told(title: str = "Price list", actor: str = "Petra", **data: object) -> str:
    return sentence(Event(kind="sentence.told", subject_title=title, data=data), actor)


def test_dates_are_written_as_people_write_them() -> None:
    assert told(due="2027-05-14") == "Petra said that Price list was due on 14 May 2027"


@pytest.mark.parametrize("due", ["2027-02-31", "soon", 5, None])
def test_what_only_looks_like_a_date_stays_as_it_is(due: object) -> None:
    assert told(due=due) == f"Petra said that Price list was due on {due}"


def test_what_an_old_event_does_not_say_is_left_open() -> None:
    assert told() == "Petra said that Price list was due on …"


def test_braces_in_a_title_are_only_braces() -> None:
    assert told("{actor} {0}", due="soon") == "Petra said that {actor} {0} was due on soon"


def test_nobody_acts_as_launchhub() -> None:
    assert told(actor="", due="soon").startswith("LaunchHub said")


def test_a_kind_is_registered_once() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        register(TOLD)
