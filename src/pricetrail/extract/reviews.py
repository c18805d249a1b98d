"""Candidates for rating and number of reviews out of the words near the headline."""

import re

from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.fields import parse_count, parse_rating
from pricetrail.extract.nodes import path_of

_SOURCE = "visible"
_SCORE = 44
_NEAR = 150
_MAX_TEXT = 60
_SCALES = (5, 10)
_REVIEWS = re.compile(
    r"review|rating|bewertung|rezension|\bavis\b|évaluation|opini[oó]n|reseña|valoraci|recension"
    r"|valutazion|avalia|beoordeling|opini[ie]|ocen[ay]?\b|recenz|hodnocen|ocena|mnenj|отзыв|оценок"
    r"|değerlendirme|yorum|arvostelu|omdöme|anmeld|vélemény|レビュー|件の評価|评价|評價|리뷰|تقييم|ביקורות",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")


def read(doc: Document, out: Candidates) -> None:
    """Add a rating that names its best ("4.4 out of 5") and a count that names what it counts."""
    for word in doc.after.words:
        if word.distance > _NEAR:
            return
        if len(word.text) > _MAX_TEXT or not _DIGIT.search(word.text) or doc.is_card(word.element):
            continue
        rating = parse_rating(word.text) if out.best("rating") is None else None
        if rating is not None and rating[1] in _SCALES and rating[0] > 0:
            place = path_of(word.element)
            out.add("rating", rating[0], _SOURCE, place, _SCORE)
            out.add("rating_best", rating[1], _SOURCE, place, _SCORE)
        elif out.best("review_count") is None and _REVIEWS.search(word.text):
            count = parse_count(word.text)
            out.add("review_count", count, _SOURCE, path_of(word.element), _SCORE)
