"""Comparing product names as people do: by their words, not by their letters."""

import re
import unicodedata
from functools import lru_cache

_ASCII_WORD = re.compile(r"[a-z0-9]+")
_WORD = re.compile(r"[^\W_]+")
_MAX_TEXT = 2000
_IDEOGRAPHS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def words(text: str | None) -> frozenset[str]:
    """The words of a text, case and width folded; of Chinese, Japanese and Korean, letter pairs.

    What a text says beyond 2,000 characters is left out.
    """
    return _words(text[:_MAX_TEXT]) if text else frozenset()


@lru_cache(maxsize=2048)
def _words(text: str) -> frozenset[str]:
    if text.isascii():
        return frozenset(_ASCII_WORD.findall(text.lower()))
    folded = unicodedata.normalize("NFKC", text).casefold()
    result: set[str] = set()
    for word in _WORD.findall(folded):
        if _IDEOGRAPHS.search(word) and len(word) > 2:
            result.update(word[i : i + 2] for i in range(len(word) - 1))
        else:
            result.add(word)
    return frozenset(result)


def similarity(one: str | None, other: str | None) -> float:
    """How many words two names share, from 0 to 1 (Dice coefficient)."""
    a, b = words(one), words(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def containment(part: str | None, whole: str | None) -> float:
    """How much of `part`'s words are in `whole`, from 0 to 1."""
    a, b = words(part), words(whole)
    return len(a & b) / len(a) if a else 0.0
