"""The storm itself: clients that insist on an answer, while one thing after the other fails around them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from signal import SIGKILL, SIGQUIT
from uuid import uuid4

import requests

from tests.chaos.endpoints import GONE, TROUBLES, Endpoint
from tests.chaos.house import AWAY, House, wait_for
from tests.chaos.plan import Change, Fault, Plan
from tests.chaos.world import World

CLIENTS = 4
WAITING = 2 * CLIENTS  # changes that are under way at most: faults strike where the plan has them
PACE = 0.1  # seconds between changes
INSIST = 120  # seconds for which a client asks again
GLANCE = 0.02  # seconds that an impatient client waits


@dataclass(frozen=True)
class Answer:
    """What a client heard in the end of a change: HTTP status, number of tries, and times."""

    change: Change
    status: int
    tries: int
    begun: float
    ended: float


@dataclass(frozen=True)
class Incident:
    """A fault that struck, from when to when."""

    kind: str
    begun: float
    ended: float


@dataclass
class Log:
    """All that happened. Times are seconds since the epoch."""

    begun: float = field(default_factory=time.time)
    answers: list[Answer] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)

    def saved_while(self, kind: str) -> list[Answer]:
        """Return the changes that succeeded during faults of a kind."""
        spans = [(incident.begun, incident.ended) for incident in self.incidents if incident.kind == kind]
        return [
            each
            for each in self.answers
            if each.status == 201 and any(begun < each.ended < ended for begun, ended in spans)
        ]


class Storm:
    """Carries out a plan on a running house."""

    def __init__(self, house: House, world: World, endpoints: dict[str, Endpoint], pace: float = PACE) -> None:
        self.log = Log()
        self.house, self.world, self.endpoints, self._pace = house, world, endpoints, pace
        self._room = threading.Semaphore(WAITING)
        self._strikes: dict[str, Callable[[], None]] = {
            "worker killed": partial(house.kill, "worker"),
            "pool process of the worker killed": partial(house.kill_child, "worker"),
            "relay killed": partial(house.kill, "relay"),
            "web killed": partial(house.kill, "web"),
            "process of web killed": partial(house.kill_child, "web"),
            "PostgreSQL stopped (SIGQUIT)": partial(house.crash_postgres, SIGQUIT),
            "PostgreSQL killed": partial(house.crash_postgres, SIGKILL),
            "Valkey killed": house.crash_valkey,
            "Valkey away": partial(house.crash_valkey, AWAY),
            "FLUSHALL": house.flush,
        }

    def rage(self, plan: Plan) -> Log:
        """Send every change until it is answered, with the faults in between; return when all have been."""
        self.log = Log()
        with ThreadPoolExecutor(CLIENTS) as clients, ThreadPoolExecutor(CLIENTS) as faults:
            done: list[Future[None]] = []
            for number, change in enumerate(plan.changes):
                done += [faults.submit(self._strike, fault) for fault in plan.faults_before(number)]
                self._room.acquire()
                done.append(clients.submit(self._persist, change, number))
                time.sleep(self._pace)
            for each in done:
                each.result()
        return self.log

    def calm_down(self, seconds: float) -> bool:
        """Let nothing more go wrong, and wait until nothing is under way. Returns whether that came true in time.

        Who is gone does not come back by itself.
        """
        for endpoint in self.endpoints.values():
            endpoint.troubles[:] = [trouble for trouble in endpoint.troubles if trouble == GONE]
        try:
            wait_for(lambda: not self.under_way(), seconds, pause=0.5)
        except TimeoutError:
            return False
        return True

    def under_way(self) -> int:
        """Count what waits to be handled or delivered."""
        [row] = self.house.ask(
            "SELECT (SELECT count(*) FROM events WHERE handled_at IS NULL OR position IS NULL) + "
            "(SELECT count(*) FROM deliveries WHERE status IN ('pending', 'queued', 'sending')) AS waiting"
        )
        return int(row["waiting"])

    def _strike(self, fault: Fault) -> None:
        begun = time.time()
        if fault.kind in TROUBLES:
            self.endpoints[fault.kind].troubles.append(fault.kind)
        else:
            self._strikes[fault.kind]()
        self.log.incidents.append(Incident(fault.kind, begun, time.time()))

    def _persist(self, change: Change, number: int) -> None:
        key, begun, tries = str(uuid4()), time.time(), 0
        try:
            while time.time() < begun + INSIST:
                tries += 1
                home = self.house.homes[(number + tries) % len(self.house.homes)]
                status = self._ask(change, key, home.url, GLANCE if change.is_impatient and tries == 1 else 30)
                if status and status < 500:
                    self.log.answers.append(Answer(change, status, tries, begun, time.time()))
                    return
                time.sleep(0.2)
            raise TimeoutError(f"{change.mark}: no answer within {INSIST} s")
        finally:
            self._room.release()

    def _ask(self, change: Change, key: str, url: str, patience: float) -> int:
        """Send the request and return its status, 0 when no answer was seen."""
        person = self.world.people[change.person]
        headers = {"Authorization": f"Bearer {person.token}", "Idempotency-Key": key} | change.headers
        path = person.api.partition("/api/")[2]
        try:
            answer = requests.post(
                f"{url}/api/{path}/{change.path}", json=change.body, headers=headers, timeout=(5, patience)
            )
        except requests.RequestException:
            return 0
        return answer.status_code
