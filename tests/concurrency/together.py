"""Several at the same moment, each in a thread with a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import connection

from launchhub.accounts.models import Member
from launchhub.lib.errors import Conflict, Stale
from launchhub.lib.wall import workspace_context

Result = TypeVar("Result")
THREADS = 12


def at_once(wishes: Sequence[Callable[[], Result]], threads: int = THREADS) -> list[Result]:
    """Carry out the wishes in so many threads that start together; return what each of them gave, in order."""
    threads = min(threads, len(wishes))
    start = Barrier(threads)

    def carry_out(first: int) -> dict[int, Result]:
        start.wait()
        try:
            return {number: wishes[number]() for number in range(first, len(wishes), threads)}
        finally:
            connection.close()

    results: dict[int, Result] = {}
    with ThreadPoolExecutor(threads) as pool:
        for share in pool.map(carry_out, range(threads)):
            results |= share
    return [results[number] for number in range(len(wishes))]


def actions_at_once(member: Member, wishes: Sequence[Callable[[], Any]]) -> list[str]:
    """Carry out actions in the member's workspace, each in a transaction; return what became of them, in order."""

    def outcome(wish: Callable[[], Any]) -> str:
        try:
            with workspace_context(member.workspace):
                wish()
        except (ValidationError, Conflict, Stale):
            return "refused"
        return "done"

    return at_once([lambda wish=wish: outcome(wish) for wish in wishes])  # type: ignore[misc]
