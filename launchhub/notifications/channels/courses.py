"""The courses that a batch takes: several at once, each in order, and reported in small groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from time import monotonic

from launchhub.notifications.channels.base import Outcome

COURSES_AT_ONCE = 16
REPORTED_TOGETHER = 50
REPORTED_AFTER = 0.25  # seconds

Groups = Iterator[list[Outcome]]


def reported(outcomes: Iterable[list[Outcome]]) -> Groups:
    """Gather outcomes in groups to be written down: what a dying worker had sent and not yet reported goes twice."""
    group: list[Outcome] = []
    begun = monotonic()
    for some in outcomes:
        group += some
        if group and (len(group) >= REPORTED_TOGETHER or monotonic() - begun > REPORTED_AFTER):
            yield group
            group, begun = [], monotonic()
    if group:
        yield group


def side_by_side(courses: Sequence[Groups]) -> Groups:
    """Follow the courses, each in a thread, and yield their groups as they come in, those that wait already in one.

    A course goes on when its group has been written down: no more than one group of each can be sent twice.
    """
    with ThreadPoolExecutor(min(len(courses), COURSES_AT_ONCE) or 1) as pool:
        under_way = {pool.submit(_next, course): course for course in courses}
        while under_way:
            done = wait(under_way, return_when=FIRST_COMPLETED).done
            come_in = [(under_way.pop(each), each.result()) for each in done]
            if outcomes := [outcome for _, group in come_in for outcome in group]:
                yield outcomes
            under_way |= {pool.submit(_next, course): course for course, group in come_in if group}


def _next(course: Groups) -> list[Outcome]:
    return next(course, [])
