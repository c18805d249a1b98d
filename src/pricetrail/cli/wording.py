"""Values in words, as tables show them."""

from datetime import datetime
from decimal import Decimal

from babel.numbers import get_currency_precision
from rich.text import Text

from pricetrail.cli.console import cell, plain

STATES = {
    "new": ("not scraped yet", "dim"),
    "ok": ("ok", "green"),
    "not_modified": ("page unchanged", "green"),
    "paused": ("paused", "dim"),
    "untracked": ("not tracked", "dim"),
    "blocked": ("blocked by the shop", "red"),
    "not_found": ("gone", "red"),
    "not_a_product": ("no product page", "red"),
    "invalid": ("not valid", "red"),
    "suspect": ("held back", "yellow"),
    "robots_denied": ("robots.txt says no", "yellow"),
    "fetch_failed": ("could not be fetched", "red"),
    "refused": ("refused by policy", "yellow"),
}
"""State or outcome → how it is said, and its style."""

_AVAILABILITY = {
    "in_stock": Text("in stock", "green"),
    "out_of_stock": Text("sold out", "red"),
    "preorder": Text("preorder", "yellow"),
}


def state_text(state: str) -> Text:
    """A state or outcome in words."""
    words, style = STATES.get(state, (state, ""))
    return plain(words, style)


def availability_text(availability: str | None) -> Text:
    """Whether it can be bought, in words."""
    return _AVAILABILITY.get(availability or "", cell(availability))


def now_text(state: str, availability: str | None) -> Text:
    """How a product is now: its availability, or what went wrong with its last attempt."""
    return availability_text(availability) if state == "ok" else state_text(state)


def amount(value: Decimal | None, currency: str | None) -> str | None:
    """A price as people write it, such as ``1,299.00 EUR``; None where there is none."""
    if value is None:
        return None
    places = max(_minor_digits(currency), -int(value.as_tuple().exponent))
    return f"{value:,.{places}f} {currency or ''}".rstrip()


def moment_text(moment: datetime | None) -> str | None:
    """A moment in UTC to the minute, such as ``2026-01-31 09:05``."""
    return None if moment is None else f"{moment:%Y-%m-%d %H:%M}"


def span_text(seconds: int) -> str:
    """A time span, such as ``6h`` or ``1d12h``."""
    parts = []
    for unit, size in (("d", 86_400), ("h", 3600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"


def _minor_digits(currency: str | None) -> int:
    return get_currency_precision(currency) if currency else 2
