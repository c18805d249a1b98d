"""What commands are given: URLs in bulk, durations, moments."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from pricetrail.cli.console import warning_line
from pricetrail.clock import time_span, to_utc_ms
from pricetrail.errors import InvalidFile, InvalidURL, UsageError
from pricetrail.urls import normalise_url, target_id_of

UrlArguments = Annotated[
    list[str] | None, typer.Argument(metavar="URL…", help="URLs, or - for standard input.")
]
UrlFile = Annotated[Path | None, typer.Option("--file", "-f", help="A file with one URL per line.")]

_SHORTEST = timedelta(minutes=1)
_LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Urls:
    """The good URLs in order, each target once, and what was wrong with the others."""

    good: list[str] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)


def read_urls(arguments: Sequence[str], file: Path | None) -> Urls:
    """URLs from arguments, from standard input for ``-``, and from `file`, one per line.

    Blank lines and lines that begin with ``#`` are skipped. Each bad one is warned about, with
    its line. Raises InvalidFile where `file` cannot be read, UsageError where nothing was given
    at all, and InvalidURL where not one of them is good.
    """
    urls = Urls()
    seen: set[str] = set()
    for place, text in _given(arguments, file):
        try:
            url = normalise_url(text)
        except InvalidURL as error:
            urls.bad.append(f"{place}{error}")
            continue
        if (target_id := target_id_of(url)) not in seen:
            seen.add(target_id)
            urls.good.append(url)
    if not urls.good and not urls.bad:
        raise UsageError("no URL was given; name some, or - to read them from standard input")
    if not urls.good and len(urls.bad) == 1:
        raise InvalidURL(urls.bad[0])
    for problem in urls.bad:
        warning_line(problem)
    if not urls.good:
        raise InvalidURL(f"not one of {len(urls.bad)} is a URL")
    return urls


def duration(text: str) -> timedelta:
    """``30m``, ``6h``, ``1d12h`` as a time span. Raises UsageError for anything else."""
    try:
        return time_span(text)
    except ValueError as error:
        raise UsageError(str(error)) from error


def interval(text: str) -> timedelta:
    """A `duration` that a schedule can have: from a minute to a year. Raises UsageError."""
    span = duration(text)
    if not _SHORTEST <= span <= _LONGEST:
        raise UsageError(
            f"{text!r}: a target is scraped at most once a minute, at least once a year"
        )
    return span


def moment(text: str, now: datetime) -> datetime:
    """A date, a date and time (UTC unless it says otherwise), or how long ago, such as ``30d``.

    Raises UsageError for anything else.
    """
    with suppress(ValueError):
        span = time_span(text)
        try:
            return now - span
        except OverflowError as error:
            raise UsageError(f"{text!r} ago is before all time") from error
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(
            f"{text!r} is not a moment; write 2026-01-31, 2026-01-31T09:00Z or 30d"
        ) from error
    try:
        return to_utc_ms(read if read.tzinfo is not None else read.replace(tzinfo=UTC))
    except OverflowError as error:
        raise UsageError(f"{text!r} is beyond all time in UTC") from error


def _given(arguments: Sequence[str], file: Path | None) -> Iterator[tuple[str, str]]:
    """Where a URL came from (empty for an argument), and its text."""
    for argument in arguments:
        if argument == "-":
            yield from _lines("standard input", sys.stdin.buffer)
        else:
            yield "", argument
    if file is not None:
        try:
            with file.open("rb") as lines:
                yield from _lines(str(file), lines)
        except OSError as error:
            raise InvalidFile(f"{file} cannot be read: {error.strerror}") from error


def _lines(name: str, lines: Iterable[bytes]) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(lines, start=1):
        text = line.decode("utf-8-sig" if number == 1 else "utf-8", "replace").strip()
        if text and not text.startswith("#"):
            yield f"{name}, line {number}: ", text
