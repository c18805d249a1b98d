"""Structured logs: one event name and its values a line, on standard error.

Loggers are the standard library's underneath, so a program that uses pricetrail as a library
decides where they go; until `configure_logging` is called, only warnings show.
"""

from __future__ import annotations

import logging
import os
import select
import stat
import sys
from functools import cached_property
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal, TextIO

if TYPE_CHECKING:  # loaded when something is logged: most commands have nothing to say
    from structlog.stdlib import BoundLogger, ProcessorFormatter
    from structlog.typing import EventDict, Processor

_PATIENCE_S = 1.0  # a reader that is only slow is waited for so long, once for a line

_NOTE = "%d lines of the log were left out, since nobody read them"

# ruff: noqa: PLC0415 - loads what is used

# Below a warning they log the URLs and bodies that they send, with the tokens of channels in them.
_TELL_SECRETS = ("apprise", "urllib3", "requests")


def configure_logging(level: str = "warning", fmt: Literal["text", "json"] = "text") -> None:
    """Send logs of `level` and above to standard error, as text for people or JSON for programs."""
    handler = _Patient(sys.stderr)
    handler.setFormatter(_Formatter(as_json=fmt == "json", colors=sys.stderr.isatty()))
    # The driver logs the traces of what we raise as one line.
    logging.getLogger("cassandra").setLevel("NOTSET" if level == "debug" else "CRITICAL")
    for name in _TELL_SECRETS:
        logging.getLogger(name).setLevel("WARNING")
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())


def get_logger(name: str) -> BoundLogger:
    """The logger ``pricetrail.<name>``; values are given as keyword arguments."""
    import structlog
    from structlog.stdlib import BoundLogger, ProcessorFormatter

    logger: BoundLogger = structlog.wrap_logger(
        logging.getLogger(f"pricetrail.{name}"),
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=BoundLogger,
    )
    return logger


class _Patient(logging.StreamHandler[TextIO]):
    """Leaves lines out while nobody reads the pipe that they go to, and says how many those were.

    A full pipe makes whoever writes to it wait: the whole process, for as long as nobody reads. A
    line of which only a part went out ends there, and is counted as well.
    """

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self._is_pipe = _is_pipe(stream)
        self._left_out = 0
        self._is_torn = False

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, as long as that keeps nobody waiting."""
        if not self._is_pipe:
            super().emit(record)
            return
        try:
            self._write(self.stream.fileno(), self.format(record))
        except Exception:  # noqa: BLE001 - as every handler does: no line is worth an error
            self.handleError(record)

    def _write(self, pipe: int, line: str) -> None:
        until = monotonic() + _PATIENCE_S
        if not _has_room(pipe, 0 if self._left_out else _PATIENCE_S):
            self._left_out += 1
            return
        if self._left_out:
            told = (self._left_out,)
            note = logging.LogRecord("pricetrail.log", logging.WARNING, "", 0, _NOTE, told, None)
            line = "\n" * self._is_torn + f"{self.format(note)}\n{line}"
            self._left_out = 0
        rest = memoryview(f"{line}\n".encode(errors="backslashreplace"))
        while rest and _has_room(pipe, until - monotonic()):
            rest = rest[os.write(pipe, rest[: select.PIPE_BUF]) :]
        self._is_torn = bool(rest)
        self._left_out += self._is_torn


def _is_pipe(stream: TextIO) -> bool:
    """Whether a stream is a pipe or a socket, and no file or terminal."""
    try:
        mode = os.fstat(stream.fileno()).st_mode
    except (OSError, ValueError):  # it is none of the system's, or closed
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _has_room(pipe: int, patience_s: float) -> bool:
    """Whether `select.PIPE_BUF` bytes can be written without waiting, now or soon."""
    poll = select.poll()
    poll.register(pipe, select.POLLOUT)
    return bool(poll.poll(max(patience_s, 0) * 1000))


class _Formatter(logging.Formatter):
    """Formats our records and everybody else's alike; made when the first one comes."""

    def __init__(self, *, as_json: bool, colors: bool) -> None:
        super().__init__()
        self._as_json = as_json
        self._colors = colors

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line, or as JSON."""
        return self._made.format(record)

    @cached_property
    def _made(self) -> ProcessorFormatter:
        import structlog
        from structlog.stdlib import ProcessorFormatter

        renderer: Processor = (
            structlog.processors.JSONRenderer()
            if self._as_json
            else structlog.dev.ConsoleRenderer(colors=self._colors)
        )
        return ProcessorFormatter(
            foreign_pre_chain=_shared(),
            processors=[ProcessorFormatter.remove_processors_meta, _escaped, renderer],
        )


def _escaped(_logger: object, _method: str, event: EventDict) -> EventDict:
    """Write out what would move a terminal or begin a line: strangers choose paths and names."""
    return {
        key: "\n".join(map(_printable, value.split("\n")))
        if key == "exception"
        else _printable(value)
        for key, value in event.items()
    }


def _printable(value: Any) -> Any:
    if not isinstance(value, str) or value.isprintable():
        return value
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in value)


def _shared() -> list[Processor]:
    import structlog

    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
