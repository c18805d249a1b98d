"""How states, outcomes and stock are said to people, in the terminal as on a page."""

from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "bad", "warn", "calm"]


@dataclass(frozen=True, slots=True)
class Said:
    """Something in words, with the tone it is shown in; the words alone say it all."""

    words: str
    tone: Tone = "calm"


STATES: dict[str, Said] = {
    "new": Said("not scraped yet"),
    "ok": Said("ok", "good"),
    "not_modified": Said("unchanged", "good"),
    "paused": Said("paused"),
    "untracked": Said("not tracked"),
    "blocked": Said("blocked by the shop", "bad"),
    "not_found": Said("gone from the shop", "bad"),
    "not_a_product": Said("no product page", "bad"),
    "invalid": Said("record not valid", "bad"),
    "suspect": Said("held back as implausible", "warn"),
    "robots_denied": Said("robots.txt says no", "warn"),
    "fetch_failed": Said("could not be fetched", "bad"),
    "refused": Said("refused by policy", "warn"),
}
"""State or outcome → how it is said."""

AVAILABILITY: dict[str, Said] = {
    "in_stock": Said("in stock", "good"),
    "out_of_stock": Said("sold out", "bad"),
    "preorder": Said("preorder", "warn"),
    "unknown": Said("stock unclear"),
}


def state(name: str) -> Said:
    """A state or an outcome in words."""
    return STATES.get(name) or Said(name)


def availability(name: str | None) -> Said | None:
    """Whether it can be bought, in words; None where the page did not say."""
    return AVAILABILITY.get(name) if name is not None else None
