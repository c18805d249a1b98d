"""Somebody who works through the tutorial: writes its files, types its commands, runs its Python.

What is shown as output has to come, but for ids, times and the addresses of this run.
"""

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from pricetrail.urls import product_id_of
from tests.support.command import CommandLine
from tests.support.documents import ROOT, Lesson
from tests.support.processes import (
    PATIENCE_S,
    ending,
    served_at,
    wait_for_line,
    wait_for_words,
)
from tests.support.reader import Reader

SHOP = "127.0.0.1:8100"
CASSANDRA = "cassandra://127.0.0.1:9042/scraper_app"
KEYSPACE = "scraper_app"
REDIS = "redis://127.0.0.1:6379/0"
SERVER = "127.0.0.1:8000"
OWN_SERVER = "127.0.0.1:8200"
PAGES = ("kettle.html", "teapot.html")

_PATIENTLY = {  # what is long for a person may be short for a busy machine
    "timeout=60": f"timeout={PATIENCE_S}",
    "WebDriverWait(driver, 30)": f"WebDriverWait(driver, {PATIENCE_S})",
}
_HIDDEN = (
    (re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"), "UUID"),
    (re.compile(r"\b20\d\d-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|\+00:00)?"), "TIME"),
    (re.compile(r"\b20\d\d-\d\d(?:-\d\d)?\b"), "DAY"),
    (re.compile(r"[ \t]+"), " "),
)
_RUN = """
import json, sys
names = {"__name__": "__main__"}
for line in sys.stdin:
    exec(compile(json.loads(line), "tutorial", "exec"), names)
    print("\\0", flush=True)
"""


class Student(Reader):
    """Does one lesson after the other in the command line's folder."""

    def __init__(self, cli: CommandLine, *, cassandra: str, redis: str) -> None:
        super().__init__(cli, "", "", "")
        self._here = {CASSANDRA: cassandra, REDIS: redis, KEYSPACE: cassandra.rpartition("/")[2]}
        self._said = ""
        self._touched = 0

    def learn(self, lesson: Lesson) -> None:
        """Do what it shows; fails unless it goes well and says what is shown."""
        self._said = ""
        text = _replaced(self._adapted(lesson.text), _PATIENTLY)
        if lesson.title.startswith("dags/"):
            assert lesson.text in (ROOT / lesson.title).read_text(), f"{lesson} is no quotation"
        elif lesson.title:
            self._write(lesson.title, text)
        elif lesson.language == "python":
            self._said = self._compute(text)
        elif lesson.language == "sh":
            for line in lesson.text.splitlines():
                self.follow(line)
        if lesson.answer is not None:
            said = self._as_shown(self._said)
            assert _plain(said) == _plain(lesson.answer), f"{lesson} says:\n{said}"

    def follow(self, line: str) -> None:
        match self._adapted(line).split():
            case ["python", "-m", "http.server", *options]:
                self._open_shop(options)
            case ["sed", *options]:
                self._edit(options)
            case ["pricetrail", "serve"]:
                process = self._keep("serve", "--port", "0")
                self._here[SERVER] = served_at(process.stderr).removeprefix("http://")
            case ["pricetrail", "worker", *options]:
                process = self._keep("worker", *options)
                wait_for_line(process.stderr, b"working off ")
            case ["uvicorn", app, "--port", _]:
                process = self._keep_module("uvicorn", app, "--port", "0")
                self._here[OWN_SERVER] = _wait_for(process, r"running on http://(\S+)")
            case ["celery", *options]:
                _wait_for(self._keep_module("celery", *options), r"celery@\S+ (ready)")
            case _:
                super().follow(line)

    def _adapted(self, line: str) -> str:
        return _replaced(line, self._here)

    def _as_shown(self, said: str) -> str:
        return _replaced(said, {here: there for there, here in self._here.items()})

    def _run(self, words: list[str], passed: bytes) -> bytes:
        out = super()._run(words, passed)
        self._said += out.decode()
        return out

    def _ask(self, options: list[str]) -> None:
        self._said += self._curl(options)

    def _keep(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a command that goes on until the reader leaves."""
        return self._running.enter_context(ending(self._cli.start(*command)))

    def _keep_module(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a Python program that is not ours, which goes on until the reader leaves."""
        return self._running.enter_context(
            ending(
                subprocess.Popen(
                    [sys.executable, "-m", *words],
                    cwd=self._cli.folder,
                    env={**os.environ, **self._cli.env},
                    bufsize=0,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                )
            )
        )

    def _write(self, name: str, text: str) -> None:
        path = self._cli.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        self._touch(path)

    def _edit(self, options: list[str]) -> None:
        subprocess.run(["sed", *options], cwd=self._cli.folder, check=True)
        self._touch(self._cli.folder / options[-1])

    def _touch(self, path: Path) -> None:
        """People take longer than a second for an edit, and servers tell times in seconds."""
        self._touched += 10
        seconds = path.stat().st_mtime + self._touched
        os.utime(path, (seconds, seconds))

    def _open_shop(self, options: list[str]) -> None:
        """Serve the folder that the reader serves, on a free port, and know its products' ids."""
        command = [sys.executable, "-u", "-m", "http.server", *options, "0"]
        shop = subprocess.Popen(
            [word for word in command if word != SHOP.partition(":")[2]],
            cwd=self._cli.folder,
            bufsize=0,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._running.enter_context(ending(shop))
        said = wait_for_line(shop.stdout, b"Serving HTTP").decode()
        here = f"127.0.0.1:{said.split(' port ')[1].split()[0]}"
        for page in PAGES:
            self._here[_id_of(SHOP, page)] = _id_of(here, page)
        self._here[SHOP] = here

    def _compute(self, code: str) -> str:
        """What Python says to it; names live on from block to block."""
        assert self._python.stdin is not None
        assert self._python.stdout is not None
        self._python.stdin.write(json.dumps(code).encode() + b"\n")
        said = ""
        for line in iter(self._python.stdout.readline, b"\0\n"):
            assert line, f"{said}{self._python.stderr.read().decode()}"
            said += line.decode()
        return said

    @cached_property
    def _python(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-u", "-c", _RUN],
            cwd=self._cli.folder,
            env={**os.environ, **self._cli.env},
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        return self._running.enter_context(ending(process))

    def turn_the_page(self) -> None:
        """End this page's Python, if it has any: the next page begins a new one."""
        process = self.__dict__.pop("_python", None)
        if process is not None:
            process.stdin.close()
            process.wait(PATIENCE_S)


def _wait_for(process: subprocess.Popen[bytes], pattern: str) -> str:
    """The first group of `pattern` in what it says, once it says so."""
    assert process.stderr is not None
    said = ""
    while not (found := re.search(pattern, said)):
        wait_for_words(process.stderr)
        line = process.stderr.readline()
        assert line, f"it ended: {said}"
        said += line.decode()
    return found[1]


def _id_of(shop: str, page: str) -> str:
    return product_id_of(f"http://{shop}/{page}")


def _replaced(text: str, values: Mapping[str, str]) -> str:
    for value, other in values.items():
        text = text.replace(value, other)
    return text


def _plain(text: str) -> list[str]:
    """Its lines without what differs from run to run."""
    for pattern, word in _HIDDEN:
        text = pattern.sub(word, text)
    return [line.strip() for line in text.strip().splitlines()]
