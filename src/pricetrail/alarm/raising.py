"""Rules evaluated with what a scrape gave, so that alerts are stored together with their cause."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

from pricetrail import crud
from pricetrail.alarm.rules import RuleBook, RuleIndex
from pricetrail.alert_records import Alert, AlertRule, AlertState, Delivery
from pricetrail.alerts import (
    Offer,
    Sight,
    alert_of,
    concerns_failures,
    evaluate,
    needs_of,
)
from pricetrail.crud.entries import Besides, Known, Plan, Seen
from pricetrail.schema import (
    Attempt,
    Observation,
    Product,
    ProductDay,
    ProductScrapeEvent,
    State,
    Target,
)
from pricetrail.stats import day_summary
from pricetrail.store.base import Put, Scan, Store, Write, gathered
from pricetrail.store.tables import ALERT, ALERT_STATE, OUTBOX

_MOST_STATES = 1_000_000  # all: a rule without its state would fire again
_NAMESPACE = uuid5(NAMESPACE_URL, "pricetrail:alert")


@dataclass(frozen=True, slots=True)
class Raised:
    """What rules came to: the `alerts`, what to write with their cause, and what after that.

    The states come last, so that what broke off in between is evaluated again, to the same ids.
    """

    alerts: list[Alert] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    states: list[Write] = field(default_factory=list)

    @property
    def afterwards(self) -> list[Put]:
        """The steps that keep how the rules stand now."""
        return [Put(self.states)] if self.states else []


class Failure(NamedTuple):
    """That there was no event: how it stands with the target, and since when."""

    uuid: UUID
    now: datetime
    state: State
    since: datetime | None


class Alarm:
    """Evaluates the rules of a store; costs nothing where none concerns a product."""

    def __init__(self, store: Store, rules: RuleBook | None = None) -> None:
        self._store = store
        self.rules = rules or RuleBook(store)

    async def concerning(self, product_id: str, tags: Sequence[str]) -> list[AlertRule]:
        """The rules to evaluate for a product with these tags. Raises StoreUnavailable."""
        return (await self.rules.index()).concerning(product_id, tags)

    async def for_event(
        self, rules: Sequence[AlertRule], plan: Plan, known: Known, states: Sequence[Any]
    ) -> Raised:
        """What `rules` come to with an event that is planned; `states` answer `states_of`.

        An event that is not the product's newest is history: nothing comes of it.
        """
        around = {plan.entry.event.created.date(): known.events}
        seen = Seen(plan.entry, known.product, around)
        return await self._for_seen(rules, seen, states, _Past(self._store, plan.entry.product))

    async def _for_seen(
        self, rules: Sequence[AlertRule], seen: Seen, states: Sequence[Any], past: "_Past"
    ) -> Raised:
        product, event = seen.entry
        if product.last_event != event.uuid:
            return Raised()
        before = await self._before(event, seen.before)
        sight = Sight(product, event.uuid, event.created, event, before)
        return _raised(rules, await self._informed(rules, sight, seen, past), states)

    async def besides(self, plan: Plan, known: Known) -> Besides:
        """What comes of an event that was sent to us: a `Raising`."""
        product = plan.entry.product
        rules = await self.concerning(product.product_id, product.tags)
        if not rules:
            return Besides([], [])
        [states] = await self._store.run([states_of(product.product_id)])
        raised = await self.for_event(rules, plan, known, states)
        return Besides(raised.writes, [*raised.afterwards])

    async def besides_many(self, seen: Sequence[Seen]) -> Besides:
        """The same for many entries, of each product the oldest first; states are read at once."""
        index = await self.rules.index()
        by_product: dict[str, list[Seen]] = {}
        for one in seen:
            if index.concerning(one.entry.product.product_id, one.entry.product.tags):
                by_product.setdefault(one.entry.product.product_id, []).append(one)
        if not by_product:
            return Besides([], [])
        answers = await self._store.run([states_of(product_id) for product_id in by_product])
        found = await gathered(
            self._of_product(index, several, rows)
            for several, rows in zip(by_product.values(), answers, strict=True)
        )
        states = [write for raised in found for write in raised.states]
        writes = [write for raised in found for write in raised.writes]
        return Besides(writes, [Put(states)] if states else [])

    async def _of_product(
        self, index: RuleIndex, several: Sequence[Seen], rows: Sequence[Any]
    ) -> Raised:
        """What comes of entries of one product, the oldest first; of each state the last."""
        known = {row["rule_id"]: row for row in rows}
        states: dict[str, Write] = {}
        came = Raised()
        past = _Past(self._store, several[-1].entry.product)
        for one in several:
            product = one.entry.product
            rules = index.concerning(product.product_id, product.tags)
            raised = await self._for_seen(rules, one, list(known.values()), past)
            states |= {write.row["rule_id"]: write for write in raised.states}
            known |= {write.row["rule_id"]: write.row for write in raised.states}
            came.writes.extend(raised.writes)
        came.states.extend(states.values())
        return came

    async def for_failure(self, target: Target, attempt: Attempt, state: State) -> Raised:
        """What the rules come to with an attempt that gave no event."""
        if target.product_id is None:
            return Raised()
        rules = await self.concerning(target.product_id, target.tags)
        since = target.state_since if target.state == state else attempt.created
        failure = Failure(attempt.uuid, attempt.created, state, since)
        return await self.without_event(rules, target.product_id, failure)

    async def without_event(
        self, rules: Sequence[AlertRule], product_id: str, failure: Failure
    ) -> Raised:
        """What those of `rules` come to that need no event."""
        rules = [rule for rule in rules if concerns_failures(rule)]
        product = await crud.find_product(self._store, product_id) if rules else None
        if product is None:
            return Raised()
        [states] = await self._store.run([states_of(product_id)])
        sight = Sight(
            product,
            failure.uuid,
            failure.now,
            state=failure.state,
            since=failure.since,
            last_seen=product.last_event_at,
        )
        return _raised(rules, sight, states)

    async def _before(
        self, event: ProductScrapeEvent, product: Product | None
    ) -> Observation | None:
        """What was observed the time before; `product` may know of `event` already."""
        if product is None or product.last_event is None:
            return None
        if product.last_event != event.uuid:
            return product
        newest = await crud.latest(self._store, event.product_id, limit=2)
        return next((other for other in newest if other.uuid != event.uuid), None)

    async def _informed(
        self, rules: Sequence[AlertRule], sight: Sight, seen: Seen, past: "_Past"
    ) -> Sight:
        """`sight` with what `rules` need beside it, and nothing more."""
        needs = needs_of(rules, sight)
        days: list[ProductDay] = []
        if needs.since is not None:
            days = await past.days_before(sight, needs.since, seen)
        offers: list[Offer] = []
        if needs.elsewhere:
            others = await crud.same_products(self._store, sight.product)
            offers = [offer for other in others if (offer := _offer(other)) is not None]
        return _with(sight, days, offers)


class _Past:
    """The days of a product, read once for all that is seen of it together."""

    def __init__(self, store: Store, product: Product) -> None:
        self._store = store
        self._product_id = product.product_id
        self._read: dict[date, list[ProductDay]] = {}

    async def days_before(self, sight: Sight, since: date, seen: Seen) -> list[ProductDay]:
        """The days from `since` on, oldest first, without `sight` and what came after it."""
        if since not in self._read:
            first = None if since == date.min else since
            self._read[since] = await crud.product_days(self._store, self._product_id, since=first)
        now = sight.uuid.time
        days = {day.day: day for day in self._read[since]}
        for day, events in seen.around.items():
            earlier = [event for event in events if event.uuid.time < now]
            days[day] = day_summary(self._product_id, day, earlier)
        this_day = sight.now.date()
        return [days[day] for day in sorted(days) if since <= day <= this_day]


def states_of(product_id: str) -> Scan:
    """The read of how the rules stand with a product."""
    return Scan(ALERT_STATE, {"product_id": product_id}, limit=_MOST_STATES)


def _with(sight: Sight, days: Sequence[ProductDay], offers: Sequence[Offer]) -> Sight:
    return Sight(sight.product, sight.uuid, sight.now, sight.seen, sight.before, days, offers)


def _offer(product: Product) -> Offer | None:
    """What another shop asks for the product; None where it does not sell it now."""
    if product.price is None or product.availability == "out_of_stock" or product.state != "ok":
        return None
    return Offer(product.shop, product.price, product.currency)


def _raised(rules: Sequence[AlertRule], sight: Sight, rows: Sequence[Any]) -> Raised:
    found = {row["rule_id"]: row for row in rows}  # of rules that were removed, too
    raised = Raised()
    for rule in rules:
        row = found.get(rule.rule_id)
        state: AlertState | None = None if row is None else ALERT_STATE.load(row)
        _take(raised, rule, sight, state)
    return raised


def _take(raised: Raised, rule: AlertRule, sight: Sight, state: AlertState | None) -> None:
    came = evaluate(rule, sight, state)
    if came.state is not None:
        raised.states.append(Write(ALERT_STATE, ALERT_STATE.row(came.state)))
    if came.fired is None:
        return
    product = sight.product
    since, active = (
        (product.first_event_at, False) if state is None else (state.since, state.active)
    )
    named = alert_id_of(rule.rule_id, product.product_id, since, active)
    alert = alert_of(rule, sight, came.fired, named)
    raised.alerts.append(alert)
    raised.writes.append(Write(ALERT, ALERT.row(alert)))
    raised.writes.extend(messages_of(alert, rule, sight.now))


def alert_id_of(rule_id: str, subject: str, *stood: object) -> str:
    """The stable id of an alert, made of how its rule stood before it fired, and since when.

    Who evaluates the same again gets the same; so do two who evaluate different events at the
    same time, of which both made the rule fire: that is one crossing, and one message.
    """
    return uuid5(_NAMESPACE, " ".join(map(str, (rule_id, subject, *stood)))).hex


def messages_of(alert: Alert, rule: AlertRule, now: datetime) -> list[Write]:
    """The rows of the outbox that tell of an alert, one for each channel of its rule."""
    return [Write(OUTBOX, OUTBOX.row(_delivery(alert, one, now))) for one in rule.channels]


def _delivery(alert: Alert, channel: str, now: datetime) -> Delivery:
    fields = alert.json_dict()
    data = {k: str(v) for k, v in fields.items() if v is not None and k not in {"title", "text"}}
    return Delivery(
        delivery_id=uuid5(_NAMESPACE, f"{alert.alert_id} {channel}").hex,
        channel=channel,
        alert_id=alert.alert_id,
        product_id=alert.product_id,
        title=alert.title,
        text=alert.text,
        data=data,
        next_try=now,
        created_at=now,
    )
