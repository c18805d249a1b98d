"""The units, as systemd itself reads them; nothing is started."""

import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest

from pricetrail.queue.messages import QUEUES
from tests.support.documents import ROOT
from tests.support.programs import check_ours, program, ran
from tools.reference.settings import effective, variable

FOLDER = ROOT / "deploy/systemd"
UNITS = sorted(path.name for path in FOLDER.glob("*.service"))
HARDENING = (FOLDER / "pricetrail-.service.d/50-hardening.conf").read_text()
WORST = 20  # tenths, of 100: below 2 it is "OK"
INSTALLED = "/opt/pricetrail/bin/pricetrail"


def command_of(name: str) -> list[str]:
    [line] = re.findall(r"^ExecStart=(.*)$", (FOLDER / name).read_text(), re.MULTILINE)
    return shlex.split(line)


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units in a folder of their own, where the program that they start is there."""
    folder = tmp_path / "units"
    shutil.copytree(FOLDER, folder)
    for path in folder.glob("*.service"):
        path.write_text(path.read_text().replace(INSTALLED, sys.executable))
    for path in folder.glob("*@.service"):
        path.rename(path.with_name(path.name.replace("@", "@1")))
    return folder


@pytest.mark.parametrize("name", UNITS)
def test_systemd_takes_it_and_finds_it_safe(name: str, units: Path) -> None:
    path = units / name.replace("@.", "@1.")
    env = {"SYSTEMD_UNIT_PATH": f"{units}:", "PATH": "/usr/bin:/bin"}
    analyze = program("systemd-analyze")
    verified = ran(analyze, "verify", "--man=no", path, env=env)
    assert (verified.stderr, verified.returncode) == ("", 0)
    security = ran(analyze, "security", "--offline=true", f"--threshold={WORST}", path, env=env)
    assert security.returncode == 0, security.stdout


@pytest.mark.parametrize("name", UNITS)
def test_what_it_runs_is_a_command_of_ours(name: str) -> None:
    path, *words = command_of(name)
    assert path == INSTALLED
    check_ours(words)


def test_every_queue_has_somebody_who_works_it_off() -> None:
    commands = [command_of(name) for name in UNITS]
    queues = {words[words.index("--queues") + 1] for words in commands if "--queues" in words}
    assert set(",".join(queues).split(",")) == set(QUEUES)


def test_what_they_set_are_settings() -> None:
    known = {variable(name, field) for name, field in effective().items()} | {"HOME"}
    named = set(re.findall(r"^Environment=(.*)$", HARDENING, re.MULTILINE))
    assert {pair.partition("=")[0] for line in named for pair in line.split()} <= known
