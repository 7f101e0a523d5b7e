"""`python -m tests.fuzz`, which is `make fuzz`: ask a running LaunchHub with the demo workspace thousands of things."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import requests

from launchhub.embedded.addresses import free_ports
from tests.conftest import ROOT
from tests.running import RunningLaunchHub

OPTIONS = {"DEMO": "1", "API_RATE_PER_MINUTE": "1000000", "WRONG_TOKENS_PER_MINUTE": "1000000", "OUTBOUND_ALLOW": ""}
RULES = Path(__file__).with_name("schemathesis.toml")
ENDLESS = "/stream/$"
"""An answer that never ends says nothing to somebody who waits for its end; the short version asks the view alone."""


def main() -> int:
    """Ask in all of schemathesis's ways. Returns 0 when neither it nor a process of LaunchHub complains."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000, help="at least so many, as far as there are so many")
    parser.add_argument("--seed", type=int, default=1, help="the same seed asks the same things")
    parser.add_argument("more", nargs="*", help="more options of `schemathesis run`, after --")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="launchhub-fuzz-") as folder:
        running = RunningLaunchHub(free_ports(1)[0], Path(folder), OPTIONS)
        with running.up():
            found = fuzz(running, asked.cases, asked.seed, asked.more)
        complaints = breakdowns(Path(folder) / "up.log")
    print(*complaints, sep="\n")  # noqa: T201
    return found or bool(complaints)


def fuzz(running: RunningLaunchHub, cases: int, seed: int, more: list[str]) -> int:
    """Ask a running LaunchHub; each operation gets its share of the cases. Returns the exit code of schemathesis."""
    scopes = ["roadmap:write", "messaging:write", "qa:write", "events:read", "admin"]
    token = running.manage("create_token", "alice@example.com", "--workspace", "demo", "--scopes", *scopes).split()[-1]
    described = requests.get(f"{running.url}/api/schema/", timeout=60).json()["paths"]
    share = -(-cases // sum(len(methods) for methods in described.values()))
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(RULES)),
        *("run", f"{running.url}/api/schema/", "--header", f"Authorization: Bearer {token}"),
        *("--seed", str(seed), "--max-examples", str(share)),
        *("--exclude-path-regex", ENDLESS, *more),
    ]
    ours = {"PYTHONPATH": str(ROOT), "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks", "FUZZ_URL": running.url}
    return subprocess.run(command, cwd=running.data_dir, env=os.environ | ours | {"FUZZ_TOKEN": token}).returncode


def breakdowns(log: Path) -> list[str]:
    """Return what the processes wrote of exceptions that nobody foresaw."""
    return [line for line in log.read_text(errors="replace").splitlines() if "Traceback" in line]


if __name__ == "__main__":
    sys.exit(main())
