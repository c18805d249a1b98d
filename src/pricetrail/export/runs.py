"""What the exports into a folder have in common, whatever its files are."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex

LATEST_WRITE = timedelta(hours=1)
"""How long after its `recorded_at` an event may come to be stored, and no export leaves it out."""


@dataclass(frozen=True)
class FolderReport:
    """How an export went: the events written, and since when they were recorded where not all."""

    events: int
    since: datetime | None


def new_run(now: datetime) -> str:
    """A name for the files of an export that begins now, after those of all before."""
    return f"{now:%Y%m%dT%H%M%SZ}-{token_hex(4)}"
