"""Which currency a sign, a word, a code, a host or a language stands for (ISO 4217)."""

import re
from functools import lru_cache

from babel.core import get_global

from pricetrail.extract.currency_signs import ALIASES, EXACT_CASE, SIGNS, WEAK
from pricetrail.extract.folding import plain

_LONGEST_SIGN = max(map(len, SIGNS))
_MAX_TEXT = 300
_SINCE = 2015
_LANG = re.compile(r"[-_/]")
_OPEN_DOLLAR = re.compile(r"\b(US|CA|AU|NZ|HK|NT|MX|SG|R|S|A|C) \$|\$ (US|CA|AU|NZ|HK|MX|SG)\b")
_TRIM = " \t.,;:()[]'\"/*|-–—="
_GLUED = re.compile(r"[぀-ヿ一-鿿가-힯]")  # scripts without spaces between words

# Country domains that shops everywhere use for other meanings.
_GENERIC_TLDS = frozenset({
    "ac", "ai", "am", "app", "cc", "cd", "co", "dj", "eu", "fm", "fo", "gg", "gl", "gs", "im",
    "io", "la", "li", "ly", "me", "ms", "mu", "nu", "pw", "re", "sc", "sh", "so", "st", "su",
    "tk", "to", "tv", "vc", "vg", "vu", "ws",
})  # fmt: skip
_TLD_TERRITORY = {"uk": "GB", "su": "RU", "gb": "GB", "xn--p1ai": "RU", "рф": "RU", "укр": "UA"}
# First labels of a host that name the country of the shop; those that are also languages of
# another country are left out.
_LABELS = frozenset({
    "at", "au", "be", "bg", "ch", "cz", "de", "dk", "es", "fi", "fr", "gr", "hu", "ie", "in",
    "it", "jp", "kr", "mx", "nl", "no", "nz", "pl", "pt", "ro", "ru", "sg", "sk", "th", "tr",
    "tw", "uk", "us", "vn", "za", "gb", "ae", "hk", "id", "il", "lt", "lv", "ph", "cl",
})  # fmt: skip
# Languages whose shops almost all sell in one currency.
_LANGUAGE_CURRENCY = {
    "bg": "BGN", "cs": "CZK", "da": "DKK", "de": "EUR", "el": "EUR", "et": "EUR", "fi": "EUR",
    "fr": "EUR", "he": "ILS", "hi": "INR", "hr": "EUR", "hu": "HUF", "id": "IDR", "is": "ISK",
    "it": "EUR", "iw": "ILS", "ja": "JPY", "ka": "GEL", "kk": "KZT", "ko": "KRW", "lt": "EUR",
    "lv": "EUR", "mk": "MKD", "ms": "MYR", "nb": "NOK", "nl": "EUR", "nn": "NOK", "no": "NOK",
    "pl": "PLN", "ro": "RON", "ru": "RUB", "sk": "EUR", "sl": "EUR", "sq": "ALL", "sr": "RSD",
    "sv": "SEK", "th": "THB", "tr": "TRY", "uk": "UAH", "vi": "VND",
}  # fmt: skip
# Families whose first currency is meant so often that a machine value may say just the sign.
_SAFE_DEFAULTS = frozenset({"GBP", "KRW", "RON", "RUB"})
_NO_DEFAULT_DOLLAR = frozenset({"es", "pt", "fr", "zh"})


@lru_cache(maxsize=1)
def _territories() -> dict[str, tuple[str, ...]]:
    """Territory → its legal tenders since 2015, today's first. Source: Unicode CLDR in Babel."""
    found: dict[str, tuple[str, ...]] = {}
    for territory, rows in get_global("territory_currencies").items():
        now = [code for code, _, end, tender in rows if tender and end is None]
        past = [code for code, _, end, tender in rows if tender and end and end[0] >= _SINCE]
        found[territory] = (*now, *(code for code in past if code not in now))
    return found


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(code for codes in _territories().values() for code in codes)


@lru_cache(maxsize=1)
def _exact_signs() -> dict[str, tuple[str, ...]]:
    signs: dict[str, tuple[str, ...]] = {code: (code,) for code in _codes()}
    signs.update((old, (new,)) for old, new in ALIASES.items() if len(old) == 3)
    for sign, codes in SIGNS.items():
        signs[plain(sign)] = codes
    return signs


@lru_cache(maxsize=1)
def _folded_signs() -> dict[str, tuple[str, ...]]:
    return {
        sign.casefold(): codes
        for sign, codes in _exact_signs().items()
        if len(sign) > 1 and sign.casefold() not in EXACT_CASE
    }


def codes_of_sign(sign: str) -> tuple[str, ...] | None:
    """The currencies that `sign` (already `plain`) can mean, the default first; None: no sign.

    The default is empty where a sign alone means nothing.
    """
    return _codes_of_sign(sign) if len(sign) <= _LONGEST_SIGN else None


@lru_cache(maxsize=8192)
def _codes_of_sign(sign: str) -> tuple[str, ...] | None:
    return _exact_signs().get(sign) or _folded_signs().get(sign.casefold())


def close_signs(text: str) -> str:
    """`text` with signs of two parts written as one: ``US $`` becomes ``US$``."""
    return _OPEN_DOLLAR.sub(r"\1$\2", text) if "$" in text else text


@lru_cache(maxsize=1)
def _reach() -> tuple[dict[str, int], dict[str, int]]:
    """The length of the longest sign that begins with a (folded) character, or ends with it."""
    begins: dict[str, int] = {}
    ends: dict[str, int] = {}
    for sign in _exact_signs():
        for reach, character in ((begins, sign[0]), (ends, sign[-1])):
            key = character.casefold()
            reach[key] = max(len(sign), reach.get(key, 0))
    return begins, ends


def sign_before(text: str) -> str | None:
    """The currency sign that ends `text`, longest first; a letter before it means it is a word."""
    text = text.rstrip()
    if not text:
        return None
    start = max(0, len(text) - _LONGEST_SIGN)
    if " " not in text[start:]:  # with spaces in it, a sign may be longer
        start = max(0, len(text) - _reach()[1].get(text[-1:].casefold(), 0))
    for i in range(start, len(text)):
        if text[i].isspace() or (i and text[i].isalpha() and text[i - 1].isalpha()):
            continue
        sign = text[i:]
        if codes_of_sign(sign) or (" " in sign and codes_of_sign(sign.replace(" ", ""))):
            return sign
    if text.endswith((".", ":")):
        return sign_before(text[:-1])
    return None


def sign_after(text: str) -> str | None:
    """The currency sign that starts `text`, longest first; a letter after it means it is a word."""
    text = text.lstrip()
    longest = _reach()[0].get(text[:1].casefold(), 0)
    for i in range(min(len(text), longest), 0, -1):
        sign = text[:i]
        if i < len(text) and sign[-1].isalpha() and text[i].isalpha() and not _GLUED.match(sign):
            continue
        if not sign[-1].isspace() and codes_of_sign(sign):
            return sign
    return None


@lru_cache(maxsize=4096)
def resolve(
    sign: str, *, currency: str | None = None, lang: str | None = None, host: str | None = None
) -> str | None:
    """The one currency that `sign` means here; None where that cannot be known.

    `currency`, what the page declares, decides first, then the host's country, then the language;
    without any of them the sign's usual meaning, where it has one.
    """
    codes = codes_of_sign(sign) or codes_of_sign(sign.replace(" ", "")) or ()
    declared = currency_code(currency) if currency else None
    for known in (declared, *tenders_of_host(host), *tenders_of_lang(lang)):
        if known in codes:
            return known
    if sign in WEAK or not codes:
        return None
    if codes[0] == "USD" and len(codes) > 1 and _language(lang) in _NO_DEFAULT_DOLLAR:
        return None
    return codes[0] or None


def currency_code(value: object) -> str | None:
    """The ISO 4217 code that a machine value means: ``eur``, ``€``, ``US$``, ``RMB``, ``NT$``.

    None for anything else, ambiguous signs included. Codes count while some country uses them or
    did so since 2015, so that archived pages keep their currency.
    """
    if not isinstance(value, str) or not value or len(value) > _MAX_TEXT:
        return None
    text = plain(value).rstrip("/").rpartition("/")[2].strip(_TRIM)
    code = text.upper()
    if code in _codes():
        return code
    if code in ALIASES:
        return ALIASES[code]
    codes = codes_of_sign(text) or codes_of_sign(text + ".") or codes_of_sign(text.replace(" ", ""))
    if not codes or text in WEAK or (len(codes) > 1 and codes[0] not in _SAFE_DEFAULTS):
        return None
    return codes[0] or None


def tenders_of_host(host: str | None) -> tuple[str, ...]:
    """The currencies of the country that a host names: by its top-level domain or first label."""
    territory = territory_of_host(host)
    return _territories().get(territory, ()) if territory else ()


def tenders_of_lang(lang: str | None) -> tuple[str, ...]:
    """The currencies of a locale's country, or the one its language's shops sell in."""
    territory = territory_of_lang(lang)
    if territory:
        return _territories().get(territory, ())
    known = _LANGUAGE_CURRENCY.get(_language(lang) or "")
    if known == "EUR" and _language(lang) == "hr":
        return ("EUR", "HRK")
    return (known,) if known else ()


@lru_cache(maxsize=1024)
def territory_of_host(host: str | None) -> str | None:
    """The country (ISO 3166) a host names, or None: ``shop.co.uk`` → GB, ``de.shop.com`` → DE."""
    labels = (host or "").lower().rstrip(".").partition(":")[0].split(".")
    if len(labels) < 2:
        return None
    top = labels[-1]
    second_level = len(labels) > 2 and labels[-2] in {"com", "co", "net", "org"}
    if top in _TLD_TERRITORY:
        return _TLD_TERRITORY[top]
    if len(top) == 2 and (top not in _GENERIC_TLDS or second_level):
        return top.upper() if top.upper() in _territories() else None
    first = labels[0].removeprefix("www-")
    if first in _LABELS and len(labels) > 2:
        return {"uk": "GB"}.get(first, first.upper())
    return None


@lru_cache(maxsize=1024)
def territory_of_lang(lang: str | None) -> str | None:
    """The country part of a locale, or None: ``de-AT``, ``en_gb``, ``/en-gb/``, ``zh-Hant-TW``."""
    parts = [part for part in _LANG.split(lang or "") if part]
    for part in parts[1:]:
        if len(part) == 2 and part.upper() in _territories():
            return part.upper()
    return "GB" if len(parts) > 1 and parts[1].lower() == "uk" else None


def _language(lang: str | None) -> str | None:
    parts = [part for part in _LANG.split(lang or "") if part]
    return parts[0].lower() if parts else None


def currency_of_host(host: str | None, lang: str | None = None) -> str | None:
    """What a shop at `host` that speaks `lang` most likely sells in; None where that is open.

    The host's country decides before the language; English, Spanish, Portuguese, Arabic and
    Chinese without a country say nothing.
    """
    return next(iter((*tenders_of_host(host), *tenders_of_lang(lang))), None)


def currency_of_text(
    text: str, *, currency: str | None = None, lang: str | None = None, host: str | None = None
) -> str | None:
    """The currency that a price's text names by sign, code or word; None: none or several.

    Signs of several currencies (``$``, ``kr``, ``Rs``) are decided as in `resolve`.
    """
    if not text or len(text) > _MAX_TEXT:
        return None
    signs = _signs_in(close_signs(plain(text)))
    found = {resolve(sign, currency=currency, lang=lang, host=host) for sign in signs}
    found.discard(None)
    return found.pop() if len(found) == 1 else None


_TOKEN = re.compile(r"\d[\d.,' ]*|[^\s\d]+")


def _signs_in(text: str) -> list[str]:
    """The signs in `text`: words that are signs, and signs beside a number."""
    signs = []
    for token in _TOKEN.findall(text):
        if token[0].isdigit():
            continue
        word = token.strip('()[],;:!*|"')
        sign = word if codes_of_sign(word) else sign_before(word) or sign_after(word)
        if sign:
            signs.append(sign)
    return signs
