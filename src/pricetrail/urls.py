"""URLs: one parser (yarl, the one that connects), one normal form, and the ids made from it."""

import hashlib
import re
from functools import lru_cache

from yarl import URL

from pricetrail.errors import InvalidURL

MAX_URL_LENGTH = 2048
MAX_PRODUCT_ID_LENGTH = 128

_KEPT = 512  # a page's own URL is asked about a dozen times while it is scraped

# Query parameters that say how a visitor came, never what is shown.
_TRACKING = re.compile(
    r"^(utm_\w+|mtm_\w+|pk_(campaign|kwd|source|medium)|hsa_\w+|_hs(enc|mi)"
    r"|(g|fb|ms|tt|tw|li_fat_|dc|y|wbr|gbr)clid|gclsrc|gad_(source|campaignid)|srsltid|igshid"
    r"|mc_(cid|eid)|ref_?|ref_src|referrer|spm|scm|cmpid|campaign_?id|affiliate(_id)?|aff(id)?"
    r"|pf_rd_\w+|pd_rd_\w+|_encoding|content-id|qid|sprefix|crid|_trk\w*|_trksid|yclid)$",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x20\x7f\\]")
_CREDENTIALS = re.compile(r"//[^/]*@")
_HOST = re.compile(r"(?:[0-9A-Za-z_-]+\.)*[0-9A-Za-z_-]+\.?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*")
_MAX_HOST_LENGTH = 253
_UNSAFE_IN_ID = re.compile(r"[^0-9A-Za-z._~-]+")


def url_of(text: str) -> URL:
    """`text` as a URL of any kind, relative ones too. Raises ValueError where it is none."""
    try:
        return URL(text)
    except IndexError as error:  # yarl looks for an address in brackets behind an @
        raise ValueError("it has brackets where no address is") from error


@lru_cache(maxsize=_KEPT)
def parse_url(text: str) -> URL:
    """`text` as an absolute http(s) URL with a host.

    Raises InvalidURL for anything else: other schemes, a missing host or one that is neither a
    name of letters, digits, hyphens and underscores nor an address, credentials, backslashes,
    white space or control characters inside (parsers disagree about those), over-long URLs.
    """
    text = text.strip()
    shown = _shown(text)
    if len(text) > MAX_URL_LENGTH:
        raise InvalidURL(f"{shown} is longer than {MAX_URL_LENGTH} characters")
    if _CONTROL.search(text):
        raise InvalidURL(f"{shown!r} has white space, a backslash or control characters in it")
    try:
        url = url_of(text)
        host = url.raw_host or ""
        _ = url.port, url.host if "xn--" in host else host  # both fail only when asked for
    except ValueError as error:
        raise InvalidURL(f"{shown!r} is not a URL: {error}") from error
    if url.scheme not in {"http", "https"}:
        raise InvalidURL(f"{shown!r} is not an http or https URL")
    if not host:
        raise InvalidURL(f"{shown!r} names no host")
    if url.user is not None or url.password is not None:
        raise InvalidURL("a URL with a user name or password in it is not fetched; remove them")
    if len(host) > _MAX_HOST_LENGTH or not _HOST.fullmatch(host):
        raise InvalidURL(f"{shown!r} has a host that is neither a name nor an address")
    return url


@lru_cache(maxsize=_KEPT)
def normalise_url(text: str) -> str:
    """The one spelling of a URL that ids are made from.

    Lower-case host without a trailing dot, no fragment, no tracking parameters, the rest of the
    query sorted. Raises InvalidURL as `parse_url` does, which takes its result as it is.
    """
    url = parse_url(text).with_fragment(None)
    if url == url.origin():
        url = url.origin().with_path("/")
    kept = sorted((k, v) for k, v in url.query.items() if not _TRACKING.match(k))
    url = url.with_query(kept or None)
    host = (url.raw_host or "").rstrip(".")
    normal = str(url.with_host(host) if host != url.raw_host else url)
    if len(normal) > MAX_URL_LENGTH:
        raise InvalidURL(f"{_shown(text)} is longer than {MAX_URL_LENGTH} characters when encoded")
    return normal


def shop_of(url: str | URL) -> str:
    """The shop a URL belongs to: its host in lower case without ``www.`` and trailing dot."""
    parsed = url if isinstance(url, URL) else parse_url(url)
    return (parsed.raw_host or "").lower().rstrip(".").removeprefix("www.")


@lru_cache(maxsize=_KEPT)
def target_id_of(url: str) -> str:
    """The id of the target at `url`: 20 hexadecimal digits that depend on its normal form only.

    ``www.`` makes no difference. Raises InvalidURL as `parse_url` does.
    """
    parsed = URL(normalise_url(url))
    spelled = str(parsed.with_host(shop_of(parsed)))
    return _digest(spelled, 20)


def product_id_of(url: str, shop_item_id: str | None = None) -> str:
    """``<shop>:<the shop's own id>``, or ``<shop>:<hash of the URL>`` where that is not known.

    Printable, at most 128 characters, and safe in a URL path. `url` should be the canonical one.
    """
    shop = _shop_part(url)
    item = _UNSAFE_IN_ID.sub("-", shop_item_id or "").strip("-.")
    if not item or len(shop) + 1 + len(item) > MAX_PRODUCT_ID_LENGTH:
        item = _digest(shop_item_id, 16) if item and shop_item_id else target_id_of(url)[:16]
    return f"{shop}:{item}"


def is_of_shop(product_id: str, url: str) -> bool:
    """Whether a product belongs to the shop of `url`: nobody speaks for another shop."""
    return product_id.startswith(f"{_shop_part(url)}:")


def _shop_part(url: str) -> str:
    return shop_of(url)[:80]


def without_credentials(text: str) -> str:
    """`text`, whether it is a URL or not, without the user name and password of one."""
    return _CREDENTIALS.sub("//…@", text)


def _shown(text: str) -> str:
    """`text` as an error may show it: cut, and without credentials."""
    shown = without_credentials(text)
    return shown if len(shown) <= 100 else shown[:99] + "…"


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:length]
