"""Targets that have no product yet: new ones, and those that never gave a record."""

from collections.abc import Mapping
from typing import get_args

from pricetrail.clock import epoch_ms
from pricetrail.schema import State, Target
from pricetrail.store.base import Store, every_row, gathered
from pricetrail.store.tables import TARGET, words_of

_STATES = tuple(state for state in get_args(State) if state not in {"ok", "paused"})
_MOST_LOOKED_AT = 2_000


async def without_product(
    store: Store,
    *,
    q: str | None = None,
    tag: str | None = None,
    shop: str | None = None,
    state: str | None = None,
) -> list[Target]:
    """The tracked targets without a product for which all the filters hold, the newest first.

    `q`: all its words in the URL. They are looked for among 2,000 targets of each state that a
    target without product can be in, so that a shop that refuses thousands costs no more.
    """
    filters = {"shop": shop, "tags": tag}
    states = _STATES if state is None else sorted({state} & {*_STATES})
    words = {*words_of(q)}
    found = await gathered(_in_state(store, one, words, filters) for one in states)
    return sorted((target for targets in found for target in targets), key=place_of)


async def _in_state(
    store: Store, state: str, words: set[str], filters: Mapping[str, str | None]
) -> list[Target]:
    """Those of one state."""
    given = {name: value for name, value in filters.items() if value is not None}
    found: list[Target] = []
    looked_at = 0
    async for row in every_row(store, TARGET, {**given, "state": state}):
        if row["product_id"] is None and not row["untracked"]:
            target: Target = TARGET.load(row)
            if words <= {*words_of(target.url)}:
                found.append(target)
        looked_at += 1
        if looked_at == _MOST_LOOKED_AT:
            break
    return found


def place_of(target: Target) -> tuple[int, str]:
    """What targets are sorted by: the newest first."""
    return -epoch_ms(target.created_at), target.target_id
