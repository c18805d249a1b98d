"""What commands are given: URLs in bulk, durations, moments."""

import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Literal, get_args

import typer
from pydantic import ValidationError

from pricetrail.cli.console import warning_line
from pricetrail.clock import time_span, to_utc_ms
from pricetrail.crud.targets import JumpChoice, Plan, jump_of
from pricetrail.errors import EgressDenied, InvalidFile, InvalidURL, PolicyError, UsageError
from pricetrail.steps import Steps, read_steps
from pricetrail.urls import normalise_url, target_id_of
from pricetrail.values import reason_of

FetcherName = Literal["auto", "http", "browser"]

UrlArguments = Annotated[
    list[str] | None, typer.Argument(metavar="URL…", help="URLs, or - for standard input.")
]
UrlFile = Annotated[Path | None, typer.Option("--file", "-f", help="A file with one URL per line.")]

_SHORTEST = timedelta(minutes=1)
_LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Given:
    """A URL, normalised, and what its line says about it."""

    url: str
    every: timedelta | None = None
    tags: tuple[str, ...] = ()
    fetcher: FetcherName | None = None
    jump: JumpChoice | None = None


@dataclass(frozen=True, slots=True)
class Urls:
    """The good URLs in order, each target once, and what was wrong with the others."""

    good: list[Given] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def read_urls(
    arguments: Sequence[str], file: Path | None, *, admit: Callable[[str], None] | None = None
) -> Urls:
    """URLs from arguments, from standard input for ``-``, and from `file`, one per line.

    Blank lines and lines that begin with ``#`` are skipped; behind the URL of a line may stand
    ``every=6h``, ``tag=kitchen``, ``fetcher=http`` and ``jump=5``. `admit` raises PolicyError for a
    URL that policy refuses. Each bad or refused one is warned about, with its line. Raises
    InvalidFile where `file` cannot be read, UsageError where nothing was given at all, and where
    not one is good InvalidURL, or EgressDenied if policy alone is in the way.
    """
    urls = Urls()
    seen: set[str] = set()
    for place, text in _given(arguments, file):
        try:
            given = _of_line(text) if place else Given(normalise_url(text))
            if admit is not None:
                admit(given.url)
        except UsageError as error:
            urls.bad.append(f"{place}{error}")
        except PolicyError as error:
            urls.refused.append(f"{place}{error}")
        else:
            if (target_id := target_id_of(given.url)) not in seen:
                seen.add(target_id)
                urls.good.append(given)
    _tell_problems(urls)
    return urls


def _tell_problems(urls: Urls) -> None:
    problems = [*urls.bad, *urls.refused]
    failed = InvalidURL if urls.bad else EgressDenied
    if not urls.good and not problems:
        raise UsageError("no URL was given; name some, or - to read them from standard input")
    if not urls.good and len(problems) == 1:
        raise failed(problems[0])
    for problem in problems:
        warning_line(problem)
    if not urls.good:
        raise failed(f"not one of {len(problems)} is a URL that can be scraped")


def _of_line(text: str) -> Given:
    """A line's URL with what stands behind it. Raises InvalidURL, and UsageError for the rest."""
    url, *rest = text.split(maxsplit=1)
    given = Given(normalise_url(url))
    try:
        words = shlex.split(rest[0]) if rest else []
    except ValueError as error:
        raise UsageError(f"{text!r}: {error}") from error
    for word in words:
        name, is_option, value = word.partition("=")
        if not is_option or name not in _OPTIONS:
            raise UsageError(f"{word!r} behind the URL is none of every=, tag=, fetcher=, jump=")
        given = _OPTIONS[name](given, value)
    return given


def _with_interval(given: Given, value: str) -> Given:
    return replace(given, every=interval(value))


def _with_tag(given: Given, value: str) -> Given:
    return replace(given, tags=(*given.tags, check_tag(value)))


def _with_fetcher(given: Given, value: str) -> Given:
    for name in get_args(FetcherName):
        if value == name:
            return replace(given, fetcher=name)
    raise UsageError(f"fetcher={value!r} is none of {', '.join(get_args(FetcherName))}")


def _with_jump(given: Given, value: str) -> Given:
    return replace(given, jump=jump_of(value))


_OPTIONS = {
    "every": _with_interval,
    "interval": _with_interval,
    "tag": _with_tag,
    "fetcher": _with_fetcher,
    "jump": _with_jump,
}


def check_tag(text: str) -> str:
    """`text` as a tag, without blanks around it. Raises UsageError where it cannot be one."""
    tag = text.strip()
    try:
        Plan(interval_s=None, tags=(tag,))
    except ValidationError as error:
        raise UsageError(f"tag {text[:100]!r}: {reason_of(error.errors()[0])}") from error
    return tag


def given_steps(text: str | None) -> Steps | None:
    """The steps that an option names: a JSON text, or a file that has one; None for no option.

    Raises UsageError, and InvalidFile for a file that cannot be read.
    """
    if text is None or text.lstrip().startswith("["):
        return None if text is None else read_steps(text)
    try:
        return read_steps(Path(text).read_bytes())
    except OSError as error:
        raise InvalidFile(f"{text} cannot be read: {error.strerror}") from error


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
