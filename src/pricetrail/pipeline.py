"""One target end to end: claim, fetch, extract, store; and every attempt leaves its outcome.

Only a page that was read as the product's own page makes an event. A blocked, missing, failing
or redirected page leaves an attempt with its reason and never a price or a stock state.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from pricetrail import crud
from pricetrail.clock import Clock, time_uuid, utc_now
from pricetrail.crud.entries import (
    Plan,
    create_scrape_entry,
    known_of,
    observed_in,
    plan_entry,
    put_entry,
    steps_before,
    whole,
)
from pricetrail.errors import (
    FetchError,
    InvalidURL,
    NotFound,
    PolicyError,
    PricetrailError,
    RateLimited,
    RecordInvalid,
    RobotsDenied,
    handling,
)
from pricetrail.extract import Extraction
from pricetrail.extractors import extract_here
from pricetrail.fetch.base import Fetcher, Request
from pricetrail.health import HealthRecorder
from pricetrail.judge import Verdict, identify, judge
from pricetrail.log import get_logger
from pricetrail.queue import Job
from pricetrail.schedule import completion, next_due
from pricetrail.schema import (
    Attempt,
    Claim,
    Page,
    Product,
    ProductRecord,
    ProductScrapeEvent,
    State,
    Target,
)
from pricetrail.screenshots import Screenshots
from pricetrail.steps import steps_of
from pricetrail.store.base import CompareAndSet, Get, Put, Step, Store, Write
from pricetrail.store.tables import ATTEMPT, CLAIM, PRODUCT, TARGET, Row
from pricetrail.values import Line

Extractor = Callable[[Page], Awaitable[Extraction]]

_MOST_REASON = 500
_WITH_EVENT = frozenset({"ok", "not_modified"})
_LINE: TypeAdapter[Line] = TypeAdapter(Line)
_log = get_logger("pipeline")


@dataclass(frozen=True, slots=True)
class Finding:
    """What one fetch came to, before anything is stored; `product_id` is there where it is ok."""

    verdict: Verdict
    page: Page | None = None
    extraction: Extraction | None = None
    product_id: str | None = None
    confirmed: ProductScrapeEvent | None = None
    error: PricetrailError | None = None

    @property
    def record(self) -> ProductRecord | None:
        """What the page says, where it was read."""
        return None if self.extraction is None else self.extraction.record

    @property
    def is_unfinished(self) -> bool:
        """Whether scripts have yet to fill the page, which was served as it should be."""
        if self.page is None or self.page.status >= 400 or self.extraction is None:
            return False
        return self.extraction.unfinished

    @property
    def screenshot(self) -> bytes | None:
        """What a browser showed, where it was asked, and nothing could be read."""
        if self.page is not None:
            return self.page.screenshot
        return self.error.screenshot if isinstance(self.error, FetchError) else None


@dataclass(frozen=True, slots=True)
class Scrape:
    """How one scrape went; `product` and `event` are there where it gave an event."""

    attempt: Attempt
    product: Product | None = None
    event: ProductScrapeEvent | None = None
    error: PricetrailError | None = None
    page: Page | None = None


@dataclass(frozen=True)
class Pipeline:
    """The scrape of one target, over the adapters it was given.

    With `renders`, a target that is fetched as `auto` gets a browser where plain http does not do.
    """

    store: Store
    fetchers: Mapping[str, Fetcher]
    clock: Clock = utc_now
    extractor: Extractor = extract_here
    health: HealthRecorder | None = None
    screenshots: Screenshots | None = None
    renders: bool = False

    async def work(self, job: Job) -> Scrape | None:
        """Do a queued job; None where its slot was done meanwhile, or its target went."""
        try:
            target = await crud.get_target(self.store, job.target_id)
        except NotFound:
            return None
        if job.slot is None:
            return await self.scrape(target)
        if target.next_due != job.slot or target.paused:
            return None
        return await self.scrape_slot(target, job.slot)

    async def scrape_url(self, url: str, *, fetcher: str | None = None) -> Scrape:
        """Scrape `url` now, tracked or not; the schedule stays as it is. Raises InvalidURL."""
        target = await crud.target_for(self.store, url, clock=self.clock)
        if fetcher is not None:
            target = target.model_copy(update={"fetcher": fetcher})
        return await self.scrape(target)

    async def scrape_slot(self, target: Target, slot: datetime) -> Scrape | None:
        """Scrape a due target for `slot`, once: None where the slot was done before.

        Whoever repeats a scrape that got lost completes it under the same event id.
        """
        claim = Claim(target_id=target.target_id, slot=slot, uuid=time_uuid(self.clock()))
        there = await self.store.insert_if_absent(CLAIM, CLAIM.row(claim))
        if there is not None:
            claim = CLAIM.load(there)
            attempt = await self._attempt_of(claim)
            if attempt is not None:
                await self.store.run(self._ending(target, Scrape(attempt), slot))
                return None
        return await self._scrape(target, claim.uuid, slot)

    async def scrape(self, target: Target) -> Scrape:
        """Scrape a target now: fetch, extract, validate, store the event and the attempt.

        What goes wrong with the page ends up in the outcome; only a store that cannot be read or
        written raises.
        """
        return await self._scrape(target, time_uuid(self.clock()))

    async def take_page(self, page: Page) -> Scrape:
        """Read and keep a page that somebody else fetched, as `scrape` does after its fetch.

        Its target is the one at the page's `url`, tracked or not. Raises InvalidURL.
        """
        target = await crud.target_for(self.store, page.url, clock=self.clock)
        started = self.clock()
        finding = await self._read(page, target)
        return await self._finish(target, time_uuid(started), finding, self.clock() - started)

    async def _scrape(self, target: Target, uuid: UUID, slot: datetime | None = None) -> Scrape:
        started = self.clock()
        finding = await self.find(target)
        return await self._finish(target, uuid, finding, self.clock() - started, slot)

    async def _finish(
        self,
        target: Target,
        uuid: UUID,
        finding: Finding,
        took: timedelta,
        slot: datetime | None = None,
    ) -> Scrape:
        """Keep all that a finding about `target` gives; what was purged meanwhile stays away."""
        now, plan = await self._plan(target, uuid, finding)
        product, event = (None, None) if plan is None else plan.entry
        attempt = _attempt(now or target, uuid, finding, took, event)
        attempt = await self._with_screenshot(attempt, finding)
        _log_attempt(now or target, attempt)
        if self.health is not None:
            self.health.count(target.shop, attempt, finding.record)
        scrape = Scrape(attempt, product, event, finding.error, finding.page)
        if now is not None:
            await self._keep(target, scrape, plan, slot)
        return scrape

    async def _plan(
        self, target: Target, uuid: UUID, finding: Finding
    ) -> tuple[Target | None, Plan | None]:
        """The target as it is after its fetch, and what the finding makes of its product.

        None for the target where it was purged meanwhile: nothing of it may come back.
        """
        event = self._event_of(target, uuid, finding)
        reads = [] if event is None else steps_before(event)
        key = {"target_id": target.target_id}
        row, *answers = await self.store.run([Get(TARGET, key), *reads])
        now: Target | None = None if row is None else TARGET.load(row)
        if now is None or event is None:
            return now, None
        if now.product_id != target.product_id:  # it became known meanwhile
            return await self._plan(now, uuid, finding)
        extraction = finding.extraction
        record = observed_in(event) if extraction is None else whole(extraction.record)
        return now, plan_entry(record, event, known_of(answers), now)

    async def _keep(
        self, target: Target, scrape: Scrape, plan: Plan | None, slot: datetime | None
    ) -> None:
        """Store all that a scrape of `target`, as it was before, gave and changes."""
        attempt = Write(ATTEMPT, ATTEMPT.row(scrape.attempt))
        ending = self._ending(target, scrape, slot)
        if plan is None:
            *_, done = await self.store.run([Put([attempt]), *ending])
        else:
            *_, done = await put_entry(self.store, plan, [attempt], ending)
        if slot is not None and not done:  # its schedule was changed meanwhile
            await self.store.run(self._ending(target, scrape, None))

    def _ending(self, target: Target, scrape: Scrape, slot: datetime | None) -> list[Step]:
        """What an attempt changes on its product and, in the last step, on its target.

        That sets nothing where another attempt ended meanwhile, or the slot is not the present
        one any more.
        """
        attempt, error = scrape.attempt, scrape.error
        changes = _state_after(target, attempt, scrape)
        if slot is None:
            before = {"last_attempt_at": target.last_attempt_at}
            key = {"target_id": target.target_id}
            last: list[Step] = [CompareAndSet(TARGET, key, before, changes)]
        else:
            due = next_due(
                target,
                slot,
                self.clock(),
                attempt.outcome,
                retry=error is not None and handling(error).retry,
                retry_after=error.retry_after if isinstance(error, RateLimited) else None,
            )
            last = completion(target, slot, due, changes)
        return [*_told_product(target, attempt), *last]

    async def find(self, target: Target) -> Finding:
        """Fetch and read a target's page; what goes wrong is part of the finding.

        With `auto`, a page that plain http leaves unfinished is fetched again by a browser.
        """
        wanted = self._first_fetcher(target)
        finding = await self._find(target, wanted)
        if target.fetcher != "auto" or not self.renders or not finding.is_unfinished:
            return finding
        if wanted == "browser":
            return finding
        rendered = await self._find(target, "browser")
        better = finding.verdict.outcome != "ok" or rendered.verdict.outcome == "ok"
        return rendered if better else finding

    async def _find(self, target: Target, fetcher: str) -> Finding:
        last = await self._last_event(target)
        request = Request(
            target.url,
            etag=target.etag if last is not None else None,
            last_modified=target.last_modified if last is not None else None,
            steps=steps_of(target.steps),
        )
        try:
            page = await self._fetcher(fetcher).fetch(request)
        except RobotsDenied as error:
            return Finding(Verdict("robots_denied", str(error)), error=error)
        except (FetchError, PolicyError, InvalidURL) as error:
            return Finding(Verdict("fetch_failed", str(error)), error=error)
        if page.status == 304 and last is not None:
            return Finding(Verdict("not_modified"), page, confirmed=last)
        return await self._read(page, target)

    async def _read(self, page: Page, target: Target) -> Finding:
        """What a page says of its target."""
        try:
            extraction = await self.extractor(page)
            verdict = judge(page, extraction, target)
            product_id = identify(page, extraction) if verdict.outcome == "ok" else None
        except RecordInvalid as error:
            return Finding(Verdict("invalid", str(error)), page, error=error)
        except InvalidURL as error:
            return Finding(Verdict("fetch_failed", str(error)), page, error=error)
        return Finding(verdict, page, extraction, product_id)

    def _first_fetcher(self, target: Target) -> str:
        """The fetcher a target asks for; ``auto`` is http, unless it is known not to do."""
        if target.fetcher != "auto":
            return target.fetcher
        return "browser" if self.renders and (target.rendered or target.steps) else "http"

    def _fetcher(self, name: str) -> Fetcher:
        try:
            return self.fetchers[name]
        except KeyError:
            raise FetchError(f"there is no {name} fetcher here; install its extra") from None

    async def _with_screenshot(self, attempt: Attempt, finding: Finding) -> Attempt:
        """The attempt with its picture, kept, where it gave no event and there is one."""
        picture = finding.screenshot
        if self.screenshots is None or picture is None or attempt.outcome in _WITH_EVENT:
            return attempt
        name = await self.screenshots.keep(attempt.uuid, picture)
        return attempt.model_copy(update={"screenshot": name})

    async def _last_event(self, target: Target) -> ProductScrapeEvent | None:
        """The event that a 304 would confirm; None where the page must be sent whole."""
        if target.product_id is None or not (target.etag or target.last_modified):
            return None
        events = await crud.latest(self.store, target.product_id, limit=1)
        return events[0] if events else None

    def _event_of(self, target: Target, uuid: UUID, finding: Finding) -> ProductScrapeEvent | None:
        page, extraction = finding.page, finding.extraction
        if page is None:
            return None
        facts = {
            "fetched_at": page.fetched_at,
            "fetcher": page.fetcher,
            "recorded_at": self.clock(),
        }
        if finding.confirmed is not None:
            again = {"uuid": uuid, "revision": 0, "confirmed": True, **facts}
            return finding.confirmed.model_copy(update=again)
        if extraction is None or finding.product_id is None:
            return None
        return create_scrape_entry(
            extraction.record,
            product_id=target.product_id or finding.product_id,
            uuid=uuid,
            rule=extraction.rule,
            **facts,
        )

    async def _attempt_of(self, claim: Claim) -> Attempt | None:
        """The attempt that was made under a claim, if it got that far."""
        key = ATTEMPT.key_of(target_id=claim.target_id, uuid=claim.uuid)
        row = await self.store.get(ATTEMPT, key)
        return None if row is None else ATTEMPT.load(row)


def _told_product(target: Target, attempt: Attempt) -> list[Step]:
    """Show on the product that its target failed; an accepted page has shown it already."""
    state = _state_of(attempt)
    if target.product_id is None or state in ("ok", target.state):
        return []
    return [CompareAndSet(PRODUCT, {"product_id": target.product_id}, {}, {"state": state})]


def _attempt(
    target: Target,
    uuid: UUID,
    finding: Finding,
    took: timedelta,
    event: ProductScrapeEvent | None,
) -> Attempt:
    page, extraction = finding.page, finding.extraction
    outcome, reason = finding.verdict
    facts: dict[str, Any] = {}
    if page is not None:
        facts = {
            "final_url": page.final_url,
            "status": page.status,
            "fetcher": page.fetcher,
            "size": len(page.body),
        }
    elif isinstance(finding.error, FetchError):
        facts = {"status": finding.error.status}
    if extraction is not None:
        facts["rule"] = extraction.rule
    attempt = Attempt(
        target_id=target.target_id,
        uuid=uuid,
        outcome=outcome,
        reason=(reason or "")[:_MOST_REASON] or None,
        url=target.url,
        duration_ms=max(took // timedelta(milliseconds=1), 0),
        product_id=target.product_id if event is None else event.product_id,
        **facts,
    )
    if extraction is None:
        return attempt
    provenance = extraction.record.provenance  # valid already, and dear to validate
    return attempt.model_copy(update={"provenance": provenance})


def _state_of(attempt: Attempt) -> State:
    return "ok" if attempt.outcome in _WITH_EVENT else cast(State, attempt.outcome)


def _log_attempt(target: Target, attempt: Attempt) -> None:
    outcome, reason = attempt.outcome, attempt.reason
    _log.info("scraped", target=target.target_id, host=target.shop, outcome=outcome, reason=reason)


def _state_after(target: Target, attempt: Attempt, scrape: Scrape | None) -> Row:
    """The columns of a target that an attempt changes."""
    state = _state_of(attempt)
    changes: Row = {
        "state": state,
        "failures": 0 if state == "ok" else target.failures + 1,
        "reason": attempt.reason,
        "last_attempt_at": attempt.created,
        "product_id": attempt.product_id,
    }
    if state != target.state:
        changes["state_since"] = attempt.created
    if attempt.outcome == "ok" and scrape is not None and scrape.page is not None:
        headers = scrape.page.headers
        changes["etag"] = _as_stored(headers.get("etag"))
        changes["last_modified"] = _as_stored(headers.get("last-modified"))
        rendered = scrape.page.fetcher == "browser"
        if target.fetcher == "auto" and rendered != target.rendered:
            changes["rendered"] = rendered
    return changes


def _as_stored(header: str | None) -> str | None:
    """A validator that comes back to the byte when it is sent again; None for any other."""
    try:
        return header if _LINE.validate_python(header) == header else None
    except ValidationError:
        return None
