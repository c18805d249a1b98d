"""The tutorial works from its first page to its last, and says what it shows."""

import os
from pathlib import Path

import pytest

from tests.support.command import CommandLine
from tests.support.documents import TUTORIAL, lessons
from tests.support.redis import RedisServer
from tests.support.student import Student

PAGES = sorted(TUTORIAL.glob("[0-9]*.md"))


def test_the_tutorial_works(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    cassandra_url: str,
    redis_server: RedisServer,
) -> None:
    monkeypatch.chdir(tmp_path)
    cli = CommandLine(monkeypatch, capsys, tmp_path)
    cli.env = {"PRICETRAIL_DATA_DIR": str(tmp_path), "COLUMNS": "300"}
    if os.geteuid() == 0:
        cli.env["PRICETRAIL_BROWSER_SANDBOX"] = "off"
    with Student(cli, cassandra=cassandra_url, redis=redis_server.new_url()) as student:
        for page in PAGES:
            for lesson in lessons(page):
                student.learn(lesson)
            student.turn_the_page()
