"""What pages say of themselves in their titles and headings: a wall, a missing page, a search."""

from functools import lru_cache

from pricetrail.extract.folding import fold
from pricetrail.extract.words import page_kinds, phrases_of

_NO_SPACES_FROM = "\u0e00"  # Thai and the scripts east of it write without spaces


def says_wall(text: str) -> str | None:
    """The words by which `text` refuses a visitor or asks for a proof of being human."""
    return _first_in(text, _phrases("walls"))


def says_consent(text: str) -> str | None:
    """The words by which `text` asks for consent before going on."""
    return _first_in(text, _phrases("consent"))


def says_not_found(text: str) -> str | None:
    """The words by which `text` says that there is no such page or product."""
    return _first_in(text, _phrases("not found"))


def says_search(text: str) -> str | None:
    """The words by which `text` presents the results of a search."""
    return _first_in(text, _phrases("search"))


def _first_in(text: str, phrases: tuple[str, ...]) -> str | None:
    if not text:
        return None
    words = f" {fold(text)} "
    return next((phrase.strip() for phrase in phrases if phrase in words), None)


@lru_cache(maxsize=8)
def _phrases(of: str) -> tuple[str, ...]:
    """The folded phrases, with a space around each where its script has them."""
    blocks = {
        "walls": tuple(page_kinds.WALLS.values()),
        "consent": (page_kinds.CONSENT,),
        "not found": tuple(page_kinds.NOT_FOUND.values()),
        "search": (page_kinds.SEARCH,),
    }[of]
    folded = (fold(phrase) for block in blocks for phrase in phrases_of(block))
    return tuple(dict.fromkeys(p if p[0] >= _NO_SPACES_FROM else f" {p} " for p in folded))
