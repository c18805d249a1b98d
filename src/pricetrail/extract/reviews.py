"""Candidates for rating and number of reviews out of the words near the headline."""

import re
from decimal import Decimal

from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.fields import parse_count, parse_rating
from pricetrail.extract.nodes import path_of

_SOURCE = "visible"
_SCORE = 44
_NEAR = 150
_MAX_TEXT = 60
_SCALES = (Decimal(5), Decimal(10))
_REVIEWS = re.compile(
    r"review|rating|bewertung|rezension|\bavis\b|évaluation|opini[oó]n|reseña|valoraci|recension"
    r"|valutazion|avalia|beoordeling|opini[ie]|ocen[ay]?\b|recenz|hodnocen|ocena|mnenj|отзыв|оценок"
    r"|değerlendirme|yorum|arvostelu|omdöme|anmeld|vélemény|レビュー|件の評価|评价|評價|리뷰|تقييم|ביקורות",
    re.IGNORECASE,
)


def read(doc: Document, out: Candidates) -> None:
    """Add a rating that names its best ("4.4 out of 5") and a count that names what it counts."""
    for word in doc.after.numbers:
        if word.distance > _NEAR:
            return
        if len(word.text) > _MAX_TEXT:
            continue
        if out.best("rating") is None and (rating := _rating(word.text)):
            if not doc.is_card(word.element):
                place = path_of(word.element)
                out.add("rating", rating[0], _SOURCE, place, _SCORE)
                out.add("rating_best", rating[1], _SOURCE, place, _SCORE)
        elif _REVIEWS.search(word.text) and out.best("review_count") is None:
            count = None if doc.is_card(word.element) else parse_count(word.text)
            out.add("review_count", count, _SOURCE, path_of(word.element), _SCORE)


def _rating(text: str) -> tuple[Decimal, Decimal] | None:
    """The rating that a text gives on one of the usual scales, with its best."""
    rating, best = parse_rating(text) or (None, None)
    return (rating, best) if rating and best in _SCALES else None
