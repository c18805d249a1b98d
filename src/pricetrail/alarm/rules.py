"""The rules as a process holds them, by what they are for, a few seconds old at most."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import timedelta
from time import monotonic

from pricetrail.alert_records import AlertRule
from pricetrail.crud.alert_log import RULES_MARK
from pricetrail.store.base import Store, every_row
from pricetrail.store.tables import ALERT_RULE, WATERMARK

FRESH_FOR = timedelta(seconds=3)


class RuleIndex:
    """The enabled rules, found by what they are for; `of_shops` are those about whole shops."""

    def __init__(self, rules: Iterable[AlertRule] = ()) -> None:
        self._of_product: defaultdict[str, list[AlertRule]] = defaultdict(list)
        self._of_tag: defaultdict[str, list[AlertRule]] = defaultdict(list)
        self._for_all: list[AlertRule] = []
        self.of_shops: list[AlertRule] = []
        self.by_id: dict[str, AlertRule] = {}
        for rule in rules:
            if rule.enabled:
                self._add(rule)

    def _add(self, rule: AlertRule) -> None:
        self.by_id[rule.rule_id] = rule
        if rule.kind == "shop_broke":
            self.of_shops.append(rule)
        elif rule.scope == "product":
            self._of_product[rule.subject or ""].append(rule)
        elif rule.scope == "tag":
            self._of_tag[rule.subject or ""].append(rule)
        else:
            self._for_all.append(rule)

    def concerning(self, product_id: str, tags: Sequence[str]) -> list[AlertRule]:
        """The rules that a product with these tags is looked at with."""
        if not self.by_id:
            return []
        found = [*self._for_all, *self._of_product.get(product_id, ())]
        for tag in tags:
            found += self._of_tag.get(tag, ())
        return found


class RuleBook:
    """Keeps a `RuleIndex` fresh: one look at a mark every few seconds, all rules if it moved."""

    def __init__(self, store: Store, *, fresh_for: timedelta = FRESH_FOR) -> None:
        self._store = store
        self._fresh_for_s = fresh_for.total_seconds()
        self._until = 0.0
        self._mark: str | None = None
        self._index = RuleIndex()
        self._looking = asyncio.Lock()

    async def index(self) -> RuleIndex:
        """The rules as they were a few seconds ago at most. Raises StoreUnavailable."""
        if monotonic() >= self._until:
            async with self._looking:
                if monotonic() >= self._until:
                    await self._look()
        return self._index

    def look_again(self) -> None:
        """Have the next one who asks look at the store: a rule was changed here."""
        self._until = 0.0

    async def _look(self) -> None:
        looked_at = monotonic()
        row = await self._store.get(WATERMARK, RULES_MARK)
        mark = None if row is None else row["cursor"]
        if mark != self._mark:
            rows = every_row(self._store, ALERT_RULE)
            self._index = RuleIndex([ALERT_RULE.load(row) async for row in rows])
            self._mark = mark
        self._until = looked_at + self._fresh_for_s
