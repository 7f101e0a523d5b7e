"""What a storm consists of: changes, and faults at random points between them. One seed makes one plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from tests.chaos.endpoints import BROKEN, BUSY, ENDLESS, GONE, HANGING
from tests.chaos.world import FIRST_DATE, World

Kind = Literal["slip", "failure", "refused"]

PER_HUNDRED = {
    "worker killed": 0.8,
    "pool process of the worker killed": 0.6,
    "relay killed": 0.8,
    "web killed": 0.5,
    "process of web killed": 0.5,
    "PostgreSQL stopped (SIGQUIT)": 0.3,
    "PostgreSQL killed": 0.3,
    "Valkey killed": 0.4,
    "Valkey away": 0.3,
    "FLUSHALL": 0.8,
    BROKEN: 2,
    BUSY: 1,
    HANGING: 0.5,
    ENDLESS: 0.5,
    GONE: 0,
}
"""How often each fault comes in a hundred changes; at least once in a storm."""

REFUSED_SHARE, IMPATIENT_SHARE = 0.1, 0.05


@dataclass(frozen=True)
class Change:
    """One request of a client. `mark` stands in what it writes; `is_impatient`: its first answer is not waited for."""

    mark: str
    kind: Kind
    person: str
    path: str
    body: Any
    headers: dict[str, str]
    is_impatient: bool


@dataclass(frozen=True)
class Fault:
    """What goes wrong before which change."""

    kind: str
    before: int


@dataclass(frozen=True)
class Plan:
    """A storm."""

    changes: list[Change]
    faults: list[Fault]

    def faults_before(self, change: int) -> list[Fault]:
        """Return what goes wrong before a change."""
        return [fault for fault in self.faults if fault.before == change]


def draw(seed: int, world: World, slips: int, kinds: Iterable[str] = PER_HUNDRED) -> Plan:
    """Return the plan of a seed: `slips` moves of launches, the rejection of every gate, requests to be refused."""
    random = Random(seed)  # noqa: S311
    kept = slips + len(world.gates)
    counts: dict[Kind, int] = {"slip": slips, "failure": len(world.gates), "refused": round(kept * REFUSED_SHARE)}
    order = [kind for kind, count in counts.items() for _ in range(count)]
    random.shuffle(order)
    gates = iter(world.gates)
    makers: dict[Kind, Callable[[int], tuple[Any, ...]]] = {
        "slip": lambda number: _slip(world, random, number),
        "failure": lambda _: _failure(next(gates)),
        "refused": lambda number: _refused(world, random, number),
    }
    changes = []
    for number, kind in enumerate(order):
        person, path, body, *headers = makers[kind](number)
        mark = f"{kind} {number}"
        changes.append(
            Change(mark, kind, person, path, _marked(body, mark), dict(headers), random.random() < IMPATIENT_SHARE)
        )
    faults = [
        Fault(kind, random.randrange(len(changes) // 20, len(changes) // (2 if kind == GONE else 1)))
        for kind in kinds
        for _ in range(max(1, round(PER_HUNDRED[kind] * kept / 100)))
    ]
    return Plan(changes, faults)


def _slip(world: World, random: Random, number: int) -> tuple[Any, ...]:
    body = {"date": _day(number), "reason": random.choice(["scope", "quality", "capacity"]), "note": "{mark}"}
    return "Petra", f"launches/{random.choice(world.launches)}/date_moves/", body


def _failure(gate: str) -> tuple[Any, ...]:
    body = {"decision": "reject", "reason": "{mark}", "customer_impact": "Payments fail."}
    return "Quentin", f"gates/{gate}/signoffs/", body


def _refused(world: World, random: Random, number: int) -> tuple[Any, ...]:
    """Something that fails after it has begun to write, or before."""
    launch = random.choice(world.launches)
    task = {"launch": launch, "title": "{mark}", "hat": "support", "offset_days": -3, "assignee": world.ids["Helper"]}
    move = {"date": _day(number), "reason": "scope", "note": "{mark}"}
    return random.choice(
        [
            ("Petra", "tasks/bulk/", [task, task | {"hat": "pirate"}]),
            ("Petra", "tasks/bulk/", [task, task | {"launch": world.gates[0]}]),
            ("Petra", f"launches/{launch}/date_moves/", move | {"reason": "weather"}),
            ("Petra", f"launches/{launch}/date_moves/", move | {"date": "1700-01-01"}),
            ("Petra", f"launches/{launch}/date_moves/", move, ("If-Match", '"999999"')),
            ("Vera", f"launches/{launch}/date_moves/", move),
        ]
    )


def _day(number: int) -> str:
    """Return a day that no other change of the storm names."""
    return (FIRST_DATE + dt.timedelta(days=1 + number)).isoformat()


def _marked(body: Any, mark: str) -> Any:
    if isinstance(body, list):
        return [_marked(item, mark) for item in body]
    return {name: mark if value == "{mark}" else value for name, value in body.items()}
