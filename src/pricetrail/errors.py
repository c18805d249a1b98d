"""Every error that pricetrail declares; the class says what to do next.

::

    PricetrailError
    ├── UsageError                 what was asked cannot be done as asked: correct it
    │   ├── InvalidURL             not an absolute http(s) URL
    │   ├── InvalidCursor          a cursor that this list did not hand out
    │   └── InvalidFile            a file that cannot be read as what it should be
    ├── NotFound                   no such product, target, event or job
    │   └── NothingYet             the store's file was never written: there is nothing to read
    ├── Ambiguous                  several products answer to that id: name one
    ├── Conflict                   the same key is already there with another body
    ├── RecordInvalid              a record that failed validation: quarantine it
    ├── PolicyError                refused by policy: nothing was sent
    │   ├── EgressDenied           the address is private, or the scheme is not http(s)
    │   └── RobotsDenied           robots.txt asks us not to fetch it
    ├── FetchError                 the page could not be had
    │   ├── FetchFailed            network, time-out or 5xx: try again later
    │   ├── RateLimited            429 or 503, or the host is left alone: try again after that
    │   └── PageRejected           too large, not text, endless redirects: no use trying again soon
    ├── ServiceUnavailable         a needed service is not there: start it, then try again
    │   ├── StoreUnavailable       the store cannot be reached, is locked or its disk is full
    │   └── ArchiveUnavailable     the archive of pages cannot be read or written
    ├── ArchiveDamaged             an archived page is not what it was when it was kept
    └── StoreError                 the store answers, but not as this version needs
        ├── StoreCorrupt           the database file is damaged
        └── StoreIncompatible      made by a newer version, or a column changed its type

What follows from a class (retry, quarantine, exit code, HTTP status) stands in one table,
`HANDLING`; a subclass that is not listed is handled like its nearest listed ancestor.
"""

from datetime import timedelta
from pathlib import Path
from typing import NamedTuple


class PricetrailError(Exception):
    """The root. Its message is one line that says what is wrong and what to do."""


class UsageError(PricetrailError):
    """What was asked cannot be done as asked."""


class InvalidURL(UsageError):
    """Not an absolute http(s) URL."""


class InvalidCursor(UsageError):
    """A cursor that this list did not hand out."""


class InvalidFile(UsageError):
    """A file that cannot be read as what it should be."""


class NotFound(PricetrailError):
    """No such product, target, event or job; `among` is the list that has all there are."""

    def __init__(self, message: str, *, among: str | None = None) -> None:
        super().__init__(message)
        self.among = among


class NothingYet(NotFound):
    """The store's file was never written: there is nothing to read; `path` is where it would be."""

    def __init__(self, message: str, path: Path) -> None:
        super().__init__(message)
        self.path = path


class Ambiguous(PricetrailError):
    """Several products answer to that id; `candidates` lists their product ids, sorted."""

    def __init__(self, message: str, candidates: list[str]) -> None:
        super().__init__(message)
        self.candidates = candidates


class Conflict(PricetrailError):
    """The same key is already there with another body."""


class RecordInvalid(PricetrailError):
    """A record that failed validation; `detail` is the ValidationError as JSON text."""

    def __init__(self, message: str, detail: str) -> None:
        super().__init__(message)
        self.detail = detail


class PolicyError(PricetrailError):
    """Refused by policy; nothing was sent."""


class EgressDenied(PolicyError):
    """The address is private, or the scheme is not http(s)."""


class RobotsDenied(PolicyError):
    """robots.txt asks us not to fetch it."""


class FetchError(PricetrailError):
    """The page could not be had; `status` is the last HTTP status, if one came.

    `screenshot` is what a browser showed, as JPEG, where it got that far.
    """

    screenshot: bytes | None = None

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class FetchFailed(FetchError):
    """Network, time-out or 5xx."""


class RateLimited(FetchError):
    """429 or 503, or nothing was sent since the host is left alone (`status` is None then).

    `retry_after` is how long the shop asked for, or it is left alone; None where nobody said.
    """

    def __init__(
        self, message: str, *, status: int | None = None, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(message, status=status)
        self.retry_after = retry_after


class PageRejected(FetchError):
    """Too large, not text, endless redirects."""


class ServiceUnavailable(PricetrailError):
    """A needed service is not there."""


class StoreUnavailable(ServiceUnavailable):
    """The store cannot be reached, is locked or its disk is full."""


class ArchiveUnavailable(ServiceUnavailable):
    """The archive of pages cannot be read or written."""


class ArchiveDamaged(PricetrailError):
    """An archived page is not what it was when it was kept."""


class StoreError(PricetrailError):
    """The store answers, but not as this version needs."""


class StoreCorrupt(StoreError):
    """The database file is damaged."""


class StoreIncompatible(StoreError):
    """Made by a newer version, or a column changed its type."""


class Handling(NamedTuple):
    """What follows from an error.

    `exit_code` is the command's: 1 some items failed, 2 wrong usage, 3 a service is missing,
    4 refused by policy. `retry` says whether the schedule tries again sooner than the target's
    own interval.
    """

    retry: bool
    quarantine: bool
    exit_code: int
    http_status: int


HANDLING: dict[type[PricetrailError], Handling] = {
    PricetrailError: Handling(retry=False, quarantine=False, exit_code=1, http_status=500),
    UsageError: Handling(retry=False, quarantine=False, exit_code=2, http_status=400),
    InvalidURL: Handling(retry=False, quarantine=False, exit_code=2, http_status=422),
    NotFound: Handling(retry=False, quarantine=False, exit_code=1, http_status=404),
    Ambiguous: Handling(retry=False, quarantine=False, exit_code=2, http_status=409),
    Conflict: Handling(retry=False, quarantine=False, exit_code=1, http_status=409),
    RecordInvalid: Handling(retry=False, quarantine=True, exit_code=1, http_status=422),
    PolicyError: Handling(retry=False, quarantine=False, exit_code=4, http_status=403),
    FetchError: Handling(retry=True, quarantine=False, exit_code=1, http_status=502),
    RateLimited: Handling(retry=True, quarantine=False, exit_code=1, http_status=503),
    PageRejected: Handling(retry=False, quarantine=False, exit_code=1, http_status=502),
    ServiceUnavailable: Handling(retry=True, quarantine=False, exit_code=3, http_status=503),
    StoreError: Handling(retry=False, quarantine=False, exit_code=3, http_status=500),
}


def handling(error: PricetrailError) -> Handling:
    """What follows from `error`: its own row of `HANDLING`, or its nearest listed ancestor's."""
    return next(HANDLING[cls] for cls in type(error).__mro__ if cls in HANDLING)
