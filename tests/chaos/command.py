"""`make chaos`: the real processes in a storm of faults, and what was promised held against what came of it."""

from __future__ import annotations

import argparse
import logging
import os
import shutil
from collections import Counter
from pathlib import Path
from random import Random

from django.conf import settings

from launchhub.embedded.addresses import free_ports
from tests.chaos import scenes
from tests.chaos.house import running
from tests.chaos.plan import PER_HUNDRED, draw
from tests.chaos.storm import Log, Storm
from tests.chaos.verdict import GRACE, LEASE, Trial, Verdict
from tests.chaos.world import receivers, settle_down

OVERTIME = 600  # seconds for which a busy machine may go on working


def main() -> int:
    """Run a storm and print its report. Returns 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slips", type=int, default=500)
    parser.add_argument("--failures", type=int, default=100, help="gates that fail")
    parser.add_argument("--twice", action="store_true", help="two web, two worker and two relay processes")
    options = parser.parse_args()
    logging.disable(logging.WARNING)  # the mail server is talkative
    data_dir = settings.DATA_DIR / "chaos"
    shutil.rmtree(data_dir, ignore_errors=True)  # what the last storm has left to be looked at
    return report(options, data_dir)


def report(options: argparse.Namespace, data_dir: Path) -> int:
    """Run the storm on a new data folder, print what came of it and return the exit code."""
    rolls = Random(options.seed)  # noqa: S311
    smtp, *ports = free_ports(3 if options.twice else 2)
    environment = {"EMAIL_URL": f"smtp://127.0.0.1:{smtp}", "OUTBOUND_ALLOW": "127.0.0.0/8", "DEMO": "0"}
    doubled = ", two of each process" if options.twice else ""
    tell(f"chaos: seed {options.seed}, {options.slips} slips, {options.failures} gate failures{doubled}")
    with receivers(smtp) as (endpoints, mailbox), running(data_dir, ports, environment, rolls) as house:
        world = settle_down(house.homes[0], endpoints, gates=options.failures)
        storm = Storm(house, world, endpoints)
        scenes.forget(storm, endpoints, mailbox)
        log = storm.rage(draw(options.seed, world, options.slips))
        tell(f"the storm is over after {max(answer.ended for answer in log.answers) - log.begun:.0f} s")
        trial = Trial(house, world, endpoints, mailbox, log)
        is_calm = storm.calm_down(LEASE + GRACE + OVERTIME)
        moved, told = trial.recovery() if is_calm else (float("inf"), float("inf"))
        complaints = [*late(moved), *scenes.revive(storm)]
        verdict = trial.judge()
        verdict.figures["after the last fault"] = (
            f"everything moved again within {moved:.1f} s, all told after {told:.1f} s"
        )
        verdict.figures["load of the machine"] = f"{os.getloadavg()[1]:.1f} on {os.cpu_count()} cores"
        saved = len(log.saved_while("Valkey away"))
        verdict.figures["saved while Valkey was away"] = f"{saved} changes"
        complaints += [] if saved else ["nothing was saved while Valkey was away"]
        verdict.broken += [*complaints, *scenes.slowed_down(storm, verdict)]
    print_report(log, verdict)
    return bool(verdict.broken)


def late(recovery: float) -> list[str]:
    """Return the complaint about a recovery that took too long."""
    limit = LEASE + GRACE
    return [f"recovery took {recovery:.1f} s, more than {limit} s"] if recovery > limit else []


def print_report(log: Log, verdict: Verdict) -> None:
    """Print the faults, the figures and the broken promises."""
    struck = Counter(incident.kind for incident in log.incidents)
    for kind in PER_HUNDRED:
        spans = [incident.ended - incident.begun for incident in log.incidents if incident.kind == kind]
        tell(f"  {kind:<36}{struck[kind]:>4} times{sum(spans):>8.1f} s")
    for name, figure in verdict.figures.items():
        tell(f"  {name:<36}{figure}")
    for complaint in verdict.broken:
        tell(f"BROKEN: {complaint}")
    tell("every promise was kept" if not verdict.broken else f"{len(verdict.broken)} promises were broken")


def tell(line: str) -> None:
    """Print a line at once."""
    print(line, flush=True)  # noqa: T201
