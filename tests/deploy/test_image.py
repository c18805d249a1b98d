"""The image, as far as it can be told without building it."""

import json
import re
from fnmatch import fnmatch

import pytest

from tests.support.documents import ROOT
from tests.support.programs import check_ours, program, ran

TEXT = (ROOT / "Dockerfile").read_text()
LINES = re.sub(r"\\\n\s*", "", TEXT).splitlines()
STAGES = {
    stage: [line for line in body.split("\n") if line and not line.startswith("#")]
    for stage, body in re.findall(
        r"^FROM \S+ AS (\w+)\n(.*?)(?=^FROM |\Z)", "\n".join(LINES), re.MULTILINE | re.DOTALL
    )
}


def said(stage: str, instruction: str) -> list[str]:
    """What a stage says with an instruction, in order."""
    mark = f"{instruction} "
    return [line.removeprefix(mark) for line in STAGES[stage] if line.startswith(mark)]


def test_the_linter_has_nothing_to_say() -> None:
    done = ran(program("hadolint"), "Dockerfile")
    assert (done.stdout, done.returncode) == ("", 0)


def test_the_server_is_what_is_built_unless_another_is_named() -> None:
    assert list(STAGES) == ["build", "base", "browser", "server"]


def test_what_is_installed_is_what_was_locked() -> None:
    installs = re.findall(r" install ([^&]*)", " ".join(said("build", "RUN")))
    assert len(installs) == 3
    for options in installs:
        assert "--require-hashes" in options or "--no-index" in options


@pytest.mark.parametrize("stage", ["base", "browser", "server"])
def test_what_runs_is_no_root_and_has_no_tools_to_build_with(stage: str) -> None:
    users = said("base", "USER") + said(stage, "USER")
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[-1])
    assert not re.search(r"\b(gcc|build-essential|make|curl|git)\b", " ".join(STAGES[stage]))


@pytest.mark.parametrize("stage", ["server", "browser"])
def test_what_it_runs_is_a_command_of_ours(stage: str) -> None:
    assert said("base", "ENTRYPOINT") == ['["pricetrail"]']
    [command] = said(stage, "CMD")
    check_ours(json.loads(command))


def test_what_it_copies_is_there_and_not_left_out() -> None:
    taken = [line.removeprefix("!") for line in (ROOT / ".dockerignore").read_text().splitlines()]
    copied = [name for line in said("build", "COPY") for name in line.split()[:-1]]
    assert copied
    for name in copied:
        assert (ROOT / name).exists()
        assert any(fnmatch(name, pattern) for pattern in taken if pattern != "*")
