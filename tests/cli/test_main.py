import subprocess
from pathlib import Path

import pytest

from pricetrail import __version__
from pricetrail.cli import COMMANDS, build_app, run
from tests.support.command import PROGRAM, CommandLine


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(cli: CommandLine, command: str) -> None:
    result = cli(command, "--help")
    assert result.code == 0
    assert f"pricetrail {command}" in result.out


def test_the_overview_lists_every_command(cli: CommandLine) -> None:
    out = cli().out
    assert all(f" {name} " in out for name in COMMANDS)
    build_app(*COMMANDS)


def test_the_version_is_told(cli: CommandLine) -> None:
    assert cli("--version").out == f"pricetrail {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["scrape", "--nonsense"], ["history"], ["products", "--limit", "0"]],
)
def test_wrong_usage_is_one_line(cli: CommandLine, arguments: list[str]) -> None:
    result = cli(*arguments)
    assert result.code == 2
    assert result.err.startswith("error: ")
    assert result.err.count("\n") == 1
    assert "--help" in result.err


@pytest.mark.parametrize(
    ("env", "code", "says"),
    [
        ({"STORE_URL": "redis://x"}, 2, "STORE_URL"),
        ({"STORE_URL": "http://["}, 2, "STORE_URL"),
        ({"STORE_URL": "sqlite://me:secret@host/x.db"}, 2, "STORE_URL"),
        ({"STORE_URL": "sqlite:////proc/none/x.db"}, 3, "/proc/none/x.db"),
        ({"PRICETRAIL_GAP_S": "often"}, 2, "PRICETRAIL_GAP_S"),
        ({"PRICETRAIL_POLITENESS": "maybe"}, 2, "PRICETRAIL_POLITENESS"),
    ],
)
def test_bad_settings_are_named(
    cli: CommandLine, env: dict[str, str], code: int, says: str
) -> None:
    result = cli("products", **env)
    assert result.code == code
    assert says in result.err
    assert "secret" not in result.err
    assert result.err.count("\n") == 1
    doctor = cli("doctor", **env)
    assert says in doctor.out
    assert doctor.code == code


def test_verbose_adds_the_trace_wherever_it_stands(cli: CommandLine) -> None:
    assert "Traceback" not in cli("show", "nothing").err
    for arguments in (["--verbose", "show", "nothing"], ["show", "nothing", "--verbose"]):
        result = cli(*arguments)
        assert "Traceback" in result.err
        assert result.code == 1


def test_a_corrupt_store_is_one_clear_line(cli: CommandLine) -> None:
    Path("trail.db").write_bytes(b"this is no database at all, and long enough to be sure" * 50)
    result = cli("products")
    assert result.code == 3
    assert result.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["show", "\udcff"],
        ["untrack", "\udcff"],
        ["purge", "\udcff", "--yes"],
        ["attempts", "\udcff"],
        ["products", "--shop", "\udcff"],
        ["track", "https://shop.example/p", "--tag", "\udcff"],
        ["track", "https://shop.example/p", "--tag", "\x1b[31m"],
        ["track", "https://shop.example/p", "--tag", "x" * 201],
    ],
)
def test_text_that_cannot_be_is_wrong_usage(cli: CommandLine, arguments: list[str]) -> None:
    result = cli(*arguments)
    assert result.code == 2
    assert result.err.startswith("error: ")
    assert result.err.count("\n") == 1
    assert "\x1b" not in result.err
    assert cli("targets", "--json").lines == []


def test_output_that_cannot_be_written_is_one_line(cli: CommandLine) -> None:
    cli("track", "https://shop.example/p")
    for arguments in (["targets"], ["targets", "--json"], ["export", "-"], ["--help"]):
        with Path("/dev/full").open("wb") as full:
            process = cli.start(*arguments, stdout=full)
            _, err = process.communicate(timeout=60)
        assert process.returncode == 2
        assert err == b"error: the output cannot be written: No space left on device\n"


def test_doctor_is_content_with_a_good_setup(cli: CommandLine) -> None:
    result = cli("doctor", "--json", PRICETRAIL_CONTACT="https://me.example", STORE_URL="")
    assert result.code == 0
    parts = {line["part"]: line["level"] for line in result.lines}
    assert parts["store"] == parts["data folder"] == parts["contact"] == "ok"
    assert parts["politeness"] == "warn"


def test_doctor_names_every_part_that_is_not_in_order(cli: CommandLine) -> None:
    bad = {"PRICETRAIL_EGRESS_ALLOW": "10.0.0.0/99", "STORE_URL": "sqlite:////proc/none/x.db"}
    result = cli("doctor", **bad)
    assert result.code == 3
    assert "not in order: store, fetching" in result.err
    assert "PRICETRAIL_EGRESS_ALLOW" in result.out


def test_the_installed_program_answers() -> None:
    done = subprocess.run([PROGRAM, "--version"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert run(["--version"]) == 0
