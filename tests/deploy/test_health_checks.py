"""What containers are asked, asked of real servers: who is well says so, and nobody else."""

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.test_compose import services
from tests.deploy.test_image import said
from tests.support.command import PROGRAM, CommandLine
from tests.support.processes import ending, served_at, wait_for_line
from tests.support.redis import RedisServer


@pytest.fixture
def cli(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    redis_server: RedisServer,
) -> CommandLine:
    cli = CommandLine(monkeypatch, capsys, tmp_path)
    cli.env["REDIS_URL"] = redis_server.new_url()
    return cli


def test_a_server_that_answers_is_well(cli: CommandLine) -> None:
    [line] = said("server", "HEALTHCHECK")
    command = json.loads(re.sub(r".* CMD ", "", line))
    with ending(cli.start("serve", "--port", "0")) as server:
        port = served_at(server.stderr).rpartition(":")[2]
        asked = [part.replace(":8000/", f":{port}/") for part in command]
        assert asked != command
        assert code_of([sys.executable, *asked[1:]], cli) == 0
    assert code_of([sys.executable, *asked[1:]], cli) != 0


def test_a_worker_that_answers_is_well(cli: CommandLine) -> None:
    kind, line = services()["worker"]["healthcheck"]["test"]
    assert kind == "CMD-SHELL"
    asked = ["/bin/sh", "-c", line.replace("$$", "$")]
    assert services()["browser"]["healthcheck"]["test"] == ["CMD-SHELL", line]
    with ending(cli.start("worker", "--concurrency", "1")) as worker:
        wait_for_line(worker.stderr, b"working off ")
        assert code_of(asked, cli) == 0
        worker.terminate()
        worker.communicate()
    assert code_of(asked, cli) != 0


def code_of(command: list[str], cli: CommandLine) -> int:
    """How it ends, where our programs are found and the machine has its name, as in a container."""
    env = os.environ | cli.env | {"HOSTNAME": socket.gethostname()}
    env["PATH"] = f"{PROGRAM.parent}:{env['PATH']}"
    return subprocess.run(
        command, env=env, cwd=cli.folder, capture_output=True, check=False
    ).returncode
