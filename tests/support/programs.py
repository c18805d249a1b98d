"""Programs that tests run beside ours, and whether a command line would be taken by ours."""

import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import typer.main

from pricetrail.cli import build_app
from tests.support.documents import ROOT


def program(name: str) -> str:
    """The path of a program of `.venv`, or of the system; fails and names it otherwise."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    assert found, f"{name} is missing: `make .venv/.ready system-deps` installs it"
    return found


def ran(
    *command: object, env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """The command, once it has ended, however it did."""
    return subprocess.run(
        list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, check=False
    )


def check_ours(words: Sequence[str]) -> None:
    """Fails unless `pricetrail` would take these words; nothing is run."""
    name, *options = words
    command = typer.main.get_command(build_app(name))
    with command.make_context("pricetrail", [name, *options]) as context:
        part = command.get_command(context, name)  # type: ignore[attr-defined]
        assert part is not None, f"there is no command {name}"
        part.make_context(name, options, parent=context)
