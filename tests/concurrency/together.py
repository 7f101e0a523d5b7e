"""Several at the same moment, each in a thread with a database connection of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

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
