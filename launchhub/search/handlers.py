"""What search does about events: whatever they are about is found by what it says now."""

from launchhub.events.bus import on
from launchhub.events.kinds import KINDS
from launchhub.events.models import Event
from launchhub.search.index import reindex
from launchhub.search.registry import searchable


def hear() -> None:
    """Hear every kind of event that is about a row that can be found, or names one."""
    nouns = searchable()
    named = {kind for entry in nouns.values() for kind in entry.named_in}
    on(*(kind for kind in KINDS if kind in named or kind.partition(".")[0] in nouns))(keep_index)


def keep_index(event: Event) -> None:
    """Index the objects that the event is about anew."""
    for noun, entry in searchable().items():
        if event.subject_type == noun:
            reindex(noun, [event.subject_id], event.workspace_id)
        if event.kind in entry.named_in:
            reindex(noun, [event.data[noun]], event.workspace_id)
