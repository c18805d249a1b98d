"""Somebody who reads a document and types what it shows, with a shop of ours in its examples."""

import os
import re
import shlex
import shutil
import signal
import subprocess
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Self

from tests.support.command import CommandLine
from tests.support.documents import ROOT
from tests.support.processes import PATIENCE_S, ending, served_at, wait_for_line

_PRODUCT_ID = re.compile(r"shop\.example:[0-9a-f]+")
_HELD_ID = re.compile(r"shop\.example:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHOWN_SERVER = "http://127.0.0.1:8000"
_TOKEN = "ptr_0000"
_SERVER = re.compile(r"cassandra://\S+")


class Reader:
    """Follows shown commands in the command line's folder, one line after the other."""

    def __init__(
        self,
        cli: CommandLine,
        shop: str,
        product_id: str,
        held_id: str,
        simulated: Callable[[], Path] | None = None,
    ) -> None:
        self._cli = cli
        self._simulated = simulated
        self._held_id = held_id
        self._shop = shop
        self._product_id = product_id
        self._running = ExitStack()

    def follow(self, line: str) -> None:
        """Do what `line` says; fails unless it goes well."""
        words = _words(self._adapted(line))
        match words:
            case []:
                pass
            case ["make", target]:
                check_target(target)
            case [".", ".venv/bin/activate"]:
                assert "VENV := .venv" in (ROOT / "Makefile").read_text()
            case ["pricetrail", "up", "--demo"]:
                self._watch_the_demo()
            case ["pricetrail", "up" | "serve" as command, *options]:
                self._stay(b"serving ", command, *options, "--port", "0")
            case ["pricetrail", "worker", *options]:
                self._stay(b"working off ", "worker", *options)
            case ["pricetrail", "beat"]:
                self._stay(b"ticking ", "beat")
            case ["curl", *options]:
                self._ask(options)
            case _:
                self._pipeline(words)

    def _adapted(self, line: str) -> str:
        line = line.replace("https://shop.example", self._shop)
        line = _HELD_ID.sub(self._held_id, line)
        line = _PRODUCT_ID.sub(self._product_id, line)
        line = _SERVER.sub("sqlite:///server.db", line)
        # An address cannot name a rule, as a shop's host does.
        line = line.replace("pricetrail new-site", "pricetrail new-site --name shop")
        return line.replace("shop.example", self._product_id.partition(":")[0])

    def _pipeline(self, words: list[str]) -> None:
        """Commands joined by ``|``."""
        passed = b""
        for command in _split(words, "|"):
            passed = self._run(command, passed)

    def _run(self, words: list[str], passed: bytes) -> bytes:
        """One command's output; it may read ``<`` a file, and write ``>`` one."""
        words, source = _taken(words, "<")
        words, target = _taken(words, ">")
        assert words[0] == "pricetrail", f"the test cannot follow {words[0]}"
        stdin = (self._cli.folder / source).read_bytes() if source else passed
        result = self._cli(*words[1:], stdin=stdin)
        assert result.code == 0, f"{shlex.join(words)} ends with {result.code}:\n{result.err}"
        if target:
            (self._cli.folder / target).write_text(result.out)
        return result.out.encode()

    def _watch_the_demo(self) -> None:
        """Start it where its ninety days are there already, which would take many seconds."""
        assert self._simulated is not None, "no demo is shown here"
        shutil.copy(self._simulated(), self._cli.folder / "simulated.db")
        env = {"STORE_URL": "sqlite:///simulated.db"}
        self._stay(b"serving ", "up", "--demo", "--port", "0", env=env)

    def _stay(
        self,
        said_first: bytes,
        command: str,
        *options: str,
        env: Mapping[str, str] | None = None,
    ) -> None:
        """Start it, wait until it says so, and press Ctrl-C."""
        with ending(self._cli.start(command, *options, env=env)) as process:
            wait_for_line(process.stderr, said_first)
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == 0, said.decode()
        assert b"Traceback" not in said

    def _ask(self, options: list[str]) -> None:
        """Send what curl would send, to a server of our own."""
        asked = [option.replace(_SHOWN_SERVER, self._server) for option in options]
        assert any(option.startswith(f"{self._server}/") for option in asked), "not our server"
        self._curl(asked)

    def _curl(self, asked: list[str]) -> str:
        """What it answers; fails where that is an error."""
        found = subprocess.run(
            ["curl", "--silent", "--show-error", "--fail-with-body", "--max-time", "60", *asked],
            cwd=self._cli.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert found.returncode == 0, found.stdout + found.stderr
        return found.stdout

    @cached_property
    def _server(self) -> str:
        """The address of a server that runs until the reader leaves."""
        self._cli.env["PRICETRAIL_API_TOKEN"] = _TOKEN
        process = self._running.enter_context(ending(self._cli.start("serve", "--port", "0")))
        return served_at(process.stderr)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()


def check_target(name: str) -> None:
    """Fails unless the Makefile has a target of that name."""
    env = {key: value for key, value in os.environ.items() if not key.startswith("MAKE")}
    dry = subprocess.run(
        ["make", "--dry-run", name], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert dry.returncode == 0, dry.stderr


def prepare_pages(folder: Path, page: str) -> None:
    """The saved pages that the examples name."""
    (folder / "page.html").write_text(page)
    (folder / "pages").mkdir()
    for name in ("a.html", "b.html"):
        (folder / "pages" / name).write_text(page)


def _words(line: str) -> list[str]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|<>")
    lexer.whitespace_split = True
    return list(lexer)


def _split(words: list[str], separator: str) -> list[list[str]]:
    parts: list[list[str]] = [[]]
    for word in words:
        if word == separator:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def _taken(words: list[str], sign: str) -> tuple[list[str], str | None]:
    """The words without `sign` and the file behind it, and that file."""
    if sign not in words:
        return words, None
    place = words.index(sign)
    return words[:place] + words[place + 2 :], words[place + 1]
