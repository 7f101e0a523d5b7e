"""`python -m tests.bench [GROUP …]`: measure, print a table and keep the figures as JSON."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Measure what the command line asks for; the exit code is 1 when a goal is not met."""
    data_dir = Path(os.environ.get("DATA_DIR", ROOT / "var" / "bench")).resolve()
    os.environ["DATA_DIR"] = str(data_dir)
    servers = _start_servers(data_dir)
    try:
        return _measure(data_dir)
    finally:
        servers.terminate()
        servers.wait(timeout=60)


def _start_servers(data_dir: Path) -> subprocess.Popen[bytes]:
    from launchhub.embedded import addresses, privileges
    from tests.bench.servers import READY
    from tests.conftest import wait_for_line

    addresses.make_data_dir(data_dir)
    log = data_dir / "servers.log"
    command = privileges.dying_with_parent([sys.executable, "-m", "tests.bench.servers", str(data_dir)])
    with log.open("w") as output:
        servers = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output)
    wait_for_line(servers, log, READY)
    return servers


def _measure(data_dir: Path) -> int:
    import django

    django.setup()

    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)  # before the application looks for them

    from tests.bench import (  # noqa: F401 - they register their rows
        deliveries,
        harness,
        pages,
        reads,
        scale,
        screens,
        streams,
        writes,
    )
    from tests.bench.stage import Stage

    options = _options(list(harness.GROUPS), data_dir)
    kept = []
    print(harness.heading())  # noqa: T201
    for group, result in harness.measured(options.groups or harness.GROUPS, Stage(options.small, options.large)):
        print(harness.line(result), flush=True)  # noqa: T201
        kept.append(harness.as_json(group, result))
    options.json.write_text(json.dumps(kept, indent=1))
    return int(any(not row.get("is_met", True) for row in kept))


def _options(groups: list[str], data_dir: Path) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure LaunchHub against baselines.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"any of {', '.join(groups)}; all by default")
    parser.add_argument("--small", type=int, default=1_000, help="features of the small workspace (1,000)")
    parser.add_argument("--large", type=int, default=100_000, help="features of the large one (100,000)")
    parser.add_argument("--json", type=Path, default=data_dir / "bench.json", help="where the figures are kept")
    options = parser.parse_args()
    if unknown := set(options.groups) - set(groups):
        parser.error(f"there is no group {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    sys.exit(main())
