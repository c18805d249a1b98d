"""A cheap look for what may be a currency sign, before a text is read as a price."""

import re

_SYMBOL = re.compile(
    "[$¢-¥\u20a0-\u20cf\u058f\u060b\u09f2\u09f3\u0e3f\ufdfc\uff04\uffe1\uffe5元円원圆圓块]"
)
_LETTERS = re.compile(r"[^\W\d_]+")
_WORDS = frozenset({
    "kr", "zł", "zl", "kč", "kc", "lei", "ft", "tl", "rs", "rp", "rm", "dt", "da", "dh", "dhs",
    "fr", "sfr", "chf", "eur", "euro", "euros", "usd", "gbp", "din", "kn", "km", "birr", "ksh",
    "soles", "peso", "pesos", "reais", "dollar", "dollars", "pound", "pounds", "rupee",
    "rupees", "yen", "yuan", "won", "baht", "php", "aed", "sar",
})  # fmt: skip
_MARKS = re.compile(r"R(?<!\wR)(?=\s?\d)|S/(?<!\wS/)|B/\.(?<!\wB/\.)|:-|,-")
_OTHER_SCRIPTS = re.compile(r"р\.|руб|грн|лв|ден|сом|тг|ريال|درهم|دينار|جنيه|ر\.س|د\.إ|שח|ש\"ח|บาท")


def may_have_sign(text: str) -> bool:
    """Whether a text may name a currency by a sign, a code or a word; False is sure."""
    if has_symbol(text) or _MARKS.search(text):
        return True
    if any(map(_is_code_or_word, _LETTERS.findall(text))):
        return True
    return not text.isascii() and _OTHER_SCRIPTS.search(text) is not None


def _is_code_or_word(letters: str) -> bool:
    return letters.lower() in _WORDS or (
        len(letters) == 3 and letters.isascii() and letters.isupper()
    )


def has_symbol(text: str) -> bool:
    """Whether a text has a currency symbol such as ``€``, which means nothing else."""
    return _SYMBOL.search(text) is not None
