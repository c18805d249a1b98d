"""The numbers of a text that can be amounts of money, each with its currency sign and its role."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from pricetrail.extract.currency import (
    close_signs,
    codes_of_sign,
    currency_code,
    resolve,
    sign_after,
    sign_before,
)
from pricetrail.extract.currency_signs import DOLLARS, WEAK
from pricetrail.extract.folding import fold, plain
from pricetrail.extract.numerals import (
    NUMERAL,
    decimal_sign_of,
    is_absurd,
    minor_digits,
    read_numeral,
)
from pricetrail.extract.price_words import only_labels

_MAX_AMOUNTS = 12
_MAX_BARE_DIGITS = 8
_REACH = 60  # characters behind an amount that can say what it is

_SUPERSCRIPT_CENTS = re.compile(r"(?<=\d)[.,]?\s?([⁰¹²³⁴-⁹]{2})(?![⁰¹²³⁴-⁹])")
_SUPERSCRIPTS = re.compile(r"(?<=[\d\s€$£*)])[⁰¹²³⁴-⁹]+")
_NORMAL_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_COLON_CENTS = re.compile(r"(\d):(\d\d)(?=\s?(?:kr|sek)\b)", re.IGNORECASE)
_SPLIT_CENTS = re.compile(r"(\d) ?([.,]) ?(\d\d)(?!\d)|(?<![.,]\d)(?<![.,]\d\d)(\d) (\d\d)(?!\d)")
_SPACED_CENTS = re.compile(r"(\d[.,]) (\d\d)(?=\s*(?:$|[^\s\d.,%]))")
_NO_CENTS = re.compile(
    r"\s?[.,:/']\s?[-–—=_]{1,3}(?!\s?\d)|[-–—]{1,2}(?=\s*(?:[^\d\s]|$))(?!\s*[^\d\s]{1,4}\s?\d)"
)
_CENTS_BEHIND_SIGN = re.compile(r"\s?(\d\d)(?![\d.,%]|\s?[/x×%])")
_MAGNITUDE = re.compile(r"\s?(万|萬|만|lakhs?\b|lacs?\b|crores?\b)")
_MAGNITUDES = {"万": 10_000, "萬": 10_000, "만": 10_000, "l": 100_000, "c": 10_000_000}
_NEGATIVE = re.compile(r"(?:^|[\s(:])[-−–]$|^\s*[-−]\s?$")
_MULTIPLE = re.compile(
    r"(?:[kKmMbB]| [kKmMbB](?=\s|$)|\s?(?:[Mm](?:io|ln|rd)|bn|[mb]illion|thousand|tis|тыс|млн))"
    r"(?![^\W\d_])"
)
_CUT_OFF = re.compile(r"[.,]?\.\.\.")
_TAIL_OF_WORD = re.compile(r"[A-Za-z_](?:-)?$")
_NOT_BEHIND = re.compile(r"\s?[%‰]|[°\"″'_@#]|[/:]\d|\s?[x×]\s?\d")
_NOT_AHEAD = re.compile(r"[#№@\\_+]$|\d\s?[x×/:]\s?$")
_RANGE = re.compile(
    r"\s*(?:[-–—~∼]|to|bis|à|a|au|до|do|al|hasta|até|tot|til|till|ila|έως|から|至|到|إلى|through"
    r"|(and|und|et|y|e|en))\s*",
    re.IGNORECASE,
)
_NEVER_AHEAD = frozenset(
    {"zł", "Kč", "Ft", "lei", "Lei", "руб", "₽", "грн", "лв", "円", "元", "원"}
)
_BETWEEN = frozenset(["between", "zwischen", "entre", "tra", "fra", "tussen"])
_MAX_RATIO = 1000


class Context(NamedTuple):
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


class Amount(NamedTuple):
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
    if ", " in text or ". " in text:
        text = _SPACED_CENTS.sub(r"\1\2", text)
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
    whole = amount.written.isdigit()
    if amount.upper is not None and whole:
        return False
    expected = 1 if amount.upper is None else 2
    if len(numerals) != expected or (whole and len(amount.written) > _MAX_BARE_DIGITS):
        return False
    rest = text
    for numeral in numerals:
        rest = rest.replace(numeral, " ", 1)
    if amount.weak:
        rest = rest.replace(amount.weak, " ", 1)
    return "(" not in rest and only_labels(fold(rest))


class _Sign(NamedTuple):
    """A currency sign beside a number: what it means, and where number and sign end."""

    text: str
    currency: str | None
    leading: bool
    end: int

    @property
    def counts(self) -> bool:
        """Whether it is sure to be a currency sign: weak ones need a country that uses them."""
        return self.currency is not None or self.text not in WEAK


class _Place(NamedTuple):
    """Where an amount stands in its text: its digits, its sign, and what is written for it."""

    text: str
    start: int
    digits_end: int
    end: int
    before: str
    written: str
    sign: _Sign | None
    factor: int

    @property
    def follows(self) -> bool:
        """Whether another number stands before it."""
        return self.start > len(self.before)

    @property
    def has_trailing_sign(self) -> bool:
        """Whether its sign stands behind it."""
        return self.sign is not None and not self.sign.leading


def _scan(text: str, context: Context) -> Iterator[Amount]:
    done = 0
    for match in islice(NUMERAL.finditer(text), _MAX_AMOUNTS):
        if match.start() >= done:
            place = _place(text, match, done, context)
            done = place.end
            amount = _amount(place, context)
            if amount:
                yield amount


def _place(text: str, match: re.Match[str], done: int, context: Context) -> _Place:
    (start, end), written = match.span(), match[0]
    before = text[done:start]
    magnitude = _MAGNITUDE.match(text, end)
    end = magnitude.end() if magnitude else end
    no_cents = _NO_CENTS.match(text, end)
    end = no_cents.end() if no_cents else end
    sign = _sign_beside(text, before, end, context)
    if sign and sign.counts and not sign.leading and written.isdigit():
        written, end = _with_cents(text, written, sign.end)
    elif sign:
        end = sign.end
    factor = _MAGNITUDES[magnitude[1][0].lower()] if magnitude else 1
    return _Place(text, start, match.end(), end, before, written, sign, factor)


def _sign_beside(text: str, before: str, end: int, context: Context) -> _Sign | None:
    """The sign that belongs to the number whose text ends at `end`; a code behind is the surest."""
    ahead = sign_before(before)
    behind, behind_end = _sign_behind(text, end, before, has_leading=ahead is not None)
    leading = _Sign(ahead, context.currency_of(ahead), True, end) if ahead else None
    if behind is None:
        return leading
    meaning = context.currency_of(behind)
    if meaning is None and behind.isupper() and text[end : end + 1] == " ":
        meaning = currency_code(behind)
    trailing = _Sign(behind, meaning, False, behind_end)
    if leading is None or not leading.counts:
        return trailing if trailing.counts or leading is None else leading
    surer = trailing.counts and len(codes_of_sign(behind) or ()) == 1
    currency = trailing.currency if surer else leading.currency
    return leading._replace(currency=currency, end=behind_end if trailing.counts else end)


def _sign_behind(text: str, end: int, before: str, *, has_leading: bool) -> tuple[str | None, int]:
    """The sign behind a number and where it ends, unless it belongs to the next number."""
    rest = text[end : end + 24]
    sign = sign_after(rest)
    if sign is None:
        return None, end
    spaces = len(rest) - len(rest.lstrip())
    following = rest[spaces + len(sign) :]
    if has_leading and following.lstrip()[:1].isdigit():
        return None, end
    if spaces and following[:1].isdigit() and sign not in _NEVER_AHEAD:
        is_cents = sign == "€" and _CENTS_BEHIND_SIGN.fullmatch(following)
        if not (is_cents and only_labels(fold(before))):
            return None, end
    return sign, end + spaces + len(sign)


def _with_cents(text: str, written: str, end: int) -> tuple[str, int]:
    """``35 € 99``: two digits behind the sign are cents, unless they are an amount themselves."""
    cents = _CENTS_BEHIND_SIGN.match(text, end)
    splits = not text[end - 1].isalnum() or text.endswith("zł", 0, end)
    if cents and splits and not sign_after(text[cents.end() : cents.end() + 24]):
        return f"{written}.{cents[1]}", cents.end()
    return written, end


def _amount(place: _Place, context: Context) -> Amount | None:
    """The amount at `place`; None where the number is no amount of money, or negative."""
    sign = place.sign
    marked = sign is not None and sign.counts
    currency = sign.currency if sign else None
    if sign and not marked:
        currency = _weak_meaning(sign, place.written)
    belongs = sign is not None and (marked or currency is not None)
    before, end = place.before, place.end
    if sign and belongs and sign.leading:
        before = before[: before.rindex(sign.text)]
    elif sign and not belongs:
        end = place.digits_end
    if _is_no_money(place, end, belongs=belongs) or _is_negative(place, before):
        return None
    value = value_of(place.written, currency or context.currency, context)
    if value is None or is_absurd(value, currency or context.currency):
        return None
    if sign and sign.text == "¥" and "." in place.written and context.is_empty:
        currency = "CNY"
    return Amount(
        value=value * place.factor,
        upper=None,
        currency=currency,
        marked=marked,
        before=before,
        after=place.text[end : end + _REACH],
        written=place.written,
        weak=sign.text if sign and belongs and not marked else None,
    )


def value_of(written: str, currency: str | None, context: Context) -> Decimal | None:
    """The value of a number as a page like this one writes it; None where it is no amount."""
    minor = minor_digits(currency)
    decimal_sign = None
    if minor == 3:
        decimal_sign = decimal_sign_of(lang=context.lang, host=context.host, currency=currency)
    return read_numeral(written, minor=minor, decimal_sign=decimal_sign)


def _weak_meaning(sign: _Sign, written: str) -> str | None:
    """What a weak sign means beside a number that is written as an amount: ``MAD 1,299.00``."""
    is_code = len(sign.text) == 3 and sign.text.isupper()
    codes = codes_of_sign(sign.text)
    return codes[0] if codes and (is_code or sign.text == "R") and not written.isdigit() else None


def _is_negative(place: _Place, before: str) -> bool:
    return _NEGATIVE.search(before) is not None and not (place.follows and _joins(before))


def _is_no_money(place: _Place, end: int, *, belongs: bool) -> bool:
    """Whether a number is part of a word, date, phone number or measure, or is cut off.

    `belongs`: it has a currency sign of its own, which excludes most of that.
    """
    text, start = place.text, place.start
    if _CUT_OFF.match(text, place.digits_end):
        return True
    if not place.has_trailing_sign and _MULTIPLE.match(text, place.digits_end):
        return True
    if belongs:
        ahead = text[max(0, start - 2) : start]
        return place.has_trailing_sign and _TAIL_OF_WORD.search(ahead) is not None
    ahead = text[max(0, start - 4) : start]
    if (ahead and ahead[-1].isalpha()) or _NOT_AHEAD.search(ahead):
        return True
    return end < len(text) and (text[end].isalpha() or _NOT_BEHIND.match(text, end) is not None)


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
    currency = low.currency if low.marked and low.currency else high.currency
    if currency == "USD" and high.currency in DOLLARS:
        currency = high.currency  # $12 - $15 CAD
    return low._replace(
        upper=high.value,
        currency=currency,
        marked=low.marked or high.marked,
        after=high.after,
    )


def _is_above(low: Decimal, high: Decimal) -> bool:
    return low < high <= low * _MAX_RATIO
