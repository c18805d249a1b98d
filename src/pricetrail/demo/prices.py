"""What an item of the demo shop costs at a moment: a pure function, the same on every machine."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel.numbers import format_currency, get_currency_precision

from pricetrail.clock import to_utc_ms
from pricetrail.demo.model import Item
from pricetrail.demo.moves import WHOLE, Instant, Quote
from pricetrail.schema import Availability

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LOOK_BACK = 60

# Prices shops like: multiples of the first number, less the second.
_CHARM: dict[str, tuple[Decimal, Decimal]] = {
    "EUR": (Decimal("0.50"), Decimal("0.01")),
    "GBP": (Decimal("0.50"), Decimal("0.01")),
    "USD": (Decimal("0.50"), Decimal("0.01")),
    "INR": (Decimal(10), Decimal(1)),
    "JPY": (Decimal(10), Decimal(0)),
    "CHF": (Decimal("0.05"), Decimal(0)),
    "CLP": (Decimal(1000), Decimal(10)),
    "KWD": (Decimal("0.125"), Decimal(0)),
}
_LOCALES = {
    "EUR": "de_DE",
    "GBP": "en_GB",
    "USD": "en_US",
    "INR": "en_IN",
    "JPY": "ja_JP",
    "CHF": "de_CH",
    "CLP": "es_CL",
    "KWD": "en",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """An item's offer. Amounts have as many decimals as the currency has digits.

    `list_price` is struck through and above `price`; `price_max` is the upper end of a range;
    `member_price` is what members of the shop's club pay.
    """

    currency: str
    price: Decimal
    list_price: Decimal | None
    price_max: Decimal | None
    member_price: Decimal | None
    availability: Availability


def price_at(item: Item, moment: datetime) -> Offer:
    """The offer for `item` at `moment`. Raises ValueError for a naive moment."""
    return _offer(item, _tick_of(item, to_utc_ms(moment)))


def changed_at(item: Item, moment: datetime) -> datetime:
    """Since when the offer has been what it is at `moment`, aware and UTC.

    An offer that is older than 60 ticks of its item counts as renewed at a fixed grid of them.
    """
    tick = _tick_of(item, to_utc_ms(moment))
    offer = _offer(item, tick)
    for since in range(tick, tick - _LOOK_BACK, -1):
        if _offer(item, since - 1) != offer:
            return _start_of(item, since)
    return _start_of(item, tick - tick % _LOOK_BACK)


def shown(amount: Decimal, currency: str) -> str:
    """`amount` as a shop in that currency's country prints it, such as ``1.299,00 €``."""
    return format_currency(amount, currency, locale=_LOCALES[currency])


def _tick_of(item: Item, moment: datetime) -> int:
    return (moment - _own_hour(item) - _EPOCH) // item.tick


def _start_of(item: Item, tick: int) -> datetime:
    return _EPOCH + tick * item.tick + _own_hour(item)


def _own_hour(item: Item) -> timedelta:
    """Shops do not change all their prices at midnight UTC."""
    return timedelta(hours=item.seed % 24)


@lru_cache(maxsize=8192)
def _offer(item: Item, tick: int) -> Offer:
    minute = tick * item.tick // timedelta(minutes=1)
    at = Instant(seed=item.seed, day=minute // (24 * 60), minute=minute)
    quote = Quote()
    for move in item.moves:
        quote = move(quote, at)
    price = _charming(item, quote.parts)
    return Offer(
        currency=item.currency,
        price=price,
        list_price=_above(price, _maybe(item, quote.was)),
        price_max=_above(price, _maybe(item, quote.upto)),
        member_price=_maybe(item, quote.members),
        availability=quote.availability,
    )


def _charming(item: Item, parts: int) -> Decimal:
    step, less = _CHARM[item.currency]
    multiples = (item.base * parts / WHOLE / step).to_integral_value(ROUND_HALF_UP)
    digit = Decimal(1).scaleb(-get_currency_precision(item.currency))
    return (max(multiples, Decimal(1)) * step - less).quantize(digit)


def _maybe(item: Item, parts: int | None) -> Decimal | None:
    return None if parts is None else _charming(item, parts)


def _above(price: Decimal, other: Decimal | None) -> Decimal | None:
    """`other` where it says more than `price`: rounding may have made them equal."""
    return other if other is not None and other > price else None
