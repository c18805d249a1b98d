"""Shops that break as a whole: one alert for each, however many products it has.

How a rule stands with a shop is decided first, by comparing and setting, and tells since when;
the alert follows from that moment. So it has one id whoever looks, and what broke off between the
two is told by the next look.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from pricetrail import crud
from pricetrail.alarm.raising import alert_id_of, messages_of, states_of
from pricetrail.alert_records import Alert, AlertRule, AlertState
from pricetrail.clock import Clock, first_uuid_at, utc_now
from pricetrail.health import LOOK_BACK, broke_of, is_mended, shop_days
from pricetrail.store.base import Put, Store, Write, gathered
from pricetrail.store.tables import ALERT, ALERT_STATE, Row

_OVER_AGAIN = "its pages could not be read as before for a while"


class _Found(NamedTuple):
    """How a shop does: what is wrong, and whether it is clearly in order again."""

    shop: str
    broke: str | None
    mended: bool


async def look_at_shops(store: Store, rules: Sequence[AlertRule], *, clock: Clock = utc_now) -> int:
    """Fire `rules` on the shops that are broken by now; returns how many alerts there were.

    Each fires once, and again only after its shop was clearly in order in between.
    """
    now = clock()
    by_shop = await _by_shop(store, rules)
    told = await gathered(_look_at(store, shop, some, now) for shop, some in by_shop.items())
    return sum(told)


async def _by_shop(store: Store, rules: Iterable[AlertRule]) -> Mapping[str, list[AlertRule]]:
    """The rules that each shop is looked at with; those for all are for shops that are tracked."""
    found: defaultdict[str, list[AlertRule]] = defaultdict(list)
    for_all: list[AlertRule] = []
    for rule in rules:
        (found[rule.subject] if rule.subject is not None else for_all).append(rule)
    if for_all:
        shops = {one.shop async for one in crud.iter_targets(store) if not one.untracked}
        for shop in sorted(shops):
            found[shop] += for_all
    return found


async def _look_at(store: Store, shop: str, rules: Sequence[AlertRule], now: datetime) -> int:
    today = now.date()
    days = await shop_days(store, shop, today - LOOK_BACK, today)
    found = _Found(shop, broke_of(days, today), is_mended(days, today))
    [rows] = await store.run([states_of(shop)])
    states: dict[str, AlertState] = {row["rule_id"]: ALERT_STATE.load(row) for row in rows}
    told = 0
    for rule in rules:
        told += await _settle(store, rule, states.get(rule.rule_id), found, now)
    return told


async def _settle(
    store: Store, rule: AlertRule, state: AlertState | None, found: _Found, now: datetime
) -> bool:
    """Bring how a rule stands in line with what was found; True where it fired."""
    key = {"product_id": found.shop, "rule_id": rule.rule_id}
    if found.broke is not None and (state is None or not state.active):
        state = await _begun(store, key, state, now)
    if state is None or not state.active:
        return False
    told = await _tell(store, rule, found, state.since)
    if found.broke is None and found.mended:
        before = {"active": True, "since": state.since}
        await store.compare_and_set(ALERT_STATE, key, before, {"active": False, "since": now})
    return told


async def _begun(
    store: Store, key: Row, state: AlertState | None, now: datetime
) -> AlertState | None:
    """The state since it is broken: as it is now, or as another one who looks was first to say."""
    if state is None:
        new = AlertState(**key, active=True, since=now)
        there = await store.insert_if_absent(ALERT_STATE, ALERT_STATE.row(new))
        return new if there is None else ALERT_STATE.load(there)
    before = {"active": False, "since": state.since}
    await store.compare_and_set(ALERT_STATE, key, before, {"active": True, "since": now})
    row = await store.get(ALERT_STATE, key)
    return None if row is None else ALERT_STATE.load(row)


async def _tell(store: Store, rule: AlertRule, found: _Found, since: datetime) -> bool:
    """Keep the alert of a shop that is broken `since`, unless it is there; the messages first."""
    uuid = first_uuid_at(since)
    named: Row = {"uuid": uuid, "rule_id": rule.rule_id, "product_id": found.shop}
    if await store.get(ALERT, ALERT.key_of(**named)) is not None:
        return False
    title = f"{found.shop}: {found.broke or _OVER_AGAIN}"
    alert = Alert(
        **named,
        alert_id=alert_id_of(rule.rule_id, found.shop, uuid),
        kind=rule.kind,
        title=title,
        text=title if rule.note is None else f"{title}\n{rule.note}",
        name=found.shop,
    )
    messages = messages_of(alert, rule, since)
    await store.run([Put(messages), Put([Write(ALERT, ALERT.row(alert))])])
    return True
