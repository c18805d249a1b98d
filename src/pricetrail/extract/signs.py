"""A cheap look for what may be a currency sign, before a text is read as a price."""

import re
from functools import lru_cache

from pricetrail.extract.currency_signs import SIGNS

_SYMBOL = re.compile(
    "[$¢-¥\u20a0-\u20cf\u058f\u060b\u09f2\u09f3\u0e3f\ufdfc\uff04\uffe1\uffe5元円원圆圓块]"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_HINT = re.compile(r"[A-Za-z$\x80-\U0010ffff]|[:,]-")
_WORDS = frozenset(
    {sign.lower() for sign in SIGNS if len(sign) > 1 and _LETTERS.fullmatch(sign)}
    | {"eur", "usd", "gbp", "chf", "aed", "sar", "birr", "dollar", "pound", "pounds", "rupee"}
    | {"peso", "won", "real"}
)
# Each begins with one plain character, which lets the search skip the others fast.
_MARKS = re.compile(
    r"R(?<!\wR)(?=\s?\d)|S/(?<!\wS/)|B/\.(?<!\wB/\.)|:-|,-"
    r"|р(?:(?<=\dр)|(?<=\d\sр))(?!\w)|Р(?:(?<=\dР)|(?<=\d\sР))(?!\w)"
)
_CODE = re.compile(r"[A-Z]{3}(?<![^\W\d_][A-Z]{3})(?![^\W\d_])")
_OTHER_SCRIPTS = re.compile(
    "|".join(
        re.escape(sign)
        for sign in SIGNS
        if not sign.isascii() and not (len(sign) == 1 and (sign in "рРTƒ" or _SYMBOL.match(sign)))
    )
)


@lru_cache(maxsize=1024)
def may_have_sign(text: str) -> bool:
    """Whether a text may name a currency by a sign, a code or a word; False is sure."""
    if not _HINT.search(text):
        return False
    if _SYMBOL.search(text) or _CODE.search(text) or _MARKS.search(text):
        return True
    if not _WORDS.isdisjoint(_LETTERS.findall(text.lower())):
        return True
    return not text.isascii() and _OTHER_SCRIPTS.search(text) is not None


def has_symbol(text: str) -> bool:
    """Whether a text has a currency symbol such as ``€``, which means nothing else."""
    return _SYMBOL.search(text) is not None
