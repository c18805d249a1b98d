"""Records that were scraped elsewhere: judged as pages are, and looked at with the alert rules.

A price that is hard to believe waits in quarantine, at the target of the record's URL; the next
record for that URL, or the next scrape of it, settles it. Who brings a history along imports it
(`export`), where nothing is judged and nothing fires.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from pricetrail import crud, quarantine
from pricetrail.alarm import Alarm
from pricetrail.clock import Clock, moment_of, utc_now
from pricetrail.crud.bulk import Ingested, ingest_many
from pricetrail.crud.doubting import reason_to_doubt
from pricetrail.crud.entries import Judged, Known, known_of, steps_before
from pricetrail.crud.submissions import Claimed, Submission, claim_submission
from pricetrail.crud.together import Accepted, Outcome, Wanted, store_together
from pricetrail.gathering import Gathering
from pricetrail.plausible import JUMP, is_news
from pricetrail.schema import ProductRecord, ProductScrapeEvent, Quarantined, Target
from pricetrail.store.base import Store
from pricetrail.store.tables import QUARANTINE, TARGET
from pricetrail.urls import shop_of, target_id_of

_MOST_AT_ONCE = 100
_PATIENCE_S = 0.003


@dataclass(frozen=True)
class Incoming:
    """Takes records that are sent to us; `jump` is the bound where a target has none of its own."""

    store: Store
    alarm: Alarm
    clock: Clock = utc_now
    jump: Decimal = JUMP

    async def take(
        self, submission: Submission, *, key: str | None = None
    ) -> Accepted | Quarantined:
        """Store a record, once, or hold it back; raises as `accept_submission`.

        What is sent while others are being stored is stored together with what else was.
        """
        claimed = await claim_submission(self.store, submission, key=key, clock=self.clock)
        return await self.keep(claimed)

    async def keep(self, claimed: Claimed) -> Accepted | Quarantined:
        """The same for what was claimed before."""
        return claimed.told(await self._gathering.ask(claimed.wanted))

    async def finish(self) -> None:
        """Return once all that was begun is stored."""
        await self._gathering.finish()

    @cached_property
    def _gathering(self) -> Gathering[Wanted, Outcome]:
        return Gathering(self._store, most=_MOST_AT_ONCE, patience_s=_PATIENCE_S)

    async def _store(self, several: Sequence[Wanted]) -> Sequence[Outcome]:
        return await store_together(self.store, several, self)

    async def take_many(self, records: Sequence[Mapping[str, Any]]) -> Ingested:
        """Store many records as `ingest_many`, each judged and looked at as one alone is."""
        return await ingest_many(self.store, records, clock=self.clock, watch=self)

    async def judge(self, record: ProductRecord, event: ProductScrapeEvent, known: Known) -> Judged:
        """Hold `event` back where its price is hard to believe, and settle what waited before.

        One that is stored was believed. One that was held back before stays so, unless it was
        accepted meanwhile: then it is in what is known.
        """
        if any(there.uuid == event.uuid for there in known.events):
            return Judged(known)
        target = await self._target_at(record.url or "")
        waits = None if target is None else target.held
        if waits is None and not is_news(event, known.product):
            return Judged(known)
        own = await quarantine.find_held(self.store, shop_of(record.url or ""), event.uuid)
        if own is not None:
            return await self._as_before(own, event, known)
        if target is not None and waits is not None and moment_of(waits) < event.created:
            known = await self._settled(target, event, known)
        jump = self.jump if target is None or target.jump is None else target.jump
        reason = await reason_to_doubt(self.store, event, known, jump)
        if reason is None:
            return Judged(known)
        return Judged(known, await self._hold(record, event, reason, known))

    async def _target_at(self, url: str) -> Target | None:
        row = await self.store.get(TARGET, {"target_id": target_id_of(url)})
        return None if row is None else TARGET.load(row)

    async def _as_before(self, own: Quarantined, event: ProductScrapeEvent, known: Known) -> Judged:
        """What a repeat of a record that was held back is answered."""
        if not own.is_in_history:
            return Judged(known, own)
        await quarantine.enter(self.store, own, self.alarm.besides)
        return Judged(await self._known_before(event))

    async def _settled(self, target: Target, event: ProductScrapeEvent, known: Known) -> Known:
        """What is known once `event` settled the observation that waits at its target."""
        entered = await quarantine.follow_up(
            self.store, target, event, clock=self.clock, raising=self.alarm.besides
        )
        key = {"target_id": target.target_id}
        await self.store.compare_and_set(TARGET, key, {"held": target.held}, {"held": None})
        return await self._known_before(event) if entered else known

    async def _known_before(self, event: ProductScrapeEvent) -> Known:
        return known_of(await self.store.run(steps_before(event)))

    async def _hold(
        self, record: ProductRecord, event: ProductScrapeEvent, reason: str, known: Known
    ) -> Quarantined:
        """Keep an observation in quarantine, first its row and then that its target waits.

        Where a newer one waits already, this one is left to a person.
        """
        target = await crud.target_for(self.store, record.url or "", clock=self.clock)
        held = quarantine.doubted(target, record, event, reason, known.product, sent=True)
        there = await self.store.insert_if_absent(QUARANTINE, QUARANTINE.row(held))
        if target.held is None or moment_of(target.held) < event.created:
            key, waits = {"target_id": target.target_id}, {"held": target.held}
            await self.store.compare_and_set(TARGET, key, waits, {"held": held.uuid})
        return held if there is None else QUARANTINE.load(there)
