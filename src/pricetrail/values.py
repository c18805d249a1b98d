"""What single fields of the records may hold: types that clean a value, and check it.

Texts and maps are freed of control characters and lone surrogates, and bounded; what is empty is
null. Decimals are exact, without exponent or trailing zeros. Moments are aware, UTC and in whole
milliseconds.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from babel import Locale
from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer, ValidationError

from pricetrail.clock import iso, moment_of, to_utc_ms

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_WEB_ADDRESS = re.compile("https?://[^\\s\x00-\x1f\x7f-\x9f\ud800-\udfff]+", re.IGNORECASE)
_PRODUCT_ID = re.compile(r"[0-9A-Za-z_:][0-9A-Za-z._~:-]*")
_NUMBER = re.compile(r"\s*[-+]?[0-9_]*\.?[0-9_]+(?:[eE][-+]?[0-9]+)?\s*")
_SPACES = re.compile(r"\s+")
_MOST_IN_A_MAP = 500  # characters of a key or a value
_CURRENCIES = frozenset(Locale("en").currencies)

AMOUNT_DIGITS = 20
AMOUNT_PLACES = 6
"""An amount has at most that many digits in all, so many of them behind the point."""


def _clean_text(value: object) -> object:
    """Text without what a database or a terminal chokes on; empty is null."""
    return (_UNSTORABLE.sub("", value).strip() or None) if isinstance(value, str) else value


def _clean_line(value: object) -> object:
    return (_on_one_line(value) or None) if isinstance(value, str) else value


def _on_one_line(text: str) -> str:
    if text.isprintable() and "  " not in text:  # nothing to clean, by far the most often
        return text.strip()
    return _SPACES.sub(" ", _UNSTORABLE.sub("", text)).strip()


def _plain_decimal(value: Decimal) -> Decimal:
    """The same number without exponent and trailing zeros, so that equal numbers look equal."""
    return Decimal(format(value.normalize(), "f"))


def _known_currency(code: str) -> str:
    if code not in _CURRENCIES:
        raise ValueError(f"{code} is not an ISO 4217 currency code")
    return code


def gtin_is_valid(digits: str) -> bool:
    """Whether `digits` is a GTIN of 8, 12, 13 or 14 digits whose check digit is right.

    Zeros alone are refused although their check digit is right: shops use them as filler.
    Source: GS1 General Specifications, section 7.9 (check digit calculation).
    """
    if not re.fullmatch(r"[0-9]{8}|[0-9]{12,14}", digits) or not digits.strip("0"):
        return False
    weighted = (int(d) * (3 if i % 2 else 1) for i, d in enumerate(reversed(digits)))
    return sum(weighted) % 10 == 0


def _checked_gtin(digits: str) -> str:
    if not gtin_is_valid(digits):
        raise ValueError("not a GTIN: 8, 12, 13 or 14 digits with a right check digit")
    return digits


def _short(text: str) -> str:
    line = _on_one_line(text)
    return line if len(line) <= _MOST_IN_A_MAP else f"{line[: _MOST_IN_A_MAP - 1]}…"


def _clean_map(value: object) -> object:
    """A map with its texts on one line each, over-long ones cut; without what is empty."""
    if isinstance(value, str):
        return _short(value)
    if isinstance(value, list):
        return [_clean_map(one) for one in value]
    if not isinstance(value, dict | Mapping):
        return value
    cleaned = {_clean_map(key): _clean_map(said) for key, said in value.items()}
    return {key: said for key, said in cleaned.items() if key and said} or None


def _web_address(text: str) -> str:
    if not _WEB_ADDRESS.fullmatch(text):
        raise ValueError("not an http or https URL")
    return text


def _no_number(value: object) -> object:
    """A moment as it was given: whether a number counts seconds or milliseconds is a guess."""
    if isinstance(value, int | float) or (isinstance(value, str) and _NUMBER.fullmatch(value)):
        raise ValueError("write a moment in ISO 8601, such as 2026-01-31T09:05:00Z")
    return value


def _utc_ms(moment: datetime) -> datetime:
    try:
        return to_utc_ms(moment)
    except OverflowError as error:
        raise ValueError("beyond all time in UTC") from error


def _bound(jump: Decimal) -> Decimal:
    if 0 < jump <= 1:
        raise ValueError("it should be 0, or more than 1")
    return jump


def _product_id(text: str) -> str:
    if not _PRODUCT_ID.fullmatch(text):
        raise ValueError("not a product id")
    return text


def _shown_as(pattern: str) -> Any:
    """What JSON schemas say of a text that a validator of ours checks more closely."""
    return Field(json_schema_extra={"pattern": pattern})


def _one_line(text: str) -> str:
    if text != _clean_line(text):
        raise ValueError("has control characters, line breaks or needless spaces in it")
    return text


def _is_time_uuid(value: UUID) -> UUID:
    moment_of(value)
    return value


Line = Annotated[Annotated[str, Field(max_length=2000)] | None, BeforeValidator(_clean_line)]
"""Text on one line, or null where it is empty."""
Text = Annotated[Annotated[str, Field(max_length=50_000)] | None, BeforeValidator(_clean_text)]
"""Text that may have several lines, or null where it is empty."""
Amount = Annotated[
    Decimal,
    Field(ge=0, max_digits=AMOUNT_DIGITS, decimal_places=AMOUNT_PLACES),
    AfterValidator(_plain_decimal),
    PlainSerializer(str, when_used="json"),
]
Jump = Annotated[Amount, Field(le=1_000_000), AfterValidator(_bound)]
"""So many times what a product costs a price is believed at once; 0: whatever it is."""
Moment = Annotated[
    datetime,
    BeforeValidator(_no_number),
    AfterValidator(_utc_ms),
    PlainSerializer(iso, when_used="json"),
]
TimeUUID = Annotated[UUID, AfterValidator(_is_time_uuid)]
Currency = Annotated[str, _shown_as("^[A-Z]{3}$"), AfterValidator(_known_currency)]
Gtin = Annotated[str, _shown_as("^([0-9]{8}|[0-9]{12,14})$"), AfterValidator(_checked_gtin)]
WebAddress = Annotated[
    str,
    Field(max_length=2048),
    _shown_as("^[Hh][Tt][Tt][Pp][Ss]?://[^/]"),
    AfterValidator(_web_address),
]
ProductId = Annotated[
    str,
    Field(max_length=128),
    _shown_as(f"^{_PRODUCT_ID.pattern}$"),
    AfterValidator(_product_id),
]
"""What can stand in a URL's path, in a file's name and on a terminal as it is."""
Word = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_one_line)]
"""What programs and people name things by: on one line, and never empty."""
Tags = Annotated[tuple[Word, ...], Field(max_length=100, fail_fast=True)]
Interval = Annotated[int, Field(ge=60, le=366 * 86_400)]
Specs = Annotated[
    Annotated[dict[str, str], Field(max_length=500)] | None, BeforeValidator(_clean_map)
]
"""Label → value, as a page's tables have them, or null where there are none."""
_Lost = Annotated[list[Annotated[dict[str, str], Field(max_length=3)]], Field(max_length=20)]
Provenance = Annotated[
    Annotated[dict[str, str | _Lost], Field(max_length=40)] | None, BeforeValidator(_clean_map)
]
"""Field → where its value came from; ``price_rejected`` → the prices that lost: ``value``,
``source``, ``reason``. Null where nothing is told."""


def summary_of(error: ValidationError) -> str:
    """The first thing a ValidationError complains about, and how many more there are, on a line."""
    first, *more = error.errors(include_url=False, include_context=False)
    place = ".".join(str(part) for part in first["loc"])
    said = f"{place}: {reason_of(first)}" if place else reason_of(first)
    return said + (f" (and {len(more)} more)" if more else "")


def reason_of(complaint: Mapping[str, Any]) -> str:
    """What one of a ValidationError's `errors` says, as a person would put it."""
    said = str(complaint["msg"]).removeprefix("Value error, ")
    said = said.replace("Input should be", "it should be", 1).replace("Input", "it", 1)
    return said if said[1:2].isupper() else f"{said[:1].lower()}{said[1:]}"
