"""Was every promise kept? The broken ones by name, and the figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.chaos.endpoints import Endpoint
from tests.chaos.house import House
from tests.chaos.reckoning import Records, arrivals, difference, expected, inboxes, ledger_gaps, letters
from tests.chaos.storm import Log
from tests.chaos.world import FIRST_DATE, STEADY, World
from tests.notifications.receivers import Mailbox

DUPLICATES = 0.01
LEASE, GRACE = 90, 5  # seconds

RECOVERED = """
SELECT extract(epoch FROM greatest(
    (SELECT max(handled_at) FROM events WHERE happened_at <= to_timestamp(%(calm)s)),
    (SELECT max(first) FROM (
        SELECT min(at) AS first FROM delivery_attempts JOIN deliveries ON deliveries.id = delivery_id
        WHERE at > to_timestamp(%(calm)s) AND created_at <= to_timestamp(%(calm)s) GROUP BY lane
    ) lanes)
))::float AS moved,
extract(epoch FROM greatest(
    (SELECT max(handled_at) FROM events), (SELECT max(finished_at) FROM deliveries)
))::float AS told
"""


@dataclass
class Verdict:
    """What was found: `broken` promises, and figures by name."""

    broken: list[str] = field(default_factory=list)
    figures: dict[str, str] = field(default_factory=dict)

    def blame(self, complaints: Iterator[str]) -> None:
        """Take up complaints."""
        self.broken += complaints


@dataclass(frozen=True)
class Trial:
    """A storm that is over, with all its witnesses. `repeats`: the share of deliveries that may come twice."""

    house: House
    world: World
    endpoints: dict[str, Endpoint]
    mailbox: Mailbox
    log: Log
    repeats: float = DUPLICATES

    def judge(self) -> Verdict:
        """Hold what came of the storm against what was promised."""
        verdict = Verdict()
        verdict.blame(self._answers())
        verdict.blame(self._record())
        verdict.blame(ledger_gaps(self.house, self.world, FIRST_DATE.isoformat()))
        verdict.blame(self._reach(verdict.figures))
        verdict.figures["audit"] = self.house.homes[0].manage("verify_audit", "--workspace", "storm").strip()
        return verdict

    def _answers(self) -> Iterator[str]:
        """Every change that was to be taken was taken, every other refused; each stands in the record once, or not."""
        rows = self.house.ask(
            "SELECT note AS mark FROM roadmap_datemove UNION ALL SELECT reason FROM qa_signoff UNION ALL "
            "SELECT title FROM roadmap_task"
        )
        written = Counter(row["mark"] for row in rows)
        for answer in self.log.answers:
            change, is_taken = answer.change, answer.status == 201
            if is_taken == (change.kind == "refused"):
                yield f"{change.mark} was answered with {answer.status}"
            if written[change.mark] != is_taken:
                yield f"{change.mark} was answered with {answer.status} and is written {written[change.mark]} times"

    def _record(self) -> Iterator[str]:
        """Every line of a ledger has its event, and no event is without one."""
        lines = {
            "launch.date_moved": ("date_move", "SELECT id::text FROM roadmap_datemove"),
            "gate.failed": ("signoff", "SELECT id::text FROM qa_signoff"),
            "signoff.created": (None, "SELECT id::text FROM qa_signoff"),
            "claim.broken": (None, "SELECT id::text FROM messaging_claim WHERE state = 'broken'"),
        }
        for kind, (key, statement) in lines.items():
            events = self.house.ask(
                "SELECT subject_id::text AS subject, data FROM events WHERE kind = %(kind)s", kind=kind
            )
            named = [event["data"][key] if key else event["subject"] for event in events]
            yield from difference(f"events {kind}", {row["id"] for row in self.house.ask(statement)}, set(named))
            if len(named) != len(set(named)):
                yield f"events {kind}: one thing was recorded twice"

    def _reach(self, figures: dict[str, str]) -> Iterator[str]:
        """Exactly those who were to hear of each event did, with few repeats."""
        wanted = expected(Records.read(self.house, self.log.begun), self.endpoints)
        mail = letters(self.mailbox)
        hooks = {name: arrivals(endpoint) for name, endpoint in self.endpoints.items()}
        yield from difference("inbox", wanted.inbox, inboxes(self.house, self.log.begun))
        yield from difference("e-mail", wanted.emails, set(mail))
        for name, events in wanted.webhooks.items():
            yield from difference(f"webhook ({name})", events, set(hooks[name]))
        figures["changes"] = str(len(self.log.answers))
        figures["events"] = str(len(wanted.webhooks[STEADY]))
        figures["inbox rows"] = str(len(wanted.inbox))
        sent = sum(mail.values()) + sum(sum(hook.values()) for hook in hooks.values())
        repeats = sent - len(mail) - sum(map(len, hooks.values()))
        figures["e-mails"], figures["webhooks"] = str(len(mail)), str(sum(map(len, hooks.values())))
        figures["repeats"] = f"{repeats} of {sent} ({repeats / max(sent, 1):.2%}), each with the id of the first"
        if repeats > self.repeats * sent:
            yield f"{repeats} of {sent} deliveries came more than once"

    def recovery(self) -> tuple[float, float]:
        """Return how many seconds after the last fault everything moved again, and when it had all been told.

        It moves when no event that was there at the time waits to be heard, and nothing that was then on its way
        keeps its lane closed (a lane has one batch under way: what follows shows that it is open). The rest is work,
        for which a busy machine needs its time.
        """
        calm = max(
            *(incident.ended for incident in self.log.incidents),
            *(endpoint.quiet_since for endpoint in self.endpoints.values()),
        )
        [row] = self.house.ask(RECOVERED, calm=calm)
        return float(row["moved"] or calm) - calm, float(row["told"] or calm) - calm
