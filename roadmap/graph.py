"""Pure rules of dependencies: which one would close a circle, and which are violated by the dates."""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

Id = TypeVar("Id", bound=Hashable)


@dataclass(frozen=True)
class Edge(Generic[Id]):
    """`later` waits for `earlier`: it comes at least `lag_days` calendar days after it."""

    earlier: Id
    later: Id
    lag_days: int = 0


@dataclass(frozen=True)
class Violation(Generic[Id]):
    """A dependency that the dates do not keep: `later` is `days_short` days too early."""

    edge: Edge[Id]
    days_short: int


def find_cycle(edges: Iterable[tuple[Id, Id]], new: tuple[Id, Id]) -> list[Id] | None:
    """Return the circle that adding the edge `new` would close, or None.

    The circle is the shortest one, begins with `new` and names its first id again at the end: `[a, b, c, a]`.
    Edges are `(from, to)`, whichever way they are meant. Takes time in proportion to the ids and edges.
    """
    start, goal = new[1], new[0]
    following = defaultdict(list)
    for source, target in edges:
        following[source].append(target)
    came_from: dict[Id, Id | None] = {start: None}
    queue = deque([start])
    while queue:
        current = queue.popleft()
        if current == goal:
            return [goal, *_way_back(came_from, goal)]
        for target in following[current]:
            if target not in came_from:
                came_from[target] = current
                queue.append(target)
    return None


def violations(edges: Iterable[Edge[Id]], dates: Mapping[Id, date]) -> list[Violation[Id]]:
    """Return the dependencies that `dates` do not keep; one whose end has no date is not judged."""
    found = []
    for edge in edges:
        earlier, later = dates.get(edge.earlier), dates.get(edge.later)
        if earlier and later and (short := (earlier - later).days + edge.lag_days) > 0:
            found.append(Violation(edge, short))
    return found


def _way_back(came_from: Mapping[Id, Id | None], goal: Id) -> list[Id]:
    """Return the path from the start of a search to `goal`."""
    path, step = [], goal
    while True:
        path.append(step)
        previous = came_from[step]
        if previous is None:
            return path[::-1]
        step = previous
