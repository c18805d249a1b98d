"""Prices and shares as people write them: one way for pages, alerts and mails."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from babel.numbers import get_currency_precision, get_currency_symbol


def money(value: Decimal | None, currency: str | None) -> str:
    """A price as people write it, such as ``€1,299.00``; a dash where there is none."""
    if value is None:
        return "–"
    symbol, digits = _currency(currency)
    places = max(digits, -int(value.as_tuple().exponent))
    return f"{symbol}{value:,.{places}f}"


def rounded_money(value: Decimal | None, currency: str | None) -> str:
    """`money`, rounded to the currency's own digits: for averages."""
    if value is None:
        return "–"
    return money(round(value, _currency(currency)[1]), currency)


def round_money(values: Sequence[Decimal], currency: str | None) -> list[str]:
    """Prices along an axis: without decimals where none of them has any."""
    symbol, digits = _currency(currency)
    places = 0 if all(value == int(value) for value in values) else digits
    return [f"{symbol}{value:,.{places}f}" for value in values]


def percent(share: Decimal | float) -> str:
    """A share as whole percent, with one decimal below ten: ``12%``, ``3.4%``."""
    value = abs(float(share)) * 100
    if 0 < value < 0.1:
        return "<0.1%"
    text = f"{value:.1f}" if value < 10 else f"{value:,.0f}"
    return f"{text.removesuffix('.0')}%"


@lru_cache(maxsize=256)
def _currency(code: str | None) -> tuple[str, int]:
    """What stands before an amount, and how many digits behind its point."""
    if code is None:
        return "", 2
    symbol = get_currency_symbol(code, locale="en")
    gap = "\N{NO-BREAK SPACE}" if symbol[-1:].isalpha() else ""
    return f"{symbol}{gap}", get_currency_precision(code)
