"""What no scrape tells: prices that nobody read for long, and shops that break as a whole."""

from collections.abc import AsyncIterator

from pricetrail import crud
from pricetrail.alarm.raising import Alarm, Failure
from pricetrail.alarm.rules import RuleIndex
from pricetrail.alarm.shops import look_at_shops
from pricetrail.alert_records import WAITS, AlertRule
from pricetrail.clock import Clock, time_uuid, utc_now
from pricetrail.errors import Ambiguous, NotFound
from pricetrail.schema import Target
from pricetrail.store.base import Put, Store


async def look_around(store: Store, alarm: Alarm, *, clock: Clock = utc_now) -> int:
    """Fire the rules on what has lasted by now; returns how many alerts there were.

    Only the products and shops are looked at that such a rule is for. Looking again, also at the
    same time from elsewhere, gives the same ids.
    """
    index = await alarm.rules.index()
    of_shops = await look_at_shops(store, index.of_shops, clock=clock)
    return of_shops + await _look_at_targets(store, alarm, index, clock)


async def _look_at_targets(store: Store, alarm: Alarm, index: RuleIndex, clock: Clock) -> int:
    waiting = [rule for rule in index.by_id.values() if rule.kind in WAITS]
    fired = 0
    seen: set[str] = set()
    for rule in waiting:
        async for target in _concerned(store, rule):
            if target.product_id is None or target.untracked or target.target_id in seen:
                continue
            seen.add(target.target_id)
            now = clock()
            concerning = index.concerning(target.product_id, target.tags)
            failure = Failure(time_uuid(now), now, target.state, target.state_since)
            wanted = [one for one in concerning if one.kind in WAITS]
            raised = await alarm.without_event(wanted, target.product_id, failure)
            if raised.states:
                await store.run([Put(raised.writes), *raised.afterwards])
            fired += len(raised.alerts)
    return fired


async def _concerned(store: Store, rule: AlertRule) -> AsyncIterator[Target]:
    """The targets that a rule is for."""
    if rule.scope != "product":
        async for target in crud.iter_targets(store, tag=rule.subject):
            yield target
        return
    try:
        yield await crud.get_target(store, rule.subject or "")
    except (NotFound, Ambiguous):
        return
