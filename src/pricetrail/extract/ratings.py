"""Ratings and numbers of reviews, from text and machine values."""

import re
from decimal import Decimal
from functools import lru_cache

from pricetrail.extract.folding import fold, plain
from pricetrail.extract.numerals import exact
from pricetrail.extract.words import phrases_of
from pricetrail.extract.words.reviews import OUT_OF, REVIEW_STEMS

_MAX_TEXT = 200
_MAX_DIGITS = 12

_COUNT = re.compile(
    r"(?<![\w.,#])(\d{1,2}(?:,\d{2})+,\d{3}(?!\d)"
    r"|\d{1,3}(?:[.,'’٬ ]\d{3})+(?!\d)|\d{1,12}(?:[.,]\d{1,2})?(?![.,]?\d))\s?"
    r"(?:(k|tsd|tys|tis|mil|rb|ribu|bin|nghìn|т|тыс|тис|ألف|천|千)\b|(m|mio|mln|млн)\b|([万萬만]))?",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_MARKS = re.compile(r"[.,'’٬ ]")
_RATING = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[.,]\d{1,4})?)\s?(?:[★⭐*]|stars?|sterne?n?|étoiles?|estrellas?)?\s?"
    rf"(?:{'|'.join(map(re.escape, phrases_of(OUT_OF)))})\s?(\d{{1,3}}(?:[.,]0+)?)(?![\d.,]*\d)",
    re.IGNORECASE,
)
_BEST_FIRST = re.compile(
    r"(\d{1,3})\s?(?:つ星のうち|つのうち|段階中|段階評価中|점 ?만점에|점 ?중|个星，最高)\s?"
    r"(\d{1,3}(?:[.,]\d{1,2})?)"
)
_PERCENT = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d{1,2})?)\s?%")
_LONE = re.compile(r"(?<![\w.,])(\d{1,2}(?:[.,]\d{1,4})?)(?![\d.,]*\d)")
_STARS = re.compile(r"^(★+)(☆+)$")
_BESTS = frozenset(map(Decimal, (4, 5, 6, 7, 10, 20, 100)))


def parse_count(value: object) -> int | None:
    """How many ratings or reviews a value says: ``1,234 ratings``, ``(1.2k)``, ``1 234 avis``.

    None where it says none, or several and not which. A rating in the same text is no count.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float | Decimal):
        number = exact(value)
        whole = number is not None and number >= 0 and number == number.to_integral_value()
        return int(number) if number is not None and whole else None
    if not isinstance(value, str) or not value or len(value) > _MAX_TEXT:
        return None
    text = _RATING.sub(" ", plain(value))
    found = [(_count(match), match.end()) for match in _COUNT.finditer(text)]
    counts = {count for count, _ in found if count is not None}
    if len(counts) > 1:
        counts = {n for n, end in found if n is not None and _counts_reviews(text[end : end + 30])}
    return counts.pop() if len(counts) == 1 else None


def _counts_reviews(behind: str) -> bool:
    """Whether the words behind a number, up to the next one, say that reviews were counted."""
    words = fold(_DIGIT.split(behind, maxsplit=1)[0]).split()
    return any(word.startswith(_stems()) for word in words[:3])


@lru_cache(maxsize=1)
def _stems() -> tuple[str, ...]:
    return tuple(map(fold, phrases_of(REVIEW_STEMS)))


def _count(match: re.Match[str]) -> int | None:
    number, thousand, million, myriad = match.groups()
    pieces = _MARKS.split(number)
    grouped = len(pieces) > 1 and len(pieces[-1]) == 3 and len(set(map(len, pieces[1:-1]))) <= 1
    factor = 1000 if thousand else 1_000_000 if million else 10_000 if myriad else 1
    if factor > 1 and len(pieces) == 2 and not grouped:
        return int(Decimal(".".join(pieces)) * factor)
    if len(pieces) > 1 and not grouped:
        return int(pieces[0]) if not pieces[1].strip("0") else None
    digits = "".join(pieces)
    return int(digits) * factor if len(digits) <= _MAX_DIGITS else None


def parse_rating(value: object) -> tuple[Decimal, Decimal | None] | None:
    """Rating and best on the page's own scale: ``4,5 von 5`` → (4.5, 5), ``90%`` → (90, 100).

    The best is None where the text does not say it. None: no rating, or one above its best.
    """
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float | Decimal):
        number = exact(value)
        return (number, None) if number is not None and 0 <= number <= 100 else None
    if not isinstance(value, str) or not value or len(value) > _MAX_TEXT:
        return None
    text = plain(value)
    stars = _STARS.match(text)
    if stars:
        return Decimal(len(stars[1])), Decimal(len(text))
    said = _with_best(text)
    if said is None:
        return _lone(text)
    rating, best = said
    return said if rating <= best and best in _BESTS else None


def _with_best(text: str) -> tuple[Decimal, Decimal] | None:
    match = _RATING.search(text)
    if match:
        return _decimal(match[1]), _decimal(match[2])
    match = _BEST_FIRST.search(text)
    if match:
        return _decimal(match[2]), _decimal(match[1])
    match = _PERCENT.search(text)
    return (_decimal(match[1]), Decimal(100)) if match else None


def _lone(text: str) -> tuple[Decimal, None] | None:
    """A number that stands for itself: the only one, or the only one with decimals, up to ten."""
    numbers = _LONE.findall(text)
    if len(numbers) > 1:
        numbers = [number for number in numbers if "." in number or "," in number]
    if len(numbers) != 1:
        return None
    rating = _decimal(numbers[0])
    return (rating, None) if rating <= 10 else None


def _decimal(number: str) -> Decimal:
    return exact(number.replace(",", ".")) or Decimal(0)
