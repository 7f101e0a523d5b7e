"""The page for operators names every variable of the environment, and no other."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "running.md"
READERS = {"env", "environ"}
"""What variables are read from: `env.str("NAME")`, `os.environ.get("NAME")`."""
OF_TERMINALS = {"NO_COLOR"}


def read_by(source: Path) -> Iterator[str]:
    """Yield the variables that a module reads."""
    for node in ast.walk(ast.parse(source.read_text())):
        match node:
            case ast.Call(func=ast.Name(id="secret"), args=[ast.Constant(value=str(name)), *_]):
                yield name
            case ast.Call(func=ast.Attribute(value=reader), args=[ast.Constant(value=str(name)), *_]):
                if ast.unparse(reader).rpartition(".")[2] in READERS:
                    yield name


def test_every_variable_stands_in_the_table_and_no_other() -> None:
    lines = [line for line in PAGE.read_text().splitlines() if line.startswith("| `") and line.count("|") == 4]
    told = {name for line in lines for name in re.findall(r"`([A-Z][A-Z_]+)`", line.split("|")[1])}
    read = {name for source in (ROOT / "launchhub").rglob("*.py") for name in read_by(source)}
    assert told == read - OF_TERMINALS - {"DJANGO_SETTINGS_MODULE"}


def started(**environment: str) -> subprocess.CompletedProcess[str]:
    """Ask a fresh process what the settings are."""
    code = "from launchhub import settings as s; print(s.SECRET_KEY, s.DATABASES['default']['NAME'], s.REDIS_URL)"
    others = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY")}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=others | environment, capture_output=True, text=True
    )


def test_secrets_are_read_from_files_that_may_end_with_a_line_break(tmp_path: Path) -> None:
    values = {"SECRET_KEY": "a-key", "DATABASE_URL": "postgres://me:word@host/hub", "REDIS_URL": "redis://host:1/0"}
    for name, value in values.items():
        (tmp_path / name).write_text(f"{value}\n")
    done = started(**{f"{name}_FILE": str(tmp_path / name) for name in values})
    assert done.stdout.split() == ["a-key", "hub", "redis://host:1/0"]


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL"])
def test_a_file_of_secrets_that_is_missing_is_named(name: str, tmp_path: Path) -> None:
    done = started(**{f"{name}_FILE": str(tmp_path / "nowhere")})
    assert done.returncode != 0
    assert str(tmp_path / "nowhere") in done.stderr
