"""The command line, run in this process or in one of its own."""

import io
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pytest

from pricetrail.cli import run
from pricetrail.config import get_settings

PROGRAM = Path(sys.executable).with_name("pricetrail")


class Result(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[Any]:
        """Standard output as JSON lines; nothing else may stand there."""
        return [orjson.loads(line) for line in self.out.splitlines()]


class CommandLine:
    """Runs commands on a store, and with settings, of its own."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: Any, folder: Path) -> None:
        self.folder = folder
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        monkeypatch.delenv("COLUMNS", raising=False)  # that of the terminal where tests are run
        self.env = {
            "STORE_URL": f"sqlite:///{folder / 'trail.db'}",
            "PRICETRAIL_DATA_DIR": str(folder),
            "PRICETRAIL_EGRESS_ALLOW": "127.0.0.1",
            "PRICETRAIL_POLITENESS": "off",
            "COLUMNS": "300",
        }

    def __call__(self, *arguments: object, stdin: bytes = b"", **env: str) -> Result:
        for name, value in (self.env | env).items():
            self._monkeypatch.setenv(name, value)
        self._monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        get_settings.cache_clear()
        self._capsys.readouterr()
        try:
            code = run([str(argument) for argument in arguments])
        finally:
            get_settings.cache_clear()
        out, err = self._capsys.readouterr()
        return Result(code, out, err)

    def start(
        self, *arguments: object, env: Mapping[str, str] | None = None, **more: Any
    ) -> subprocess.Popen[bytes]:
        """Start it as a process of its own, with those settings beside the others."""
        return subprocess.Popen(
            [PROGRAM, *map(str, arguments)],
            env={**os.environ, **self.env, **(env or {})},
            cwd=self.folder,
            bufsize=0,  # who waits for a line looks whether there is more to read
            **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **more},
        )
