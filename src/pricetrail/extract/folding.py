"""Text brought into one form before words, signs and numbers are looked for in it."""

import re
import unicodedata
from functools import lru_cache

# Bidirectional marks, zero-width characters, soft hyphen, variation selectors: never meant to read.
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0f\ufeff]"
)
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_NOT_WORD = re.compile(r"[^\w\u0900-\u0dff\u0e00-\u0eff]+|_+")
_SAME_LETTER = {
    "ı": "i", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe",
    "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك",
}  # fmt: skip
_VARIANT = re.compile(f"[{''.join(_SAME_LETTER)}]")
_NOT_ASCII_DIGIT = re.compile(r"[^\D0-9]")


def plain(text: str) -> str:
    """`text` on one line: compatibility forms unified (NFKC), digits ASCII, nothing invisible.

    Every kind of white space becomes one space; case and punctuation stay.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
        text = _NOT_ASCII_DIGIT.sub(lambda m: str(unicodedata.digit(m[0])), text)
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """The words of `text`, comparable: no case, no accents, no punctuation, single spaces.

    Letters that one language writes in several ways (Turkish ı, Arabic alef) become one. Vowel
    signs that carry meaning (Thai, the scripts of India) stay.
    """
    if text.isascii():
        return " ".join(_ASCII_WORD.findall(text.lower()))
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", plain(text).casefold()))
    if text.isascii():
        return " ".join(_ASCII_WORD.findall(text))
    text = _VARIANT.sub(_same_letter, unicodedata.normalize("NFC", text))
    return " ".join(_NOT_WORD.sub(" ", text).split())


def _same_letter(variant: re.Match[str]) -> str:
    return _SAME_LETTER[variant[0]]
