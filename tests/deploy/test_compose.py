"""docker-compose.yml: one server with everything on it, and nobody with more rights than needed."""

import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import environ
import pytest

from launchhub.embedded import stack
from launchhub.embedded.processes import Process
from tests.conftest import ROOT
from tests.deploy import compose

SERVICES: dict[str, Any] = compose.document()["services"]
BUILT_IN = ("postgres", "valkey")

each_service = pytest.mark.parametrize("name", SERVICES)


def test_it_is_what_the_compose_specification_says() -> None:
    checker = Path(sysconfig.get_path("scripts")) / "check-jsonschema"
    done = subprocess.run(
        [checker, "--builtin-schema", "vendor.compose-spec", ROOT / "docker-compose.yml"],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@each_service
def test_no_service_has_more_rights_than_it_needs(name: str) -> None:
    said = SERVICES[name]
    assert said["read_only"] is True
    assert said["cap_drop"] == ["ALL"]
    assert "cap_add" not in said
    assert said["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in said
    assert said["user"] not in ("0", "root", "0:0")
    assert said["init"] is True


@each_service
def test_every_service_that_stays_is_watched_and_started_again(name: str) -> None:
    said = SERVICES[name]
    one_shot = name == "migrate"
    assert said["restart"] == ("no" if one_shot else "unless-stopped")
    assert ("healthcheck" in said) != one_shot


def test_each_starts_when_what_it_stands_on_is_healthy() -> None:
    for name in ("web", "worker", "relay"):
        waits_for = {on: how["condition"] for on, how in SERVICES[name]["depends_on"].items()}
        assert waits_for["migrate"] == "service_completed_successfully"
        assert waits_for["postgres"] == waits_for["valkey"] == "service_healthy"
    assert SERVICES["migrate"]["depends_on"]["postgres"]["condition"] == "service_healthy"


def test_only_the_web_server_is_reached_and_only_by_the_proxy_beside_it() -> None:
    assert {name for name, said in SERVICES.items() if "ports" in said} == {"web"}
    assert SERVICES["web"]["ports"] == ["127.0.0.1:${PORT:-8000}:8000"]
    assert compose.document()["networks"]["inside"]["internal"] is True
    assert all(SERVICES[name]["networks"] == ["inside"] for name in BUILT_IN)


def test_what_must_stay_is_in_named_volumes() -> None:
    named = compose.document()["volumes"]
    kept = {volume.partition(":")[0] for said in SERVICES.values() for volume in said["volumes"]}
    assert {place for place in kept if not place.startswith("./")} == set(named) == {"data", "postgres", "valkey"}


def test_the_broker_keeps_an_append_only_file() -> None:
    assert "--appendonly yes" in SERVICES["valkey"]["command"]


@pytest.mark.parametrize("name", compose.OURS)
def test_secrets_come_from_files_alone(name: str) -> None:
    said = SERVICES[name]
    from_files = {key: value for key, value in said["environment"].items() if key.endswith("_FILE")}
    secret = ("SECRET_KEY", "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "METRICS_TOKEN")
    assert set(from_files) == {f"{key}_FILE" for key in secret}
    assert {value.removeprefix("/run/secrets/") for value in from_files.values()} == set(said["secrets"])
    assert not any(word in key for key in set(said["environment"]) - set(from_files) for word in ("SECRET", "PASSWORD"))


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    """The folder that deploy/secrets.sh fills."""
    (tmp_path / "deploy").mkdir()
    script = tmp_path / "deploy" / "secrets.sh"
    script.write_bytes((ROOT / "deploy" / "secrets.sh").read_bytes())
    subprocess.run(["sh", script, "smtp+tls://me:word@mail.example:587"], check=True)
    return tmp_path / "secrets"


def test_the_script_makes_every_secret_for_its_owner_alone(secrets: Path) -> None:
    named = {said["file"].removeprefix("secrets/") for said in compose.document()["secrets"].values()}
    assert {path.name for path in secrets.iterdir()} == named
    assert secrets.stat().st_mode & 0o777 == 0o700
    assert all(len(path.read_text().strip()) > 30 for path in secrets.iterdir())


def test_the_secrets_are_addresses_that_the_settings_understand(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = environ.Env.db_url_config((secrets / "database_url").read_text().strip())
    assert (database["HOST"], database["USER"], database["NAME"]) == ("postgres", "launchhub", "launchhub")
    assert database["PASSWORD"] == (secrets / "database_password").read_text().strip()
    assert environ.Env.email_url_config((secrets / "email_url").read_text().strip())["EMAIL_HOST"] == "mail.example"


def test_secrets_that_are_there_stay(secrets: Path) -> None:
    before = {path.name: path.read_text() for path in secrets.iterdir()}
    subprocess.run(["sh", secrets.parent / "deploy" / "secrets.sh", "smtp://another.example"], check=True)
    assert {path.name: path.read_text() for path in secrets.iterdir()} == before


@pytest.mark.parametrize(
    ("name", "process"), [("web", stack.web(8000)), ("worker", stack.worker()), ("relay", stack.relay())]
)
def test_each_process_runs_as_make_up_runs_it(name: str, process: Process) -> None:
    here = process.command[process.command.index(sys.executable) + 1 :]
    there = shlex.split(SERVICES[name]["command"])
    options = {"127.0.0.1": "0.0.0.0"}  # noqa: S104 - inside the container
    expected = ["python", *(options.get(word, word) for word in here)]
    assert there == expected + (["--heartbeat", "/tmp/relay"] if name == "relay" else [])  # noqa: S108
