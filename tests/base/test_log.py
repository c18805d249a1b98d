import fcntl
import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import RawIOBase
from typing import Literal

import pytest

from pricetrail import log
from pricetrail.log import configure_logging, get_logger


@pytest.mark.parametrize("fmt", ["text", "json"])
def test_a_line_has_the_event_its_values_and_its_logger(
    capsys: pytest.CaptureFixture[str], fmt: Literal["text", "json"]
) -> None:
    configure_logging("info", fmt)
    get_logger("part").info("scraped", host="shop.example")
    logging.getLogger("other").warning("from elsewhere")
    get_logger("part").debug("not shown")
    ours, other = capsys.readouterr().err.splitlines()
    if fmt == "json":
        told = json.loads(ours)
        assert (told["event"], told["host"]) == ("scraped", "shop.example")
        assert (told["logger"], told["level"]) == ("pricetrail.part", "info")
        assert told["timestamp"].endswith("Z")
        assert json.loads(other)["event"] == "from elsewhere"
    else:
        assert "scraped" in ours
        assert "host=shop.example" in ours
        assert "\x1b" not in ours
        assert "from elsewhere" in other


@pytest.mark.parametrize("fmt", ["text", "json"])
def test_what_strangers_send_moves_no_terminal_and_forges_no_line(
    capsys: pytest.CaptureFixture[str], fmt: Literal["text", "json"]
) -> None:
    configure_logging("info", fmt)
    path = "/\x1b[31mred\x07\x00\r\n2026-01-01 [error] forged\u2028\x9b2Jé"
    get_logger("part").info(path, path=path)
    logging.getLogger("other").warning("from %s", path)
    written = capsys.readouterr().err
    assert len(written.splitlines()) == 2
    assert written.replace("\n", "").isprintable()


@contextmanager
def error_pipe(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[RawIOBase, int]]:
    """The end to read of a pipe that is standard error, and the bytes that it holds."""
    monkeypatch.setattr(log, "_PATIENCE_S", 0.001)
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb", buffering=0) as pipe, os.fdopen(writing, "w") as err:
        monkeypatch.setattr(sys, "stderr", err)
        yield pipe, fcntl.fcntl(reading, fcntl.F_SETPIPE_SZ, 8192)


@pytest.mark.parametrize("fmt", ["text", "json"])
def test_what_is_too_much_for_a_pipe_is_left_out_and_counted(
    monkeypatch: pytest.MonkeyPatch, fmt: Literal["text", "json"]
) -> None:
    with error_pipe(monkeypatch) as (pipe, room):
        configure_logging("info", fmt)
        logger = get_logger("part")
        for number in range(room // 1000 + 10):
            logger.info("scraped", number=number, text="x" * 1000)
        written = pipe.read(2 * room).splitlines()
        assert b"scraped" in written[0]
        logger.info("read again", text="y" * 5000)
        note, line = pipe.read(2 * room).splitlines()
    left_out = room // 1000 + 10 - len(written)
    assert b"%d lines of the log were left out" % left_out in note
    assert (b"read again" in line, b"y" * 5000 in line) == (True, True)


def test_a_line_that_was_cut_short_spoils_none_that_follows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with error_pipe(monkeypatch) as (pipe, room):
        configure_logging("info", "json")
        logger = get_logger("part")
        logger.info("too long", text="x" * 2 * room)
        assert len(pipe.read(2 * room)) == room
        logger.info("read again")
        logger.info("and again")
        end, *lines = pipe.read(2 * room).splitlines()
    assert end == b""
    note, *told = (json.loads(line)["event"] for line in lines)
    assert note.startswith("1 lines of the log were left out")
    assert told == ["read again", "and again"]
