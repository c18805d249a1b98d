"""Many records at once, as they are handed to the `ingest` task."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from pricetrail.clock import Clock, utc_now
from pricetrail.crud.submissions import Submission, wanted_of
from pricetrail.crud.together import Accepted, Outcome, Wanted, Watch, store_together
from pricetrail.errors import Conflict, PricetrailError, RecordInvalid
from pricetrail.schema import Quarantined
from pricetrail.store.base import Store
from pricetrail.values import summary_of

_MOST_PROBLEMS = 20


@dataclass
class Ingested:
    """How many records were stored, were stored before, were refused, and are held back.

    `problems` are the first reasons.
    """

    stored: int = 0
    repeated: int = 0
    refused: int = 0
    held: int = 0
    problems: list[str] = field(default_factory=list)

    def refuse(self, number: int, reason: str) -> None:
        """Count a record that is not stored; `number` is its place, counted from 1."""
        self.refused += 1
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(f"record {number}: {reason}")

    def count(self, number: int, outcome: Outcome) -> None:
        """Count what became of a record. Raises what is no fault of its own."""
        match outcome:
            case Accepted(repeated=repeated):
                self.repeated += repeated
                self.stored += not repeated
            case Quarantined():
                self.held += 1
            case Conflict():
                self.refuse(number, str(outcome))
            case _:
                raise outcome


async def ingest_many(
    store: Store,
    records: Sequence[Mapping[str, Any]],
    *,
    clock: Clock = utc_now,
    watch: Watch | None = None,
) -> Ingested:
    """Store records that were scraped elsewhere, each once, in the order they were observed.

    Each needs the `uuid` of its event, by which a repeat is known. What is refused is counted
    with its reason and keeps none of the others. `watch` judges them, as in `store_together`.
    """
    report = Ingested()
    wanted: dict[int, Wanted] = {}
    for number, data in enumerate(records, 1):
        try:
            wanted[number] = _wanted(data, clock())
        except PricetrailError as error:
            report.refuse(number, str(error))
    outcomes = await store_together(store, list(wanted.values()), watch)
    for number, outcome in zip(wanted, outcomes, strict=True):
        report.count(number, outcome)
    return report


def _wanted(data: Mapping[str, Any], now: datetime) -> Wanted:
    """A valid record and its event. Raises RecordInvalid and InvalidURL."""
    try:
        sent = Submission.model_validate(data)
    except ValidationError as error:
        raise RecordInvalid(summary_of(error), "[]") from error
    if sent.uuid is None:
        raise RecordInvalid("uuid: a record in a batch needs one, so that a repeat is known", "[]")
    return wanted_of(sent, sent.uuid, now)
