"""What has just happened, for all streams of this process: read once per workspace, not once per stream.

The relay announces each sealed batch; a process hears it on one connection, whatever number of streams it has, and
on the same that somebody's way in may have ended.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections import deque
from collections.abc import Awaitable, Callable, Collection
from typing import Any, NamedTuple, Protocol

import psycopg2
from django.db import Error as DatabaseError
from django.db import close_old_connections

from launchhub.accounts.endings import ENDED
from launchhub.events.ear import listen
from launchhub.events.models import Event
from launchhub.events.seal import SEALED
from launchhub.events.shape import shape
from launchhub.lib.wall import workspace_context
from launchhub.live.messages import message, slim

log = logging.getLogger(__name__)

KEPT = 256
"""Events of a workspace that are held for streams which are a little behind."""

PAUSE = 1.0
"""Seconds until PostgreSQL is asked again after trouble."""

PULSE = 1.0
"""Seconds between two looks for streams that have been quiet for too long."""

InThread = Callable[..., Awaitable[Any]]


class Entry(NamedTuple):
    """One event, ready to be sent."""

    position: int
    event: dict[str, Any]
    message: bytes
    slim: bytes


class Follower(Protocol):
    """One stream."""

    user_id: int
    is_in_doubt: bool
    """Whether who has it may have lost the right to it."""
    due: float
    """When it has been quiet for too long, in the time of the event loop."""

    def wake(self) -> None:
        """Look for what there is to do."""


class Channel:
    """The latest events of one workspace, and who follows them."""

    def __init__(self, position: int) -> None:
        self.position = position
        self.followers: set[Follower] = set()
        self._entries: deque[Entry] = deque(maxlen=KEPT)

    def add(self, entries: list[Entry]) -> None:
        """Take in what has happened since, and wake who follows."""
        fresh = [entry for entry in entries if entry.position > self.position]
        if fresh:
            self._entries.extend(fresh)
            self.position = fresh[-1].position
            for follower in self.followers:
                follower.wake()

    def since(self, position: int) -> list[Entry] | None:
        """Return what happened past a position, or None when that is more than is held."""
        if position >= self.position:
            return []
        if not self._entries or self._entries[0].position > position + 1:
            return None
        return [entry for entry in self._entries if entry.position > position]


class Board:
    """The channels that somebody follows, kept up to date by one listening connection."""

    def __init__(self, in_thread: InThread) -> None:
        self.endings = 0
        """How often it was heard that somebody's way in may have ended."""
        self._in_thread = in_thread
        self._channels: dict[uuid.UUID, Channel] = {}
        self._due: set[uuid.UUID] = set()
        self._wake = asyncio.Event()
        self._listener: asyncio.Task[None] | None = None
        self._pulse: asyncio.Task[None] | None = None

    def join(self, follower: Follower, workspace_id: uuid.UUID, position: int) -> Channel:
        """Wake a follower, from a position of a workspace on, whenever it has something to do."""
        if self._listener is None or self._listener.done():
            self._listener = asyncio.create_task(self._listen())
        if self._pulse is None or self._pulse.done():
            self._pulse = asyncio.create_task(self._wake_the_quiet())
        if workspace_id not in self._channels:
            self._channels[workspace_id] = Channel(position)
            self._due.add(workspace_id)
            self._wake.set()
        channel = self._channels[workspace_id]
        channel.followers.add(follower)
        return channel

    def leave(self, follower: Follower, workspace_id: uuid.UUID) -> None:
        """Wake a follower no more."""
        channel = self._channels[workspace_id]
        channel.followers.discard(follower)
        if not channel.followers:
            del self._channels[workspace_id]

    async def _listen(self) -> None:
        while True:
            try:
                await self._hear(await self._in_thread(listen, SEALED, ENDED))
            except (psycopg2.Error, DatabaseError) as error:
                log.warning("streams wait for PostgreSQL: %s", " ".join(str(error).split()))
                await asyncio.sleep(PAUSE)

    async def _hear(self, ear: Any) -> None:
        """Refresh what is announced, until the connection breaks."""
        loop = asyncio.get_running_loop()
        loop.add_reader(ear.fileno(), self._wake.set)
        self._due.update(self._channels)  # what happened while nobody listened
        self._doubt()
        try:
            while True:
                ear.poll()
                self._due.update(uuid.UUID(each.payload) for each in ear.notifies if each.channel == SEALED)
                self._doubt({int(each.payload) for each in ear.notifies if each.channel == ENDED})
                ear.notifies.clear()
                while self._due:
                    await self._refresh(self._due.pop())
                self._wake.clear()
                await self._wake.wait()
        finally:
            loop.remove_reader(ear.fileno())
            ear.close()

    def _doubt(self, user_ids: Collection[int] | None = None) -> None:
        """Let the streams of these users, of everybody if not given, ask whether they may go on."""
        if user_ids is None or user_ids:
            self.endings += 1
        for channel in self._channels.values():
            for follower in channel.followers:
                if user_ids is None or follower.user_id in user_ids:
                    follower.is_in_doubt = True
                    follower.wake()

    async def _wake_the_quiet(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(PULSE)
            now = loop.time()
            for channel in self._channels.values():
                for follower in channel.followers:
                    if follower.due <= now:
                        follower.wake()

    async def _refresh(self, workspace_id: uuid.UUID) -> None:
        while channel := self._channels.get(workspace_id):
            entries = await self._in_thread(happened, workspace_id, channel.position)
            channel.add(entries)
            if len(entries) < KEPT:
                return


def happened(workspace_id: uuid.UUID, position: int) -> list[Entry]:
    """Return what was sealed in a workspace past a position, the first `KEPT` of it."""
    close_old_connections()  # one that broke meanwhile, which a request would look at first
    with workspace_context(workspace_id):
        events = Event.objects.filter(workspace=workspace_id, position__gt=position).sealed()
        shapes = [shape(event) for event in events.select_related("actor__user")[:KEPT]]
    return [Entry(each["position"], each, message(each), slim(each)) for each in shapes]
