"""Names of products and brands without what shops write around them."""

import re
from functools import lru_cache

from pricetrail.extract.folding import fold
from pricetrail.extract.words import phrases_of
from pricetrail.extract.words.naming import BRAND_LABELS, MARKETING, NO_BRAND

_MAX_NAME = 2000
_MAX_BRAND = 100

_SEPARATOR = re.compile(r"\s+(?:[|·•»«:~@–—‒-]|::|>|\|\|)\s+|\s*[|｜]\s*|:\s+|\s+[-–—](?=\S)|【|】")
_PARTED = re.compile(r"[|｜·•»«:~@–—‒>【】-]")
_DOMAIN = re.compile(
    r"^(?:www\.)?[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|shop|store|eu|info|[a-z]{2})$", re.IGNORECASE
)
_BUY_ONLINE = re.compile(r"^Buy\s+(.{3,}?)\s+(?:Online|online)\b.*$")
_TAIL_BUY = re.compile(
    r"\s+(?:(?:jetzt\s+)?(?:günstig\s+|online\s+|bequem\s+){1,3}(?:kaufen|bestellen)|online\s+kopen|"
    r"online\s+kaufen|(?:kaufen|bestellen)\s+(?:bei|im)\s+.{2,40})$",
    re.IGNORECASE,
)

_BRAND_TRIM = " :;,|®™©\u200e\u200f"
_STORE_LINK = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^visit the (.+?)[ -]store$",
        r"^besuche den (.+?)[ -]store$",
        r"^besuchen sie den (.+?)[ -]store$",
        r"^visitez la boutique (?:de )?(.+)$",
        r"^visita (?:lo|il) store di (.+)$",
        r"^visita la (?:tienda|store) de (.+)$",
        r"^visite a loja (?:da |do |de )?(.+)$",
        r"^bezoek de (.+?)[ -]store$",
        r"^odwiedź sklep (.+)$",
        r"^besök (.+?)[ -]?butiken$",
        r"^(.+?)のストアを表示$",
        r"^(.+?) (?:store'u|mağazasını) ziyaret edin$",
        r"^(?:قم بزيارة|زيارة|تسوق من) متجر (.+)$",
        r"^访问 ?(.+?) ?(?:品牌)?旗舰店$",
        r"^造訪 ?(.+?) ?(?:品牌)?(?:旗艦店|商店)$",
        r"^(?:by|von|par|di|door|от) (.+)$",
        r"^more from (.+)$",
        r"^see (?:all|more) (?:products )?(?:from|by) (.+)$",
        r"^mehr von (.+)$",
    )
)


def clean_name(title: str, shop: str | None = None) -> str | None:
    """A product's name without the shop's additions: its own name, calls to buy, addresses.

    `shop` is the shop's host or name; without it only what cannot belong to a name is dropped.
    What is left is never empty: a title that is nothing but additions is None.
    """
    if not title:
        return None
    name = " ".join(title[:_MAX_NAME].split()).strip(" |·•»-–—:,")
    if not name:
        return None
    shops = _shop_words(shop)
    if _PARTED.search(name):
        name = _without_tail(_without_lead(name, shops), shops)
    bought = _BUY_ONLINE.match(name)
    name = _TAIL_BUY.sub("", bought[1] if bought else name).strip(" |·•»-–—:,")
    return name if name and not (shops and _joined(name) in shops) else None


@lru_cache(maxsize=256)
def _shop_words(shop: str | None) -> frozenset[str]:
    """The spellings of a shop's name, joined: ``amazon.co.uk`` → amazoncouk, amazon."""
    if not shop:
        return frozenset()
    host = shop.lower().removeprefix("www.")
    labels = host.split(".")
    spellings = {_joined(host)}
    if len(labels) > 1 and " " not in host:
        cut = -2 if len(labels) > 2 and labels[-2] in {"co", "com", "net", "org"} else -1
        spellings.add(_joined(labels[cut - 1]) if len(labels) > -cut else _joined(labels[0]))
        spellings.add(_joined("".join(labels[cut - 1 :])))
    return frozenset(word for word in spellings if len(word) > 1)


def _joined(text: str) -> str:
    return fold(text).replace(" ", "")


def _is_shop(segment: str, shops: frozenset[str]) -> bool:
    joined = _joined(segment)
    if not joined:
        return True
    return joined in shops or any(
        len(shop) > 3 and joined.startswith(shop) and len(joined) <= len(shop) + 14
        for shop in shops
    )


def _without_lead(name: str, shops: frozenset[str]) -> str:
    match = _SEPARATOR.search(name)
    if (
        match
        and match.start()
        and (_joined(name[: match.start()]) in shops or _DOMAIN.match(name[: match.start()]))
    ):
        rest = name[match.end() :].strip()
        return rest or name
    return name


def _without_tail(name: str, shops: frozenset[str]) -> str:
    """`name` up to the address of a shop, and without parts at its end that are only additions."""
    cuts = [(match.start(), match.end()) for match in _SEPARATOR.finditer(name) if match.start()]
    for i, (start, end) in enumerate(cuts):
        following = cuts[i + 1][0] if i + 1 < len(cuts) else len(name)
        if _DOMAIN.match(name[end:following].strip()):
            name, cuts = name[:start].strip(), cuts[:i]
            break
    while cuts:
        start, end = cuts.pop()
        segment = name[end:].strip()
        if not (_is_shop(segment, shops) or _advertises(segment)):
            break
        name = name[:start].strip()
    return name


def _advertises(segment: str) -> bool:
    words = fold(segment).split()
    return any(" ".join(words[:size]) in _marketing() for size in (1, 2, 3))


@lru_cache(maxsize=1)
def _marketing() -> frozenset[str]:
    return frozenset(map(fold, phrases_of(MARKETING)))


def clean_brand(text: str) -> str | None:
    """A brand without what pages write around it: ``Visit the X Store``, ``Marke: X``, ``by X``."""
    if not isinstance(text, str) or not text or len(text) > 4 * _MAX_BRAND:
        return None
    brand = " ".join(text.split())
    label, colon, rest = brand.replace("：", ":").partition(":")
    if colon and fold(label) in _brand_labels():
        brand = rest
    brand = brand.strip(_BRAND_TRIM)
    for pattern in _STORE_LINK:
        match = pattern.match(brand)
        if match:
            brand = match[1].strip()
            break
    words = fold(brand)
    if not words or words in _no_brand() or len(brand) > _MAX_BRAND or "://" in brand:
        return None
    return brand


@lru_cache(maxsize=1)
def _brand_labels() -> frozenset[str]:
    return frozenset(map(fold, phrases_of(BRAND_LABELS)))


@lru_cache(maxsize=1)
def _no_brand() -> frozenset[str]:
    return frozenset(map(fold, phrases_of(NO_BRAND)))
