"""The driver's errors as ours: one line that says what is wrong and what to do."""

import os

from cassandra.cluster import NoHostAvailable
from cassandra.connection import ConnectionException
from cassandra.pool import NoConnectionsAvailable
from cassandra.protocol import ErrorMessage, ProtocolException, SyntaxException

from cassandra import (
    AuthenticationFailed,
    DriverException,
    OperationTimedOut,
    RequestValidationException,
    Timeout,
    Unavailable,
    UnresolvableContactPoints,
    WriteTimeout,
    WriteType,
)
from pricetrail.errors import (
    InvalidCursor,
    PricetrailError,
    StoreError,
    StoreIncompatible,
    StoreUnavailable,
)
from pricetrail.store.cassandra.location import Location

DRIVER_ERRORS: tuple[type[Exception], ...] = (
    ConnectionException,
    DriverException,
    ErrorMessage,
    NoConnectionsAvailable,
    NoHostAvailable,
)
_MISSING = ("undefined", "does not exist", "unconfigured", "unknown identifier")


def store_error(error: Exception, location: Location) -> Exception:
    """What to raise for `error`: a PricetrailError with `error` as its cause, or itself.

    What the driver did not raise (a wrong type in a row, say) is a mistake of ours and stays.
    """
    if not isinstance(error, DRIVER_ERRORS):
        return error
    translated = _translated(error, f"Cassandra at {location}")
    translated.__cause__ = error
    return translated


def _translated(error: Exception, where: str) -> PricetrailError:
    match error:
        case ConnectionException() | NoConnectionsAvailable() | NoHostAvailable():
            return _unreachable(_first_cause(error), where)
        case UnresolvableContactPoints():
            return StoreUnavailable(f"{where}: no such host; correct STORE_URL")
        case RequestValidationException() | ProtocolException() | SyntaxException():
            return _refused(error, where)
        case OperationTimedOut() | Timeout():
            return StoreUnavailable(f"{where} did not answer in time{_what_now(error)}")
        case Unavailable():
            return StoreUnavailable(
                f"{where} has {error.alive_replicas} of {error.required_replicas} replicas up: "
                "start the others, then try again"
            )
        case _:
            return StoreUnavailable(f"{where}: {_one_line(error)}")


def _refused(error: Exception, where: str) -> PricetrailError:
    text = str(error).lower()
    if "paging state" in text:
        return InvalidCursor("the cursor is not one of this list: start from the first page")
    if any(word in text for word in _MISSING):
        return StoreIncompatible(f"{where}: {_one_line(error)}; try pricetrail sync-tables")
    return StoreError(f"{where}: {_one_line(error)}")


def _unreachable(cause: Exception, where: str) -> StoreUnavailable:
    if isinstance(cause, AuthenticationFailed):
        return StoreUnavailable(f"{where} refuses the user: {_one_line(cause)}")
    reason = (
        os.strerror(cause.errno) if isinstance(cause, OSError) and cause.errno else _one_line(cause)
    )
    return StoreUnavailable(f"{where} cannot be reached ({reason}): start it, or correct STORE_URL")


def _first_cause(error: Exception) -> Exception:
    errors = getattr(error, "errors", None) or ()
    causes = errors.values() if isinstance(errors, dict) else errors
    return next((cause for cause in causes if isinstance(cause, Exception)), error)


def _what_now(error: Exception) -> str:
    unknown = isinstance(error, WriteTimeout) and error.write_type == WriteType.CAS
    return "; it may have been written" if unknown else ": try again"


def _one_line(error: Exception) -> str:
    text = " ".join(str(getattr(error, "message", None) or error).split())
    return text[:300] or type(error).__name__
