"""Structured logs: one event name and its values a line, on standard error.

Loggers are the standard library's underneath, so a program that uses pricetrail as a library
decides where they go; until `configure_logging` is called, only warnings show.
"""

from __future__ import annotations

import logging
import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:  # loaded when something is logged: most commands have nothing to say
    from structlog.stdlib import BoundLogger, ProcessorFormatter
    from structlog.typing import EventDict, Processor

# ruff: noqa: PLC0415 - loads what is used

# Below a warning they log the URLs and bodies that they send, with the tokens of channels in them.
_TELL_SECRETS = ("apprise", "urllib3", "requests")


def configure_logging(level: str = "warning", fmt: Literal["text", "json"] = "text") -> None:
    """Send logs of `level` and above to standard error, as text for people or JSON for programs."""
    handler = logging.StreamHandler(sys.stderr)
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
