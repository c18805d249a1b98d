"""The claim of a target's slot: one event id for it, however often its scrape is begun."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from pricetrail.clock import Clock, time_uuid
from pricetrail.errors import PricetrailError
from pricetrail.schedule import begun_again, put_off
from pricetrail.schema import Attempt, Claim, Target
from pricetrail.store.base import Store
from pricetrail.store.tables import ATTEMPT, CLAIM


class Claimed(NamedTuple):
    """The claim of a slot, and whether nobody had claimed it before."""

    claim: Claim
    is_new: bool


async def claim_slot(store: Store, target_id: str, slot: datetime, clock: Clock) -> Claimed:
    """Claim a slot, or find the claim that is there; its event id is made of the present."""
    claim = Claim(target_id=target_id, slot=slot, uuid=time_uuid(clock()))
    there = await store.insert_if_absent(CLAIM, CLAIM.row(claim))
    return Claimed(claim, True) if there is None else Claimed(CLAIM.load(there), False)


async def attempt_under(store: Store, claim: Claim) -> Attempt | None:
    """The attempt that was made under a claim, if it got that far."""
    key = ATTEMPT.key_of(target_id=claim.target_id, uuid=claim.uuid)
    row = await store.get(ATTEMPT, key)
    return None if row is None else ATTEMPT.load(row)


async def times_lost(store: Store, claim: Claim) -> int:
    """How often a scrape of its target was begun and got lost, this time counted.

    One that was cut off is known to have harmed nobody: it is not counted.
    """
    if claim.cut_off:
        await store.compare_and_set(CLAIM, _key(claim), {"cut_off": True}, {"cut_off": False})
        return 0
    return await begun_again(store, claim.target_id)


async def cut_off(store: Store, claim: Claim) -> None:
    """Note that the scrape is given up by its own process; where that fails it counts as lost."""
    with suppress(PricetrailError):
        await store.compare_and_set(CLAIM, _key(claim), {"uuid": claim.uuid}, {"cut_off": True})


async def leave(
    store: Store, claim: Claim, target: Target, after: timedelta, *, clock: Clock
) -> None:
    """Leave a claim to whoever takes its target again `after` so long; it is not lost.

    Where that fails it counts as lost, and is taken again when its lease ends.
    """
    await cut_off(store, claim)
    if target.lease_until is not None:
        with suppress(PricetrailError):
            await put_off(store, target, claim.slot, clock() + after)


def _key(claim: Claim) -> dict[str, object]:
    return {"target_id": claim.target_id, "slot": claim.slot}
