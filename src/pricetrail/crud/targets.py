"""Targets: what is scraped, how often, and how it went."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from pydantic import TypeAdapter, ValidationError

from pricetrail.clock import Clock, month_of, utc_now
from pricetrail.crud.products import find_product, resolve
from pricetrail.errors import NotFound, UsageError
from pricetrail.schema import Attempt, DueSlot, Model, Target
from pricetrail.steps import Steps, as_data
from pricetrail.store.base import CompareAndSet, Put, Store, Write, every_row
from pricetrail.store.tables import ATTEMPT, DUE_SLOT, PRODUCT, TARGET, Row
from pricetrail.urls import normalise_url, shop_of, target_id_of
from pricetrail.values import Interval, Jump, Tags, summary_of

FetcherName = Literal["auto", "http", "browser"]
JumpChoice = Jump | Literal["default"]
"""A bound of its own, or that of the settings."""

SHARDS = 16
_JUMP: TypeAdapter[JumpChoice] = TypeAdapter(JumpChoice)
_PAGE = 500


class TargetPage(NamedTuple):
    """One page of a target list; `cursor` leads to the next one, None at the end."""

    targets: list[Target]
    cursor: str | None


class Tracked(NamedTuple):
    """A target, and whether it was tracked already."""

    target: Target
    known: bool


class Plan(Model):
    """What `track` is asked for, as a target can have it."""

    interval_s: Interval | None
    tags: Tags
    jump: JumpChoice | None = None

    @property
    def bound(self) -> dict[str, Any]:
        """The column that holds the bound, where it is to change."""
        if self.jump is None:
            return {}
        return {"jump": None if self.jump == "default" else self.jump}


def jump_of(text: str) -> JumpChoice:
    """The bound that a person writes: a number, or nothing or `default` for that of the settings.

    Raises UsageError.
    """
    given = text.strip().replace(",", ".")
    try:
        return _JUMP.validate_python(given or "default")
    except ValidationError as error:
        told = f"{text!r} is no bound; write 0, a number above 1 such as 5, or default"
        raise UsageError(told) from error


def due_slot(target_id: str, moment: datetime) -> Write:
    """The hint that makes dispatch look at a target at `moment`."""
    return Write(
        DUE_SLOT,
        DUE_SLOT.row(
            DueSlot(minute=minute_of(moment), shard=shard_of(target_id), target_id=target_id)
        ),
    )


def minute_of(moment: datetime) -> datetime:
    """The start of the minute `moment` lies in."""
    return moment.replace(second=0, microsecond=0)


def shard_of(target_id: str) -> int:
    """Which of the `SHARDS` partitions of a minute a target's hint lies in."""
    return int(target_id[:8], 16) % SHARDS


async def target_for(store: Store, url: str, *, clock: Clock = utc_now) -> Target:
    """The target at `url`; one that is not there yet is made untracked, for a single scrape.

    Raises InvalidURL.
    """
    normal = normalise_url(url)
    target = Target(
        target_id=target_id_of(normal),
        url=normal,
        shop=shop_of(normal),
        untracked=True,
        created_at=clock(),
    )
    there = await store.insert_if_absent(TARGET, TARGET.row(target))
    return target if there is None else TARGET.load(there)


async def track(
    store: Store,
    url: str,
    *,
    every: timedelta | None = None,
    usually: timedelta | None = None,
    tags: Sequence[str] = (),
    fetcher: FetcherName | None = None,
    steps: Steps | None = None,
    jump: JumpChoice | None = None,
    clock: Clock = utc_now,
) -> Tracked:
    """Scrape `url` on schedule from now on; its first scrape is due at once.

    A target that is tracked already keeps its schedule and gains the tags; what is given of
    interval, fetcher, steps and jump replaces what it had, and it is due within the new interval.
    An untracked or paused one starts again; `usually` is the interval of an untracked one without
    `every`. Raises InvalidURL, and UsageError for a tag or an interval that cannot be, and for
    steps with a fetcher that does none.
    """
    asked = _checked_plan(_seconds_of(every), tags, jump)
    new = _checked_plan(_seconds_of(every or usually), tags, jump)
    while True:
        target = await target_for(store, url, clock=clock)
        running = not (target.untracked or target.paused)
        plan = new if target.untracked else asked
        changes = _tracked_anew(target, clock(), plan, running=running)
        changes |= _fetched_by(target, fetcher, steps) | plan.bound
        hint = due_slot(target.target_id, changes["next_due"])
        key = {"target_id": target.target_id}
        before = {"next_due": target.next_due, "lease_until": target.lease_until}
        _, done = await store.run([Put([hint]), CompareAndSet(TARGET, key, before, changes)])
        if done:
            break
    if target.product_id is not None:
        key = {"product_id": target.product_id}
        await store.compare_and_set(PRODUCT, key, {}, {"tags": changes["tags"]})
    return Tracked(target.model_copy(update=changes), known=running)


def _seconds_of(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())


def _checked_plan(interval_s: int | None, tags: Sequence[str], jump: JumpChoice | None) -> Plan:
    try:
        return Plan(interval_s=interval_s, tags=tuple(tags), jump=jump)
    except ValidationError as error:
        raise UsageError(summary_of(error)) from error


def _tracked_anew(target: Target, now: datetime, plan: Plan, *, running: bool) -> dict[str, Any]:
    changes: dict[str, Any] = {
        "untracked": False,
        "paused": False,
        "tags": tuple(sorted({*target.tags, *plan.tags})),
        "next_due": now,
        "lost": 0,
    }
    if plan.interval_s is not None:
        changes["interval_s"] = plan.interval_s
    if running and target.next_due is not None:
        soon = now + timedelta(seconds=plan.interval_s) if plan.interval_s else target.next_due
        changes["next_due"] = min(target.next_due, soon)
    return changes


def _fetched_by(target: Target, fetcher: FetcherName | None, steps: Steps | None) -> dict[str, Any]:
    """The columns that say how a target is fetched, where they change.

    Raises UsageError where there would be steps and nobody to do them.
    """
    changes: dict[str, Any] = {}
    if fetcher is not None and fetcher != target.fetcher:
        changes |= {"fetcher": fetcher, "rendered": False}
    if steps is not None:
        changes["steps"] = as_data(steps) or None
    changed = target.model_copy(update=changes)
    if changed.fetcher == "http" and changed.steps:
        raise UsageError("steps need a browser: choose the fetcher browser, or auto")
    return changes


async def untrack(store: Store, name: str) -> Target:
    """Stop scraping a target, named by URL, target id or product; its history stays.

    A scrape of it that was asked for is taken back. Raises NotFound, Ambiguous.
    """
    target = await get_target(store, name)
    changes = {"untracked": True, "next_due": None, "lease_until": None, "asked_at": None}
    await store.compare_and_set(TARGET, {"target_id": target.target_id}, {}, changes)
    return target.model_copy(update=changes)


async def change_target(
    store: Store,
    name: str,
    *,
    interval_s: int | None = None,
    fetcher: FetcherName | None = None,
    steps: Steps | None = None,
    jump: JumpChoice | None = None,
    tags: Sequence[str] | None = None,
    paused: bool | None = None,
    clock: Clock = utc_now,
) -> Target:
    """Change what is given of a target, named as in `get_target`.

    `tags` and `steps` replace those it had. With a shorter interval it is due within that; one
    that was paused goes on at once where it is overdue. Raises NotFound, Ambiguous, and UsageError
    for a tag or an interval that cannot be, and for steps with a fetcher that does none.
    """
    plan = _checked_plan(interval_s, tags or (), jump)
    while True:
        target = await get_target(store, name)
        changes: dict[str, Any] = {"paused": paused}
        changes["interval_s"] = plan.interval_s
        changes["tags"] = None if tags is None else tuple(sorted(set(plan.tags)))
        changes = {column: value for column, value in changes.items() if value is not None}
        changes |= _fetched_by(target, fetcher, steps) | plan.bound
        if not changes:
            return target
        changed = target.model_copy(update=changes)
        changes |= await _rescheduled(store, target, changed, clock())
        key = {"target_id": target.target_id}
        before = {"next_due": target.next_due, "lease_until": target.lease_until}
        if await store.compare_and_set(TARGET, key, before, changes):
            break
    if tags is not None and target.product_id is not None:
        key = {"product_id": target.product_id}
        await store.compare_and_set(PRODUCT, key, {}, {"tags": changes["tags"]})
    return target.model_copy(update=changes)


async def _rescheduled(
    store: Store, before: Target, target: Target, now: datetime
) -> dict[str, datetime]:
    """The due time that follows from a target's changes, where it moves; its hint is written."""
    if target.untracked or target.next_due is None:
        return {}
    due = target.next_due
    if target.interval_s < before.interval_s:
        due = min(due, now + timedelta(seconds=target.interval_s))
    if before.paused and not target.paused:
        due = max(due, now)
    if due == before.next_due:
        return {}
    await store.put([due_slot(target.target_id, due)])
    return {"next_due": due}


async def get_target(store: Store, name: str) -> Target:
    """The target that `name` names: its id, its URL, or its product. Raises NotFound, Ambiguous."""
    target_id = target_id_of(name) if "://" in name else name
    row = await store.get(TARGET, {"target_id": target_id})
    if row is None:
        row = await _row_of_product(store, name)
    if row is None:
        raise NotFound(f"no target {name!r}", among="targets")
    target: Target = TARGET.load(row)
    return target


async def _row_of_product(store: Store, name: str) -> Row | None:
    try:
        product = await find_product(store, await resolve(store, name))
    except NotFound:
        return None
    if product is None or product.target_id is None:
        return None
    return await store.get(TARGET, {"target_id": product.target_id})


async def list_targets(
    store: Store,
    *,
    tag: str | None = None,
    shop: str | None = None,
    state: str | None = None,
    limit: int = 100,
    cursor: str | None = None,
) -> TargetPage:
    """One page of the targets for which all the filters hold. Raises InvalidCursor."""
    filters = _filters(tag=tag, shop=shop, state=state)
    page = await store.list(TARGET, filters, limit=limit, cursor=cursor)
    return TargetPage([TARGET.load(row) for row in page.rows], page.cursor)


async def iter_targets(store: Store, **filters: str | None) -> AsyncIterator[Target]:
    """All targets for which the filters of `list_targets` hold, in the store's order."""
    async for row in every_row(store, TARGET, _filters(**filters)):
        yield TARGET.load(row)


def _filters(
    *, tag: str | None = None, shop: str | None = None, state: str | None = None
) -> dict[str, str]:
    given = {"shop": shop, "state": state, "tags": tag}
    return {name: value for name, value in given.items() if value is not None}


async def attempts(store: Store, target: Target) -> AsyncIterator[Attempt]:
    """A target's attempts that are still kept, newest first."""
    month = month_of(target.last_attempt_at or target.created_at)
    first = month_of(target.created_at)
    while month >= first:
        partition = {"target_id": target.target_id, "month": month}
        below: tuple[Any, ...] | None = None
        while rows := await store.scan(ATTEMPT, partition, lt=below, limit=_PAGE):
            for row in rows:
                yield ATTEMPT.load(row)
            below = (rows[-1]["uuid"],)
        month = _month_before(month)


def _month_before(month: str) -> str:
    year, number = int(month[:4]), int(month[5:])
    return f"{year - (number == 1):04}-{(number - 2) % 12 + 1:02}"
