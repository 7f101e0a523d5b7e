"""What every channel can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import uuid

    from launchhub.events.models import Event


class Result(Enum):
    """How a delivery fared in one batch."""

    SENT = auto()
    FAILED = auto()  # tried in vain, worth another try
    REFUSED = auto()  # tried in vain, and no further try would help
    POSTPONED = auto()  # not tried
    CANCELLED = auto()  # not tried: nobody is there to get it any more


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that a worker has taken, with the event that it tells of, its workspace and its actor at hand."""

    pk: uuid.UUID
    workspace_id: uuid.UUID
    event: Event
    channel: str
    target: uuid.UUID
    attempts: int

    @property
    def event_id(self) -> uuid.UUID:
        """The event's id."""
        return self.event.pk


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one delivery.

    `status`: the receiver's code, None when it gave none. `latency_ms`: milliseconds until it answered.
    `response`: the beginning of its answer. `retry_after`: seconds that it asked to be left alone for.
    """

    delivery: Claimed
    result: Result
    status: int | None = None
    latency_ms: int = 0
    response: str = ""
    error: str = ""
    retry_after: float = 0

    @property
    def was_tried(self) -> bool:
        """Whether this was an attempt."""
        return self.result in (Result.SENT, Result.FAILED, Result.REFUSED)


class Channel(ABC):
    """A way in which an event reaches people or systems."""

    @abstractmethod
    def spread(self, event: Event) -> None:
        """Write this channel's rows for an event, set-based. Doing it again changes nothing."""


class Outgoing(Channel):
    """A channel whose rows are deliveries that leave the house."""

    @abstractmethod
    def send(self, deliveries: Sequence[Claimed], deadline: float) -> Iterator[list[Outcome]]:
        """Send claimed deliveries and yield outcomes as they come in.

        Called outside any transaction, and outside any wall. Starts nothing after `deadline` (`time.monotonic()`);
        what it does not reach is postponed.
        """

    def conclude(self, outcomes: Sequence[Outcome]) -> None:
        """Draw the channel's own conclusions, in the transaction that writes the outcomes down."""
