"""Numbers as pages write them: grouping, decimal signs, scripts; exact decimals come out."""

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from babel.core import Locale, UnknownLocaleError, get_global
from babel.numbers import get_currency_precision

from pricetrail.extract.currency import territory_of_host, territory_of_lang

MAX_INTEGER_DIGITS = 12
MAX_DECIMALS = 6

NUMERAL = re.compile(
    r"(?<!\d)\d{1,3}(?: \d{3})+(?!\d)(?:[.,٫]\d{1,3}(?!\d))?"
    r"|\d+(?:[.,'’·٬٫]\d+)*"
    r"|(?<![^\s$£€¥(])\.\d\d(?!\d)"
)
"""A number with its separators in text that `plain` made; what it says is `read_numeral`'s job."""

_PIECES = re.compile(r"([^\d]?)(\d+)")
_USUAL = re.compile(r"(\d+)[.,](\d\d?)")
_MACHINE = re.compile(r"[+]?(\d+)(?:\.(\d+))?([eE][+-]?\d{1,2})?")
_ALWAYS_DECIMAL = "٫·"
_ALWAYS_GROUP = " ٬"
_APOSTROPHES = "'’"


def read_numeral(
    text: str, *, minor: int | None = None, decimal_sign: str | None = None
) -> Decimal | None:
    """The value of one `NUMERAL`; None where its separators fit no way of writing amounts.

    `minor` (the currency's minor digits) and `decimal_sign` (the locale's) decide what a single
    separator before three digits is: decimals only where the currency has three, else thousands.
    """
    if usual := _USUAL.fullmatch(text):
        return _decimal([usual[1]], usual[2])
    pieces = _PIECES.findall(text if text[0].isdigit() else "0" + text)
    digits = [piece for _, piece in pieces]
    signs = [sign for sign, _ in pieces[1:]]
    if not signs:
        return _decimal(digits, None)
    last = signs[-1]
    if len(set(signs)) > 1:
        return _mixed(digits, signs)
    if len(signs) > 1:
        return _decimal(digits, None) if _is_grouped(digits, last) else None
    if len(digits[1]) == 5 and last in ".," and not digits[0].startswith("0"):
        digits[1:] = [digits[1][:3], digits[1][3:]]  # 1.299⁰⁰ in markup that raises the cents
        return _decimal(digits[:2], digits[2]) if len(digits[0]) <= 3 else None
    if _is_decimal_sign(last, digits, minor, decimal_sign):
        return _decimal(digits[:1], digits[1])
    return _decimal(digits, None) if _is_grouped(digits, last) else None


def _mixed(digits: list[str], signs: list[str]) -> Decimal | None:
    """Two kinds of separators: the last one stands once and before the decimals."""
    *groups, last = signs
    if last in groups or len(set(groups)) > 1 or last in _ALWAYS_GROUP:
        return None
    return _decimal(digits[:-1], digits[-1]) if _is_grouped(digits[:-1], groups[0]) else None


def _is_decimal_sign(
    sign: str, digits: list[str], minor: int | None, decimal_sign: str | None
) -> bool:
    whole, fraction = digits
    if sign in _ALWAYS_DECIMAL or sign in _ALWAYS_GROUP:
        return sign in _ALWAYS_DECIMAL
    if len(fraction) != 3:
        return len(fraction) < 3 or sign not in _APOSTROPHES
    if sign in _APOSTROPHES:
        return False
    if whole.startswith("0") or len(whole) > 3:
        return True
    return minor == 3 and sign in {".", decimal_sign}


def _is_grouped(digits: list[str], sign: str) -> bool:
    """Whether the whole digits are grouped as people do: by thousands, or as in India."""
    first, *rest = digits
    if not 1 <= len(first) <= 3 or first.startswith("0"):
        return False
    if all(len(group) == 3 for group in rest):
        return True
    *middle, final = rest
    indian = len(first) <= 2 and len(final) == 3 and all(len(group) == 2 for group in middle)
    return sign == "," and indian and bool(middle)


def _decimal(whole: list[str], fraction: str | None) -> Decimal | None:
    integer = "".join(whole)
    if len(integer) > 1 and integer.startswith("0") and fraction is None:
        return None
    return exact(f"{integer}.{fraction or 0}") if len(fraction or "") <= MAX_DECIMALS else None


def exact(number: str | float | Decimal) -> Decimal | None:
    """`number` as a Decimal without trailing zeros; None where it is not finite or out of bounds.

    A float stands for its shortest decimal notation, as in the JSON it came from.
    """
    if isinstance(number, int) and abs(number) >= 10**MAX_INTEGER_DIGITS:
        return None
    try:
        value = Decimal(str(number))
    except InvalidOperation:
        return None
    if not value.is_finite() or not -20 < value.adjusted() < MAX_INTEGER_DIGITS:
        return None
    value = round(value, MAX_DECIMALS)
    return Decimal(format(value.normalize(), "f")) if value else Decimal(0)


def read_machine_number(text: str, currency: str | None = None) -> Decimal | None:
    """A number in the notation of JSON and schema.org (``1299.00``); None for any other notation.

    A point before exactly three digits means thousands where `currency` has no minor digits in
    use, and where the last of them is not zero (``1.299``): templates print such prices unparsed.
    """
    match = _MACHINE.fullmatch(text)
    if not match or len(match[1]) > MAX_INTEGER_DIGITS + 6:
        return None
    whole, fraction, exponent = match[1], match[2] or "", match[3]
    if exponent or len(fraction) != 3 or len(whole) > 3 or whole.startswith("0"):
        return exact(text)
    if minor_digits(currency) == 3 or not (is_coarse(currency) or fraction[-1] != "0"):
        return exact(text)
    return exact(whole + fraction)


@lru_cache(maxsize=256)
def minor_digits(currency: str | None) -> int | None:
    """Decimals that prices in `currency` have; None for none. Source: Unicode CLDR in Babel."""
    return get_currency_precision(currency) if currency else None


def iso_digits(currency: str | None) -> int:
    """Decimals between a currency and its minor unit; 2 for none. Source: ISO 4217.

    Unicode CLDR says 0 for more currencies than ISO, because their minor units are out of use.
    """
    if currency in _ISO_WITHOUT_MINOR:
        return 0
    return 3 if currency == "IQD" or minor_digits(currency) == 3 else 2


def is_absurd(value: Decimal, currency: str | None) -> bool:
    """Whether no product costs `value`: a billion, a thousand times that where cash is coarse."""
    if value < 10**9:
        return False
    row = get_global("currency_fractions").get(currency or "")
    return row is None or row[2] != 0 or value >= 10**12


@lru_cache(maxsize=256)
def is_coarse(currency: str | None) -> bool:
    """Whether prices in `currency` are whole numbers, and its home groups thousands by points."""
    row = get_global("currency_fractions").get(currency or "")
    return row is not None and row[2] == 0 and currency in _POINT_GROUPED


_ISO_WITHOUT_MINOR = frozenset({
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV",
    "XAF", "XOF", "XPF",
})  # fmt: skip
# Currencies without minor digits in use, of countries that write 24.990 for 24990.
_POINT_GROUPED = frozenset({
    "CLP", "COP", "CRC", "IDR", "ISK", "PYG", "RSD", "VND",
})  # fmt: skip


@lru_cache(maxsize=512)
def decimal_sign_of(
    *, lang: str | None = None, host: str | None = None, currency: str | None = None
) -> str | None:
    """The decimal sign of the locale that a page is in: ``.`` or ``,``; None where unknown.

    The country of the host or locale decides, else the currency's (its first two letters are its
    country's), else the bare language.
    """
    territory = territory_of_host(host) or territory_of_lang(lang)
    language = (lang or "").strip("/").replace("_", "-").partition("-")[0].lower()
    home = currency[:2] if currency and currency != "EUR" else None
    for name in (
        f"{language}_{territory}" if territory else None,
        _likely(territory) if territory else None,
        _likely(home) if home else None,
        language,
    ):
        sign = _decimal_sign(name) if name else None
        if sign:
            return sign
    return None


def _likely(territory: str) -> str | None:
    subtags = get_global("likely_subtags").get(f"und_{territory}")
    return f"{subtags.partition('_')[0]}_{territory}" if subtags else None


def _decimal_sign(name: str) -> str | None:
    try:
        symbols = Locale.parse(name).number_symbols
    except (UnknownLocaleError, ValueError):
        return None
    sign = symbols.get("latn", {}).get("decimal")
    return sign if sign in (".", ",") else None
