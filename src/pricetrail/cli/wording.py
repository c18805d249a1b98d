"""Values in words, as tables show them."""

from datetime import datetime
from decimal import Decimal

from babel.numbers import get_currency_precision
from rich.text import Text

from pricetrail import states
from pricetrail.cli.console import cell, plain
from pricetrail.states import Said, Tone

_STYLES: dict[Tone, str] = {"good": "green", "bad": "red", "warn": "yellow", "calm": "dim"}


def state_text(state: str) -> Text:
    """A state or outcome in words."""
    return _text(states.state(state))


def availability_text(availability: str | None) -> Text:
    """Whether it can be bought, in words."""
    said = states.availability(availability)
    return cell(availability) if said is None else _text(said)


def _text(said: Said) -> Text:
    return plain(said.words, _STYLES[said.tone])


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
