"""Structured logs: one event name and its values a line, on standard error.

Loggers are the standard library's underneath, so a program that uses pricetrail as a library
decides where they go; until `configure_logging` is called, only warnings show.
"""

import logging
import sys
from typing import Literal

import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter

_SHARED: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]


def configure_logging(level: str = "warning", fmt: Literal["text", "json"] = "text") -> None:
    """Send logs of `level` and above to standard error, as text for people or JSON for programs."""
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if fmt == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=_SHARED,
            processors=[ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    # The driver logs the traces of what we raise as one line.
    logging.getLogger("cassandra").setLevel("NOTSET" if level == "debug" else "CRITICAL")
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())


def get_logger(name: str) -> BoundLogger:
    """The logger ``pricetrail.<name>``; values are given as keyword arguments."""
    logger: BoundLogger = structlog.wrap_logger(
        logging.getLogger(f"pricetrail.{name}"),
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=BoundLogger,
    )
    return logger
