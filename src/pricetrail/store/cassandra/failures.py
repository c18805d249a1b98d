"""The driver's errors as ours: one line that says what is wrong and what to do."""

import os
from collections.abc import Collection
from socket import gaierror
from ssl import SSLError
from urllib.error import URLError

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
    Unauthorized,
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
from pricetrail.store.cassandra.location import AstraLocation, Location

DRIVER_ERRORS: tuple[type[Exception], ...] = (
    ConnectionException,
    DriverException,
    ErrorMessage,
    NoConnectionsAvailable,
    NoHostAvailable,
)
_ASTRA_REMEDY = "check the network, and in the Astra console that the database is active"
_MISSING = ("undefined", "does not exist", "unconfigured", "unknown identifier")


def store_error(error: Exception, location: Location | AstraLocation) -> Exception:
    """What to raise for `error`: a PricetrailError with `error` as its cause, or itself.

    What the driver did not raise (a wrong type in a row, say) is a mistake of ours and stays.
    """
    if not isinstance(error, DRIVER_ERRORS):
        return error
    of_astra = _astra_error(error, location) if isinstance(location, AstraLocation) else None
    translated = of_astra or _translated(error, location.service)
    translated.__cause__ = error
    return translated


def no_keyspace(location: AstraLocation) -> StoreIncompatible:
    """What to raise where an Astra DB database lacks the keyspace: CQL cannot create one there."""
    return StoreIncompatible(
        f"{location.service} has no keyspace {location.keyspace}, and only the Astra console can "
        f"create one: open the database there and add the keyspace {location.keyspace}"
    )


def no_datacenter(location: Location, centres: Collection[str]) -> StoreUnavailable:
    """What to raise where no node is in the data centre that STORE_URL names as the local one."""
    return StoreUnavailable(
        f"{location.service} has no node in the data centre {location.datacenter!r}, only in "
        f"{', '.join(sorted(centres))}: correct dc= in STORE_URL"
    )


def no_metadata(error: Exception, location: AstraLocation) -> StoreUnavailable:
    """What to raise where an Astra DB's nodes could not be asked for; `error` is the driver's."""
    return StoreUnavailable(
        f"{location.service}: its metadata service cannot be reached "
        f"({_reason(error.__context__)}): {_ASTRA_REMEDY}"
    )


def _astra_error(error: Exception, location: AstraLocation) -> PricetrailError | None:
    """What only Astra DB answers, None for what any server may."""
    where = location.service
    cause = _first_cause(error)
    if isinstance(cause, AuthenticationFailed):
        # The server's own words may repeat the user: a client id is a secret here.
        return StoreUnavailable(
            f"{where} refuses the login: generate a token in the Astra console and set "
            "ASTRA_DB_APPLICATION_TOKEN to it"
        )
    if isinstance(error, ConnectionException | NoConnectionsAvailable | NoHostAvailable):
        return StoreUnavailable(f"{where} cannot be reached ({_reason(cause)}): {_ASTRA_REMEDY}")
    if isinstance(error, RequestValidationException) and _names_keyspace(error, location):
        return no_keyspace(location)
    return None


def _names_keyspace(error: Exception, location: AstraLocation) -> bool:
    """Whether an error says that the keyspace is not there."""
    text = str(error).lower()
    return f"keyspace '{location.keyspace}' does not exist" in text


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
    if isinstance(error, Unauthorized):
        return StoreError(
            f"{where} does not allow it: {_one_line(error)}; have somebody who may run what "
            "`pricetrail sync-tables --dry-run` prints"
        )
    if any(word in text for word in _MISSING):
        return StoreIncompatible(f"{where}: {_one_line(error)}; try pricetrail sync-tables")
    return StoreError(f"{where}: {_one_line(error)}")


def _unreachable(cause: Exception, where: str) -> StoreUnavailable:
    if isinstance(cause, AuthenticationFailed):
        return StoreUnavailable(f"{where} refuses the user: {_one_line(cause)}")
    return StoreUnavailable(
        f"{where} cannot be reached ({_reason(cause)}): start it, or correct STORE_URL"
    )


def _reason(cause: BaseException | None) -> str:
    """Why a connection could not be made, in a few words."""
    match cause:
        case None:
            return "no reason given"
        case URLError() if isinstance(cause.reason, Exception):
            return _reason(cause.reason)
        case SSLError() if cause.reason:
            return cause.reason.replace("_", " ").lower()
        case gaierror() if cause.strerror:
            return cause.strerror
        case OSError() if cause.errno and "SSL" not in str(cause):
            return os.strerror(cause.errno)
        case _:
            return _one_line(cause).rpartition("Last error: ")[2]


def _first_cause(error: Exception) -> Exception:
    errors = getattr(error, "errors", None) or ()
    causes = errors.values() if isinstance(errors, dict) else errors
    return next((cause for cause in causes if isinstance(cause, Exception)), error)


def _what_now(error: Exception) -> str:
    unknown = isinstance(error, WriteTimeout) and error.write_type == WriteType.CAS
    return "; it may have been written" if unknown else ": try again"


def _one_line(error: BaseException) -> str:
    text = " ".join(str(getattr(error, "message", None) or error).split())
    return text[:300] or type(error).__name__
