"""The scrape of one target, and of pages that somebody else fetched."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from pricetrail import crud, quarantine
from pricetrail.alarm.raising import Alarm, states_of
from pricetrail.alert_records import AlertRule
from pricetrail.archive import Archive
from pricetrail.clock import Clock, time_uuid, utc_now
from pricetrail.crud.doubting import reason_to_doubt
from pricetrail.crud.entries import (
    Raising,
    known_of,
    observed_in,
    plan_entry,
    put_entry,
    steps_before,
    whole,
)
from pricetrail.errors import (
    ArchiveDamaged,
    ArchiveUnavailable,
    NotFound,
    RateLimited,
    ServiceUnavailable,
)
from pricetrail.extractors import extract_here
from pricetrail.fetch.base import Fetcher
from pricetrail.health import HealthRecorder
from pricetrail.judge import Verdict
from pricetrail.log import get_logger
from pricetrail.pipeline.claims import attempt_under, claim_slot, cut_off, leave, times_lost
from pricetrail.pipeline.doubting import invalid_in
from pricetrail.pipeline.endings import end, ending, state_of
from pricetrail.pipeline.finder import Extractor, Finder
from pricetrail.pipeline.findings import (
    BrowserNeeded,
    Finding,
    Planned,
    Scrape,
    attempt_of,
    event_of,
    given_up,
)
from pricetrail.plausible import JUMP
from pricetrail.queue import Job
from pricetrail.schedule import LEASE, MOST_LOST, back_off
from pricetrail.schema import (
    Attempt,
    Claim,
    Page,
    ProductScrapeEvent,
    Target,
)
from pricetrail.screenshots import Screenshots
from pricetrail.store.base import Get, Put, Store, Write
from pricetrail.store.tables import ATTEMPT, QUARANTINE, TARGET

if TYPE_CHECKING:  # it loads the HTTP library, which not everybody needs who reads pages
    from pricetrail.fetch.politeness import Politeness

_SERVED = frozenset({"ok", "not_modified", "suspect"})
_WITH_EVENT = frozenset({"ok", "not_modified"})
_log = get_logger("pipeline")


@dataclass(frozen=True)
class Pipeline:
    """The scrape of one target, over the adapters it was given.

    With `renders`, a target that is fetched as `auto` gets a browser where plain http does not do.
    Without, it is left to others (BrowserNeeded) where `others_render` says that they have one.
    """

    store: Store
    fetchers: Mapping[str, Fetcher]
    clock: Clock = utc_now
    extractor: Extractor = extract_here
    health: HealthRecorder | None = None
    archive: Archive | None = None
    alarm: Alarm | None = None
    politeness: "Politeness | None" = None
    jump: Decimal = JUMP
    screenshots: Screenshots | None = None
    renders: bool = False
    others_render: Callable[[], Awaitable[bool]] | None = None

    async def work(self, job: Job) -> Scrape | None:
        """Do a queued job; None where its slot was done meanwhile, or its target went.

        Raises BrowserNeeded where it is to be queued again for one that has a browser; it keeps its
        slot and its lease, which begins anew.
        """
        try:
            target = await crud.get_target(self.store, job.target_id)
        except NotFound:
            return None
        if job.slot is None:
            return await self.scrape(target)
        if target.next_due != job.slot or (target.paused and target.asked_at is None):
            return None
        return await self.scrape_slot(target, job.slot)

    async def scrape_url(
        self, url: str, *, fetcher: str | None = None, fresh: bool = False
    ) -> Scrape:
        """Scrape `url` now, tracked or not; the schedule stays as it is. Raises InvalidURL.

        With `fresh` the shop is not told what we have: it sends the page whole.
        """
        target = await crud.target_for(self.store, url, clock=self.clock)
        if fetcher is not None:
            target = target.model_copy(update={"fetcher": fetcher})
        if fresh:
            target = target.model_copy(update={"etag": None, "last_modified": None})
        return await self.scrape(target)

    async def scrape_slot(self, target: Target, slot: datetime) -> Scrape | None:
        """Scrape a due target for `slot`, once: None where the slot was done before.

        Whoever repeats a scrape that got lost completes it under the same event id; one that was
        lost too often is given up, and its attempt says so.
        """
        claim, is_new = await claim_slot(self.store, target.target_id, slot, self.clock)
        if is_new:
            return await self._scrape_under(claim, target)
        attempt = await attempt_under(self.store, claim)
        if attempt is not None:
            await end(self.store, target, Scrape(attempt), slot, clock=self.clock)
            return None
        # What it left in quarantine without an attempt may be no suspect this time.
        await self.store.delete(QUARANTINE, quarantine.place_of(target.shop, claim.uuid))
        lost = await times_lost(self.store, claim)
        if lost >= MOST_LOST:
            return await self._finish(target, claim.uuid, given_up(lost), slot)
        return await self._scrape_under(claim, target)

    async def scrape(self, target: Target) -> Scrape:
        """Scrape a target now: fetch, extract, validate, store the event and the attempt.

        What goes wrong with the page ends up in the outcome. Raises where the store cannot be read
        or written, or nobody can say whose turn it is: then there is no attempt, and what was due
        stays due; where a service was away, it is taken again in a minute, later in five.
        """
        return await self._scrape(target, time_uuid(self.clock()))

    async def take_page(self, page: Page) -> Scrape:
        """Read and keep a page that somebody else fetched, as `scrape` does after its fetch.

        Its target is the one at the page's `url`, tracked or not. Raises InvalidURL.
        """
        target = await crud.target_for(self.store, page.url, clock=self.clock)
        started = self.clock()
        finding = await self._finder.read(page, target)
        finding = replace(finding, took=self.clock() - started)
        return await self._finish(target, time_uuid(started), finding)

    async def _scrape_under(self, claim: Claim, target: Target) -> Scrape:
        try:
            return await self._scrape(target, claim.uuid, claim.slot)
        except asyncio.CancelledError:
            await cut_off(self.store, claim)
            raise
        except ServiceUnavailable:
            pause = back_off(claim.slot, self.clock())
            await leave(self.store, claim, target, pause, clock=self.clock)
            raise
        except BrowserNeeded:
            await leave(self.store, claim, target, LEASE, clock=self.clock)
            raise

    async def _scrape(self, target: Target, uuid: UUID, slot: datetime | None = None) -> Scrape:
        started = self.clock()
        finding = await self.find(target)
        finding = replace(finding, took=self.clock() - started)
        await self._tell(target, finding)
        return await self._finish(target, uuid, finding, slot)

    async def _tell(self, target: Target, finding: Finding) -> None:
        """Let all who fetch know that the shop serves us or blocks us, where that can be said."""
        error = finding.error
        blocked = finding.verdict.outcome == "blocked" or (
            isinstance(error, RateLimited) and error.status is not None
        )
        if self.politeness is not None and (blocked or finding.verdict.outcome in _SERVED):
            await self.politeness.tell(target.shop, target.target_id, blocked=blocked)

    async def _finish(
        self, target: Target, uuid: UUID, finding: Finding, slot: datetime | None = None
    ) -> Scrape:
        """Keep all that a finding about `target` gives; what was purged meanwhile stays away."""
        finding = replace(finding, archive_ref=await self._archived(target, finding))
        planned = await self._plan(target, uuid, finding)
        now, finding, plan = planned.target, planned.finding, planned.plan
        product, event = (None, None) if plan is None else plan.entry
        attempt = attempt_of(now or target, uuid, finding, event)
        attempt = await self._with_screenshot(attempt, finding)
        if now is not None and plan is None and self.alarm is not None:
            raised = await self.alarm.for_failure(now, attempt, state_of(attempt))
            planned = planned._replace(raised=raised)
        _log_attempt(now or target, attempt)
        if self.health is not None:
            self.health.count(target.shop, attempt, finding.record)
        scrape = Scrape(attempt, product, event, finding.error, finding.page, finding.lost)
        if now is not None and await self._keep(now, scrape, planned, slot):
            return scrape
        if self.archive is not None and attempt.archive_ref is not None:
            with suppress(ArchiveUnavailable):  # it goes when it is old enough
                await self.archive.drop(attempt.archive_ref, target.target_id)
        return replace(scrape, product=None, event=None)

    async def _archived(self, target: Target, finding: Finding) -> str | None:
        """Keep the page behind a finding, before anything refers to it; None where it is not kept.

        An observation is worth more than its page: an archive that fails is only told of.
        """
        if finding.confirmed is not None:
            return finding.confirmed.archive_ref
        if self.archive is None or finding.page is None:
            return None
        try:
            return await self.archive.keep(
                finding.page,
                target.target_id,
                finding.verdict.outcome,
                anew=target.last_attempt_at is None,
            )
        except (ArchiveUnavailable, ArchiveDamaged) as error:
            _log.warning("a page was not archived", target=target.target_id, reason=str(error))
            return None

    async def _plan(self, target: Target, uuid: UUID, finding: Finding) -> Planned:
        """The target as it is after its fetch, and what the finding makes of its product."""
        event = event_of(target, uuid, finding, self.clock())
        rules = await self._rules_for(event, target)
        reads = [] if event is None else steps_before(event)
        if event is not None and rules:
            reads.append(states_of(event.product_id))
        key = {"target_id": target.target_id}
        row, *answers = await self.store.run([Get(TARGET, key), *reads])
        now: Target | None = None if row is None else TARGET.load(row)
        if now is None or event is None:
            invalid = invalid_in(
                self.store, now, uuid, finding, clock=self.clock, raising=self._raising
            )
            return Planned(now, finding, held=await invalid)
        if now.product_id != target.product_id:  # it became known meanwhile
            return await self._plan(now, uuid, finding)
        states = answers.pop() if rules else []
        known = known_of(answers)
        settled = quarantine.follow_up(
            self.store, now, event, clock=self.clock, raising=self._raising
        )
        if await settled:
            row, *answers = await self.store.run([Get(TARGET, key), *reads])
            if row is not None and row["product_id"] != now.product_id:
                return await self._plan(TARGET.load(row), uuid, finding)  # it has just got one
            states = answers.pop() if rules else []
            known = known_of(answers)
        extraction = finding.extraction
        record = observed_in(event) if extraction is None else whole(extraction.record)
        jump = self.jump if now.jump is None else now.jump
        reason = await reason_to_doubt(self.store, event, known, jump)
        if reason is not None:
            finding = replace(finding, verdict=Verdict("suspect", reason))
            held = quarantine.doubted(now, record, event, reason, known.product)
            return Planned(now, finding, held=held)
        plan = plan_entry(record, event, known, now)
        if self.alarm is None or not rules:
            return Planned(now, finding, plan)
        raised = await self.alarm.for_event(rules, plan, known, states)
        return Planned(now, finding, plan, raised=raised)

    async def find(self, target: Target) -> Finding:
        """Fetch and read a target's page; see `Finder.find`."""
        return await self._finder.find(target)

    @property
    def _finder(self) -> Finder:
        return Finder(self.store, self.fetchers, self.extractor, self.renders, self.others_render)

    @property
    def _raising(self) -> Raising | None:
        """What comes of an event that waited in quarantine, and enters history."""
        return None if self.alarm is None else self.alarm.besides

    async def _rules_for(
        self, event: ProductScrapeEvent | None, target: Target
    ) -> Sequence[AlertRule]:
        """The rules that an event is looked at with."""
        if event is None or self.alarm is None:
            return ()
        return await self.alarm.concerning(event.product_id, target.tags)

    async def _keep(
        self, target: Target, scrape: Scrape, planned: Planned, slot: datetime | None
    ) -> bool:
        """Store all that a scrape of `target` gave and changes; its attempt follows the rest.

        Whoever repeats it takes an attempt for a sign that all is there. False where the target
        was purged meanwhile: then nothing of it stays.
        """
        plan, held, raised = planned.plan, planned.held, planned.raised
        attempt = Write(ATTEMPT, ATTEMPT.row(scrape.attempt))
        ahead, last = ending(target, scrape, slot, self.clock())
        steps = [*raised.afterwards, Put([attempt, *ahead]), *last]
        if plan is None:
            writes = [] if held is None else [Write(QUARANTINE, QUARANTINE.row(held))]
            before = [Put(some)] if (some := [*writes, *raised.writes]) else []
            *_, done = await self.store.run([*before, *steps])
        else:
            *_, done = await put_entry(self.store, plan, raised.writes, steps)
        if done or await end(self.store, target, scrape, slot, clock=self.clock):
            return True
        for table, row in [attempt, *raised.writes, *raised.states]:
            await self.store.delete(table, table.key_of(**row))
        if held is not None:
            await self.store.delete(QUARANTINE, quarantine.place_of(held.shop, held.uuid))
        if scrape.event is not None:
            await crud.take_back(self.store, scrape.event, purged=target.product_id is not None)
        return False

    async def _with_screenshot(self, attempt: Attempt, finding: Finding) -> Attempt:
        """The attempt with its picture, kept, where it gave no event and there is one."""
        picture = finding.screenshot
        if self.screenshots is None or picture is None or attempt.outcome in _WITH_EVENT:
            return attempt
        name = await self.screenshots.keep(attempt.uuid, picture)
        return attempt.model_copy(update={"screenshot": name})


def _log_attempt(target: Target, attempt: Attempt) -> None:
    outcome, reason = attempt.outcome, attempt.reason
    _log.info("scraped", target=target.target_id, host=target.shop, outcome=outcome, reason=reason)
