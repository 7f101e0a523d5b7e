"""Settings of the bench: the real ones on a data folder of its own, with addresses for the baselines beside ours."""

import os
from pathlib import Path

os.environ.setdefault("DATA_DIR", str(Path(__file__).resolve().parents[2] / "var" / "bench"))
os.environ.setdefault("LOG_LEVEL", "ERROR")  # who asks for every address also asks for some that are not there
os.environ.setdefault("API_RATE_PER_MINUTE", str(10**9))  # the limit is counted, but never reached

from launchhub.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
