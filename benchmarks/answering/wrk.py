"""Answers a second, as wrk counts them from a process of its own."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import NamedTemporaryFile

CONNECTIONS = 8

_SCRIPT = Path(__file__).with_name("requests.lua")
_PLACES = count(0, 1_000_000)  # no two turns ask for the same


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked for again and again.

    `lines` are taken in turn: a path, or a path and, behind a tab, the validator to send or the
    body to post, whose ``@`` becomes a price. With `apart` every request has a query of its own,
    so that no answer can be given twice. Without `connections` there is a single request a turn.
    """

    lines: Sequence[str]
    method: str = "get"
    apart: bool = False
    connections: int = CONNECTIONS


def rate(origin: str, load: Load, seconds: int) -> float:
    """Answers a second. Raises RuntimeError where a request was refused or broke off."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise SystemExit("wrk is not installed; `tools/system-deps bench` installs it")
    with NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(load.lines) + "\n")
        file.flush()
        options = [f"-c{load.connections}", f"-d{seconds}s", "--timeout=60s"]
        arguments = [load.method, file.name, str(next(_PLACES)), "apart" if load.apart else "same"]
        done = subprocess.run(
            [wrk, "-t1", *options, "-s", str(_SCRIPT), origin, "--", *arguments],
            capture_output=True,
            text=True,
            check=True,
        )
    said = json.loads(done.stdout.splitlines()[-1])
    if said["refused"] or said["broken"] or not said["answers"]:
        raise RuntimeError(f"{load.lines[0][:100]} at {origin}: {said}")
    return float(said["answers"] / said["seconds"])
