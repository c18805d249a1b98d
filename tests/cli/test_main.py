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
    result = cli("dispatch", **env)
    assert result.code == code
    assert says in result.err
    assert "secret" not in result.err
    assert result.err.count("\n") == 1
    doctor = cli("doctor", **env)
    assert says in doctor.out
    assert doctor.code == code


@pytest.mark.parametrize(
    ("dotenv", "says"),
    [
        ("STORE_URL=sqlite:///été.db".encode("latin-1"), ".env is not UTF-8 text"),
        ("STORE_URL=sqlite:///x.db".encode("utf-16"), ".env is not UTF-8 text"),
        (b'# mine\nSTORE_URL="sqlite:///a b.db\n', ".env, line 2: "),
        (b"STORE_URL sqlite:///x.db\n", ".env, line 1: "),
        (None, ".env is a folder"),
    ],
)
@pytest.mark.parametrize("command", ["products", "dispatch", "doctor"])
def test_a_dotenv_that_cannot_be_read_whole_is_refused(
    cli: CommandLine, command: str, dotenv: bytes | None, says: str
) -> None:
    del cli.env["STORE_URL"]
    path = cli.folder / ".env"
    path.mkdir() if dotenv is None else path.write_bytes(dotenv)
    result = cli(command)
    assert result.code == 2
    assert (result.out + result.err).count(says) == 1
    assert str(cli.folder) in result.out + result.err
    assert "all valid" not in result.out
    assert result.err.count("\n") == 1
    assert not (cli.folder / "pricetrail.db").exists()


def test_a_dotenv_may_begin_with_a_byte_order_mark(cli: CommandLine) -> None:
    (cli.folder / ".env").write_text("PRICETRAIL_GAP_S=often", encoding="utf-8-sig")
    assert "PRICETRAIL_GAP_S" in cli("dispatch").err


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("PRICETRAIL_LOG_LEVEL", "loud", "it should be 'debug', 'info', 'warning' or 'error'"),
        ("PRICETRAIL_GAP_S", "-1", "it should be greater than or equal to 0"),
    ],
)
def test_bad_settings_are_told_in_words(cli: CommandLine, name: str, value: str, says: str) -> None:
    assert cli("dispatch", **{name: value}).err == f"error: setting {name}: {says}\n"


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
    cli("sync-tables")
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


@pytest.mark.parametrize("command", ["products", "targets"])
def test_a_list_of_a_store_that_is_not_there_yet_is_empty(cli: CommandLine, command: str) -> None:
    cli.env["STORE_URL"] = f"sqlite:///{cli.folder / 'new/trail.db'}"
    for options in ([], ["--json"]):
        result = cli(command, *options)
        assert (result.code, result.out) == (0, "")
        assert f"there is no {cli.folder / 'new/trail.db'}; `pricetrail scrape URL`" in result.err
    assert list(cli.folder.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        *(["history", "shop.example:1"], ["show", "shop.example:1"]),
        *(["attempts", "https://shop.example/p"], ["untrack", "https://shop.example/p"]),
        *(["purge", "shop.example:1", "--yes"], ["export", "all.jsonl"], ["export", "all.csv"]),
    ],
)
def test_who_looks_makes_no_store(cli: CommandLine, arguments: list[str]) -> None:
    cli.env["STORE_URL"] = f"sqlite:///{cli.folder / 'new/trail.db'}"
    result = cli(*arguments)
    assert (result.code, result.out) == (1, "")
    assert result.err.startswith("error: no history yet, there is no ")
    assert result.err.count("\n") == 1
    assert list(cli.folder.iterdir()) == []


def test_doctor_warns_of_settings_that_are_none(
    cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path(".env").write_text("PRICETRAIL_CONTAKT=me\nSTORE_ULR=sqlite:///x.db\nDEBUG=1\n")
    monkeypatch.setenv("PRICETRAIL_GAP", "9")
    monkeypatch.setenv("pricetrail_log_level", "info")
    monkeypatch.setenv("PRICETRAIL_XYZZY", "1")
    monkeypatch.setenv("PRICETRAIL_STORE_URL", "sqlite:///x.db")
    said = {
        line["found"].split()[0]: (line["level"], line["advice"])
        for line in cli("doctor", "--json").lines
        if "is no setting" in line["found"]
    }
    assert said == {
        "PRICETRAIL_CONTAKT": ("warn", "PRICETRAIL_CONTACT may be meant"),
        "PRICETRAIL_GAP": ("warn", "PRICETRAIL_GAP_S may be meant"),
        "PRICETRAIL_XYZZY": ("warn", "remove it; docs/settings.md names all"),
        "PRICETRAIL_STORE_URL": ("warn", "STORE_URL may be meant"),
        "STORE_ULR": ("warn", "STORE_URL may be meant"),
    }
    assert "→ PRICETRAIL_GAP_S may be meant" in cli("doctor").out


def test_doctor_is_content_with_a_good_setup(cli: CommandLine) -> None:
    result = cli("doctor", "--json", PRICETRAIL_CONTACT="https://me.example", STORE_URL="")
    assert result.code == 0
    parts = {line["part"]: line["level"] for line in result.lines}
    assert parts["store"] == parts["data folder"] == parts["contact"] == "ok"
    assert parts["politeness"] == "warn"


def test_doctor_tells_whether_there_is_a_browser(cli: CommandLine, tmp_path: Path) -> None:
    def found(**env: str) -> dict[str, str]:
        lines = cli("doctor", "--json", PRICETRAIL_BROWSER_SANDBOX="off", **env).lines
        return next(line for line in lines if line["part"] == "browser")

    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\necho A browser 140.0\n")
    program.chmod(0o755)
    there = found(PRICETRAIL_CHROMIUM=str(program), PRICETRAIL_CHROMEDRIVER=str(program))
    assert (there["level"], there["found"]) == ("ok", f"A browser 140.0, {program}")
    program.write_text(f"#!/bin/sh\necho A browser 140.0 built on a system{' of' * 40}\n")
    long = found(PRICETRAIL_CHROMIUM=str(program), PRICETRAIL_CHROMEDRIVER=str(program))
    assert f" of …, {program}" in long["found"]
    missing = found(PRICETRAIL_CHROMIUM="/no/chromium")
    assert missing["level"] == "warn"
    assert "there is no /no/chromium" in missing["found"]
    assert "nothing, if plain HTTP is enough" in missing["advice"]
    driverless = found(PRICETRAIL_CHROMIUM=str(program), PRICETRAIL_CHROMEDRIVER="/no/driver")
    assert "there is no /no/driver" in driverless["found"]


def test_a_folder_that_is_not_there_is_taken_for_a_typo(cli: CommandLine) -> None:
    typo = {"STORE_URL": f"sqlite:///{cli.folder}/typo/x.db"}
    refused = cli("track", "https://shop.example/1", **typo)
    assert refused.code == 3
    assert f"there is no folder {cli.folder / 'typo'}; make it" in refused.err
    doctor = cli("doctor", **typo)
    assert doctor.code == 3
    assert f"there is no folder {cli.folder / 'typo'}" in doctor.out
    assert list(cli.folder.iterdir()) == []


def test_the_data_folder_is_made(cli: CommandLine) -> None:
    del cli.env["STORE_URL"]
    made = cli("track", "https://shop.example/1", PRICETRAIL_DATA_DIR=str(cli.folder / "a" / "b"))
    assert made.code == 0
    assert (cli.folder / "a" / "b" / "pricetrail.db").exists()


def test_doctor_makes_nothing(cli: CommandLine) -> None:
    cli.env["STORE_URL"] = f"sqlite:///{cli.folder / 'new.db'}"
    result = cli("doctor")
    assert result.code == 0
    assert "new.db, made when first written to" in result.out
    assert list(cli.folder.iterdir()) == []


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
