"""The Dockerfile without a container engine: its steps, carried out in plain folders.

Each stage has a folder for its file system. Where a step names one of the image's own places, it gets that place below
the folder. Only what makes users is left out: processes run by the image's user number all the same.
"""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from dockerfile_parse import DockerfileParser
from pathspec import GitIgnoreSpec

from launchhub.embedded.console import say
from tests.deploy.servers import surroundings

PLACES = re.compile(r"(?<![\w./])/(?=(?:app|data|opt/venv|tmp|run/secrets)\b)")
LEFT_OUT = {"groupadd": "the machine's users stay as they are"}
UNREAD = ("COMMENT", "EXPOSE", "CMD")
FLAG = re.compile(r"--(\w+)=(\S+)\s+")


@dataclass
class Stage:
    """One stage: a folder as its file system, and the surroundings of its steps."""

    image: str
    root: Path
    environment: dict[str, str]
    folder: str = "/"
    user: str = "0:0"
    steps: list[tuple[str, str]] = field(default_factory=list)

    def at(self, place: str) -> Path:
        """Return where the image's `place` lies on this machine."""
        return self.root / os.path.join(self.folder, place).lstrip("/")

    def here(self, text: str) -> str:
        """Return `text` with the image's own places as they are called on this machine."""
        return PLACES.sub(f"{self.root}/", text)


def steps(dockerfile: Path) -> list[tuple[str, str]]:
    """Return the instructions of a Dockerfile with what follows them."""
    parser = DockerfileParser(fileobj=BytesIO(dockerfile.read_bytes()))
    return [(step["instruction"], step["value"]) for step in parser.structure if step["instruction"] not in UNREAD]


def build(context: Path, into: Path) -> Stage:
    """Carry the Dockerfile of `context` out below the folder `into` and return its last stage."""
    stages: dict[str, Stage] = {}
    for instruction, value in steps(context / "Dockerfile"):
        if instruction == "FROM":
            image, _, name = value.partition(" AS ")
            root = into / (name or "final")
            (root / "tmp").mkdir(parents=True)
            stage = stages[name or "final"] = Stage(image, root, surroundings())
            continue
        say("image", f"{instruction} {value}")
        _carry_out(instruction, value, stage, stages, context)
    return stage


def _carry_out(instruction: str, value: str, stage: Stage, stages: dict[str, Stage], context: Path) -> None:
    match instruction:
        case "WORKDIR":
            stage.folder = value
            stage.at(".").mkdir(parents=True, exist_ok=True)
        case "USER":
            stage.user = value
        case "ENV":
            for key, text in re.findall(r"(\w+)=(\S+)", value):
                stage.environment[key] = stage.here(text).replace("$PATH", stage.environment["PATH"])
        case "COPY":
            flags = dict(FLAG.findall(value))
            *sources, target = FLAG.sub("", value).split()
            source = stages[flags["from"]] if "from" in flags else None
            for name in sources:
                _copy(source.at(name) if source else context / name, stage.at(target), None if source else context)
        case "RUN" if value.split()[0] in LEFT_OUT:
            say("image", f"(left out: {LEFT_OUT[value.split()[0]]})")
        case "RUN":
            subprocess.run(["sh", "-ec", stage.here(value)], cwd=stage.at("."), env=stage.environment, check=True)
        case _:
            raise NotImplementedError(f"The Dockerfile has a step that this does not know: {instruction} {value}")


def _copy(source: Path, target: Path, context: Path | None) -> None:
    """Copy a file or what a folder holds; from the context only what .dockerignore lets through."""
    if source.is_file():
        shutil.copy2(source, target)
        return
    ignored = GitIgnoreSpec.from_lines((context / ".dockerignore").read_text().splitlines()) if context else None

    def left_out(folder: str, names: list[str]) -> list[str]:
        if ignored is None:
            return []
        return [name for name in names if ignored.match_file(str((Path(folder) / name).relative_to(source)))]

    shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True, ignore=left_out)
