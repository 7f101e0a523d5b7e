"""`manage.py up` says in plain words why it does not start."""

import socket
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from launchhub.embedded.instance import only_one


def test_a_taken_port_is_named_with_a_way_out(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))

        with pytest.raises(CommandError, match=rf"Port {port} is taken .* make up PORT={port + 1}"):
            call_command("up")


def test_a_second_start_on_the_same_data_is_refused_with_a_way_out(tmp_path: Path, settings: Settings) -> None:
    settings.DATA_DIR = tmp_path
    with only_one(tmp_path), pytest.raises(CommandError, match=r"already runs .* DATA_DIR="):
        call_command("up")
