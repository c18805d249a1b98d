"""Money: what a price's visible text says, and what a machine value in markup means."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from pricetrail.extract.amounts import Amount, Context, amounts_in, prepare, value_of
from pricetrail.extract.currency import codes_of_sign, currency_code
from pricetrail.extract.currency_signs import WEAK
from pricetrail.extract.folding import fold, plain
from pricetrail.extract.numerals import exact, is_absurd, iso_digits, read_machine_number
from pricetrail.extract.price_words import Role, means_free, roles_of

_MAX_TEXT = 200
_MAX_FREE = 40
_MAX_SPACED = 2000  # markup pads short texts with white space
_LEAST_VAT, _MOST_VAT = Decimal("1.02"), Decimal("1.3")
_DIGIT = re.compile(r"\d")
_NO_CONTEXT = Context()
_ONE_SIGN = r"[^\s\d¥]{1,5}"  # what ¥ means the number has a say in
_DIGITS = r"[0-9]+(?:[.,][0-9]+)*"
_BARE = re.compile(rf"({_ONE_SIGN}) ?({_DIGITS})|({_DIGITS}) ?({_ONE_SIGN})")


class Money(NamedTuple):
    """An amount that a page names; exact, never negative.

    `upper` is the upper end where the text gives a range (`amount` is the lower one). `currency`
    is ISO 4217 and None where it stays open. `raw` is the text as it stood, on one line.
    """

    amount: Decimal
    upper: Decimal | None
    currency: str | None
    raw: str


def parse_money(
    text: str,
    *,
    currency: str | None = None,
    lang: str | None = None,
    host: str | None = None,
    split_cents: bool = False,
) -> Money | None:
    """The price that a visible text says; None where it says none, or several and not which.

    Reductions, former prices, prices per unit, instalments, shipping, percentages, counts, dates
    and negative amounts are not the price; texts beyond 200 characters are not read. `currency`
    (declared by the page), `lang` and `host` decide what ambiguous signs and separators mean.
    `split_cents` reads ``12 99`` as 12.99, for markup that puts the cents into a part of its own.
    """
    context = Context(currency_code(currency), lang, host)
    return price_among(money_in(text, context, split_cents=split_cents), context)


def price_among(said: Iterable[tuple[Money, Role]], context: Context) -> Money | None:
    """The price among the amounts of one text; None where there is none, or several differ."""
    prices = [money for money, role in said if role == "price"]
    if len({money.currency for money in prices}) == len(prices) > 1:
        # one price in several currencies: 129 лв. / 65,96 €
        return next((money for money in prices if money.currency == context.currency), prices[0])
    same = len({(money.amount, money.upper) for money in prices}) == 1
    return prices[0] if same else None


def money_in(
    text: str, context: Context = _NO_CONTEXT, *, split_cents: bool = False
) -> Sequence[tuple[Money, Role]]:
    """Every amount of money in a text with what it is, in text order; a range is one amount.

    A net or regular price is the price where the text has no other. `context` is what the page
    says about all its prices; `split_cents` as for `parse_money`.
    """
    if not text or len(text) > _MAX_SPACED:
        return []
    raw = " ".join(unescape(text).split()) if "&" in text else " ".join(text.split())
    if not _DIGIT.search(raw):
        free = len(raw) <= _MAX_FREE and means_free(fold(raw))
        return [(Money(Decimal(0), None, context.currency, raw), "price")] if free else []
    if len(raw) > _MAX_TEXT or "://" in raw:
        return []
    return _money_in(raw, context, split_cents)


@lru_cache(maxsize=2048)
def _money_in(raw: str, context: Context, split_cents: bool) -> tuple[tuple[Money, Role], ...]:
    if bare := _bare_money(raw, context):
        return ((bare, "price"),)
    amounts = amounts_in(prepare(raw, split_cents=split_cents), context)
    roles = _settled(amounts, roles_of([(each.before, each.after) for each in amounts]))
    return tuple(
        (Money(each.value, each.upper, each.currency or context.currency, raw), role)
        for each, role in zip(amounts, roles, strict=True)
    )


def first_role(text: str, context: Context = _NO_CONTEXT) -> Role | None:
    """What the first amount of a short text is called, whether or not the text has another."""
    amounts = amounts_in(prepare(" ".join(text.split())), context) if len(text) <= _MAX_TEXT else []
    roles = roles_of([(each.before, each.after) for each in amounts])
    return roles[0] if roles else None


def _bare_money(raw: str, context: Context) -> Money | None:
    """What a text says that is nothing but one number and one sure sign; None for any other.

    Most prices are written so, and it saves nine tenths of the time that the full reading takes.
    """
    match = _BARE.fullmatch(raw)
    if match is None:
        return None
    sign = match[1] or match[4]
    currency = context.currency_of(sign) if sign not in WEAK and codes_of_sign(sign) else None
    value = value_of(match[2] or match[3], currency, context) if currency else None
    return (
        None if value is None or is_absurd(value, currency) else Money(value, None, currency, raw)
    )


def _settled(amounts: Sequence[Amount], roles: list[Role]) -> list[Role]:
    """`roles` without net, gross and regular prices where one of them is the price.

    Beside a gross price, what is lower by no more than VAT is its net price.
    """
    gross = [each.value for each, role in zip(amounts, roles, strict=True) if role == "gross"]
    if gross:
        roles = [
            _beside_gross(each, role, gross) for each, role in zip(amounts, roles, strict=True)
        ]
    if "price" not in roles:
        return ["price" if role in {"net", "regular"} else role for role in roles]
    return roles


def _beside_gross(amount: Amount, role: Role, gross: list[Decimal]) -> Role:
    if role == "gross":
        return "price"
    least, most = amount.value * _LEAST_VAT, amount.value * _MOST_VAT
    is_net = role == "price" and any(least < with_vat < most for with_vat in gross)
    return "net" if is_net else role


def parse_number(value: object, *, currency: str | None = None) -> Decimal | None:
    """The amount that a machine value in markup means; None where it means none.

    Takes JSON numbers and strings: in the notation of schema.org (``1299.00``), else as people
    write (``1.299,00``, ``€ 12``). Negative, infinite and absurd values are none.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float | Decimal):
        number = exact(value)
        return number if number is not None and number >= 0 else None
    if not isinstance(value, str) or not value or len(value) > _MAX_TEXT:
        return None
    text = plain(value)
    code = currency_code(currency)
    number = read_machine_number(text, code)
    if number is not None:
        return number
    money = parse_money(text, currency=code)
    return money.amount if money else None


def minor_units(value: int | Decimal, currency: str | None) -> Decimal:
    """The amount that `value` minor units of `currency` are: 129900 in EUR is 1299.

    Without a currency, hundredths. Source of the digits: ISO 4217.
    """
    return Decimal(value).scaleb(-iso_digits(currency))
