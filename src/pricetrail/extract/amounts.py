"""The numbers of a text that can be amounts of money, each with its currency sign and its role."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from pricetrail.extract.currency import (
    close_signs,
    codes_of_sign,
    currency_code,
    resolve,
    sign_after,
    sign_before,
)
from pricetrail.extract.currency_signs import WEAK
from pricetrail.extract.folding import fold, plain
from pricetrail.extract.numerals import NUMERAL, decimal_sign_of, minor_digits, read_numeral
from pricetrail.extract.price_words import only_labels

_MAX_AMOUNTS = 12
_MAX_BARE_DIGITS = 8
_REACH = 60  # characters behind an amount that can say what it is

_SUPERSCRIPT_CENTS = re.compile(r"(?<=\d)[.,]?\s?([⁰¹²³⁴-⁹]{2})(?![⁰¹²³⁴-⁹])")
_SUPERSCRIPTS = re.compile(r"(?<=[\d\s€$£*)])[⁰¹²³⁴-⁹]+")
_NORMAL_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_COLON_CENTS = re.compile(r"(\d):(\d\d)(?=\s?(?:kr|sek)\b)", re.IGNORECASE)
_SPLIT_CENTS = re.compile(r"(\d) ?([.,]) ?(\d\d)(?!\d)|(?<![.,]\d)(?<![.,]\d\d)(\d) (\d\d)(?!\d)")
_NO_CENTS = re.compile(r"\s?[.,:/']\s?[-–—=_]{1,3}(?!\s?\d)|[-–—]{1,2}(?=\s*(?:[^\d\s]|$))")
_CENTS_BEHIND_SIGN = re.compile(r"\s?(\d\d)(?![\d.,%]|\s?[/x×%])")
_MAGNITUDE = re.compile(r"\s?(万|萬|만|lakhs?\b|lacs?\b|crores?\b)")
_MAGNITUDES = {"万": 10_000, "萬": 10_000, "만": 10_000, "l": 100_000, "c": 10_000_000}
_NEGATIVE = re.compile(r"(?:^|[\s(:])[-−–]$|^\s*[-−]\s?$")
_MULTIPLE = re.compile(
    r"\s?(?:[kKmMbB]|[Mm]io|[Mm]ln|[Mm]rd|bn|million|billion|thousand|tis|тыс|млн)(?![^\W\d_])"
)
_NOT_BEHIND = re.compile(r"\s?[%‰]|[°\"″'_@#]|[-–/:]\d|\s?[x×]\s?\d")
_NOT_AHEAD = re.compile(r"[#№@\\_+]$|\d\s?[x×/:]\s?$|\d[-–—]$")
_RANGE = re.compile(
    r"\s*(?:[-–—~∼]|to|bis|à|a|au|до|do|al|hasta|até|tot|til|till|ila|έως|から|至|到|إلى|through"
    r"|(and|und|et|y|e|en))\s*",
    re.IGNORECASE,
)
_BETWEEN = frozenset(["between", "zwischen", "entre", "tra", "fra", "tussen"])
_MAX_RATIO = 1000


@dataclass(frozen=True, slots=True)
class Context:
    """What a page says about all its prices: declared currency, language, host."""

    currency: str | None = None
    lang: str | None = None
    host: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known about the page."""
        return not (self.currency or self.lang or self.host)

    def currency_of(self, sign: str) -> str | None:
        """The currency that `sign` means on this page."""
        return resolve(sign, currency=self.currency, lang=self.lang, host=self.host)


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount of a text, or a range of them (`upper`).

    `marked`: a currency sign stands beside it. `before` and `after`: the text around, without
    the sign, back to the previous number and on for some words.
    """

    value: Decimal
    upper: Decimal | None
    currency: str | None
    marked: bool
    before: str
    after: str
    written: str
    weak: str | None = None
    """The sign beside it, where that is not sure to be one."""


def prepare(raw: str, *, split_cents: bool = False) -> str:
    """`raw` with ASCII digits, superscript cents as decimals and two-part signs closed."""
    if not raw.isascii():
        raw = _SUPERSCRIPT_CENTS.sub(lambda m: "." + m[1].translate(_NORMAL_DIGITS), raw)
        raw = _SUPERSCRIPTS.sub("", raw)
    text = close_signs(plain(raw))
    if ":" in text:
        text = _COLON_CENTS.sub(r"\1,\2", text)
    return _SPLIT_CENTS.sub(_join_cents, text) if split_cents else text


def _join_cents(match: re.Match[str]) -> str:
    return f"{match[1]}{match[2]}{match[3]}" if match[1] else f"{match[4]}.{match[5]}"


def amounts_in(text: str, context: Context) -> list[Amount]:
    """The amounts of prepared text, in order, ranges joined.

    Where some have a currency sign, the others are counts and measures; where none has, a number
    is an amount only beside nothing but words that label a price.
    """
    found = _joined(list(_scan(text, context)))
    marked = [amount for amount in found if amount.marked]
    if marked or len(found) != 1:
        return marked
    return found if _is_bare_price(text, found[0]) else []


def _is_bare_price(text: str, amount: Amount) -> bool:
    numerals = NUMERAL.findall(text)
    expected = 1 if amount.upper is None else 2
    digits = len(amount.written)
    if len(numerals) != expected or (amount.written.isdigit() and digits > _MAX_BARE_DIGITS):
        return False
    rest = text
    for numeral in numerals:
        rest = rest.replace(numeral, " ", 1)
    if amount.weak:
        rest = rest.replace(amount.weak, " ", 1)
    return "(" not in rest and only_labels(fold(rest))


@dataclass(frozen=True, slots=True)
class _Sign:
    """A currency sign beside a number: what it means, and where number and sign end."""

    text: str
    currency: str | None
    leading: bool
    end: int

    @property
    def counts(self) -> bool:
        """Whether it is sure to be a currency sign: weak ones need a country that uses them."""
        return self.currency is not None or self.text not in WEAK


def _scan(text: str, context: Context) -> Iterator[Amount]:
    done = 0
    for match in islice(NUMERAL.finditer(text), _MAX_AMOUNTS):
        if match.start() < done:
            continue
        start, end = match.span()
        before, written = text[done:start], match[0]
        magnitude = _MAGNITUDE.match(text, end)
        end = magnitude.end() if magnitude else end
        no_cents = _NO_CENTS.match(text, end)
        end = no_cents.end() if no_cents else end
        sign = _sign_beside(text, before, end, context)
        if sign and sign.counts and not sign.leading and written.isdigit():
            written, end = _with_cents(text, written, sign.end)
        else:
            end = sign.end if sign else end
        done = end
        amount = _amount(text, (start, match.end(), end), before, written, sign, context)
        if amount and magnitude:
            factor = _MAGNITUDES[magnitude[1][0].lower()]
            amount = replace(amount, value=amount.value * factor)
        if amount:
            yield amount


def _sign_beside(text: str, before: str, end: int, context: Context) -> _Sign | None:
    """The sign that belongs to the number whose text ends at `end`; a code behind is the surest."""
    ahead = sign_before(before)
    behind, behind_end = _sign_behind(text, end, bool(ahead))
    leading = _Sign(ahead, context.currency_of(ahead), True, end) if ahead else None
    if behind is None:
        return leading
    meaning = context.currency_of(behind) or (currency_code(behind) if behind.isupper() else None)
    trailing = _Sign(behind, meaning, False, behind_end)
    if leading is None or not leading.counts:
        return trailing if trailing.counts or leading is None else leading
    surer = trailing.counts and len(codes_of_sign(behind) or ()) == 1
    currency = trailing.currency if surer else leading.currency
    return replace(leading, currency=currency, end=behind_end if trailing.counts else end)


def _sign_behind(text: str, end: int, has_leading: bool) -> tuple[str | None, int]:
    """The sign behind a number and where it ends, unless it belongs to the next number."""
    rest = text[end : end + 24]
    sign = sign_after(rest)
    if sign is None:
        return None, end
    spaces = len(rest) - len(rest.lstrip())
    following = rest[spaces + len(sign) :]
    if following[:1].isdigit() and (spaces or has_leading):
        return None, end
    if has_leading and following.lstrip()[:1].isdigit():
        return None, end
    return sign, end + spaces + len(sign)


def _with_cents(text: str, written: str, end: int) -> tuple[str, int]:
    """``35 € 99``: two digits behind the sign are cents, unless they are an amount themselves."""
    cents = _CENTS_BEHIND_SIGN.match(text, end)
    if cents is None or text[end - 1].isalnum() or sign_after(text[cents.end() : cents.end() + 24]):
        return written, end
    return f"{written}.{cents[1]}", cents.end()


def _amount(
    text: str,
    span: tuple[int, int, int],
    before: str,
    written: str,
    sign: _Sign | None,
    context: Context,
) -> Amount | None:
    """The amount at `span` (start and end of the digits, end with sign); None: not an amount."""
    start, digits_end, end = span
    follows = start > len(before)
    marked = sign is not None and sign.counts
    currency = sign.currency if sign else None
    if sign and not marked:
        currency = _weak_meaning(sign, written)
    if sign and sign.leading and (marked or currency):
        before = before[: before.rindex(sign.text)]
    elif sign is None or not (marked or currency):
        end = digits_end if sign else end
        if _is_glued(text, start, end):
            return None
    if _MULTIPLE.match(text, digits_end) and not (sign and not sign.leading):
        return None
    if _NEGATIVE.search(before) and not (follows and _joins(before)):
        return None
    currency_known = currency or context.currency
    sign_of_decimals = None
    if minor_digits(currency_known) == 3:
        sign_of_decimals = decimal_sign_of(
            lang=context.lang, host=context.host, currency=currency_known
        )
    value = read_numeral(written, minor=minor_digits(currency_known), decimal_sign=sign_of_decimals)
    if value is None:
        return None
    if sign and sign.text == "¥" and "." in written and currency == "JPY" and context.is_empty:
        currency = "CNY"
    weak = sign.text if sign and not marked and currency else None
    after = text[end : end + _REACH]
    return Amount(value, None, currency, marked, before, after, written, weak)


def _weak_meaning(sign: _Sign, written: str) -> str | None:
    """What a weak sign means beside a number that is written as an amount: ``MAD 1,299.00``."""
    is_code = len(sign.text) == 3 and sign.text.isupper()
    codes = codes_of_sign(sign.text)
    return codes[0] if codes and (is_code or sign.text == "R") and not written.isdigit() else None


def _is_glued(text: str, start: int, end: int) -> bool:
    """Whether a number without a sign is part of a word, a date, a phone number or a measure."""
    if start and (text[start - 1].isalpha() or _NOT_AHEAD.search(text[max(0, start - 4) : start])):
        return True
    return end < len(text) and (text[end].isalpha() or bool(_NOT_BEHIND.match(text, end)))


def _joins(between: str) -> bool:
    return bool(between.strip()) and _RANGE.fullmatch(between) is not None


def _joined(amounts: list[Amount]) -> list[Amount]:
    """`amounts` with those that are the two ends of a range made one."""
    joined: list[Amount] = []
    for amount in amounts:
        merged = _range_of(joined[-1], amount) if joined else None
        if merged:
            joined[-1] = merged
        else:
            joined.append(amount)
    return joined


def _range_of(low: Amount, high: Amount) -> Amount | None:
    """The range from `low` to `high`; None where the text does not say so."""
    between = _RANGE.fullmatch(high.before) if high.before.strip() else None
    if between is None or low.upper is not None or not _is_above(low.value, high.value):
        return None
    if between[1] and fold(low.before).rpartition(" ")[2] not in _BETWEEN:
        return None
    if not low.marked and not only_labels(fold(low.before)):
        return None
    if not high.marked and ("." in low.written or "," in low.written) != (
        "." in high.written or "," in high.written
    ):
        return None
    currency = high.currency if not low.marked else low.currency or high.currency
    return replace(
        low,
        upper=high.value,
        currency=currency,
        marked=low.marked or high.marked,
        after=high.after,
    )


def _is_above(low: Decimal, high: Decimal) -> bool:
    return low < high <= low * _MAX_RATIO
