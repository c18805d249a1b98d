"""What an attempt changes on its target and its product, in steps that nobody can tear apart."""

from datetime import datetime
from typing import NamedTuple, cast

from pydantic import TypeAdapter, ValidationError

from pricetrail.clock import Clock
from pricetrail.pipeline.findings import Scrape
from pricetrail.schedule import completion, next_due
from pricetrail.schema import Attempt, State, Target
from pricetrail.store.base import CompareAndSet, Get, Put, Step, Store, Write
from pricetrail.store.tables import PRODUCT, TARGET, Row
from pricetrail.values import Line

_HELD_BACK = frozenset({"suspect", "invalid"})
_LINE: TypeAdapter[Line] = TypeAdapter(Line)


class Ending(NamedTuple):
    """What a scrape changes on its target: the rows to write `ahead`, and the steps after them.

    The last step answers something false where the target is not as it was, or not there, and
    nothing was changed then.
    """

    ahead: list[Write]
    steps: list[Step]


def ending(target: Target, scrape: Scrape, slot: datetime | None, now: datetime) -> Ending:
    """What a scrape changes on its product and, in the last step, on its target.

    The newest attempt is what a target shows: an older one ends its slot, and nothing else.
    """
    attempt, key = scrape.attempt, {"target_id": target.target_id}
    seen = target.last_attempt_at
    is_news = seen is None or seen < attempt.created
    changes = _state_after(target, scrape) if is_news else {}
    before = {"last_attempt_at": seen}
    told = _told_product(target, attempt) if is_news else []
    if slot is not None:
        due = next_due(
            target,
            slot,
            now,
            attempt.outcome,
            retry=scrape.may_pass,
            retry_after=scrape.retry_after(now),
        )
        move = completion(target, slot, due, changes, before)
        return Ending([move.ahead], [*told, move.step])
    if is_news:
        return Ending([], [*told, CompareAndSet(TARGET, key, before, changes)])
    return Ending([], [Get(TARGET, key)])


async def end(
    store: Store, target: Target, scrape: Scrape, slot: datetime | None, *, clock: Clock
) -> bool:
    """Do what `ending` says, on the target as it is; False where it was purged.

    Where the target's schedule was changed meanwhile, its slot is left alone.
    """
    while True:
        ahead, steps = ending(target, scrape, slot, clock())
        *_, done = await store.run([Put(ahead), *steps] if ahead else steps)
        if done:
            return True
        row = await store.get(TARGET, {"target_id": target.target_id})
        if row is None:
            return False
        target = TARGET.load(row)
        if target.next_due != slot:
            slot = None


def _told_product(target: Target, attempt: Attempt) -> list[Step]:
    """Show on the product that its target failed; an accepted page has shown it already."""
    state = state_of(attempt)
    if target.product_id is None or state in ("ok", target.state):
        return []
    return [CompareAndSet(PRODUCT, {"product_id": target.product_id}, {}, {"state": state})]


def _state_after(target: Target, scrape: Scrape) -> Row:
    """The columns of a target that its newest attempt changes."""
    attempt = scrape.attempt
    state = state_of(attempt)
    changes: Row = {
        "state": state,
        "failures": 0 if state == "ok" else target.failures + 1,
        "reason": attempt.reason,
        "last_attempt_at": attempt.created,
        "product_id": attempt.product_id,
        "lost": scrape.lost,
    }
    if state in _HELD_BACK:
        changes["held"] = attempt.uuid
    elif state == "ok":
        changes["held"] = None
    if state != target.state:
        changes["state_since"] = attempt.created
    if attempt.outcome == "ok" and scrape.page is not None:
        headers = scrape.page.headers
        changes["etag"] = _as_stored(headers.get("etag"))
        changes["last_modified"] = _as_stored(headers.get("last-modified"))
        rendered = scrape.page.fetcher == "browser"
        if target.fetcher == "auto" and rendered != target.rendered:
            changes["rendered"] = rendered
    return changes


def state_of(attempt: Attempt) -> State:
    """The state that an attempt leaves its target in."""
    return "ok" if attempt.outcome in {"ok", "not_modified"} else cast(State, attempt.outcome)


def _as_stored(header: str | None) -> str | None:
    """A validator that comes back to the byte when it is sent again; None for any other."""
    try:
        return header if _LINE.validate_python(header) == header else None
    except ValidationError:
        return None
