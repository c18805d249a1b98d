"""Bot walls: told by the marks their makers leave and by what they say to people."""

from pricetrail.extract.document import Document
from pricetrail.extract.sayings import says_consent, says_wall

_REFUSED = frozenset({401, 403, 407, 429})
_SMALL = 400_000
_NEXT_TO_NOTHING = 400
_VERY_LITTLE_TEXT = 1200
_LITTLE_TEXT = 2500
_CONSENT_TEXT = 6000
_CAPTCHA = "a captcha"
_MARKS: dict[str, tuple[bytes, ...]] = {
    "Amazon": (b"opfcaptcha", b"/errors/validatecaptcha", b"api-services-support@amazon"),
    "Cloudflare": (
        b"_cf_chl_opt",
        b"cf-browser-verification",
        b"cf-error-details",
        b"cf-challenge-running",
        b"cf-please-wait",
        b"challenges.cloudflare.com/turnstile",
    ),
    "Akamai": (b"sec-if-cpt-container", b"bm-verify=", b"errors.edgesuite.net"),
    "DataDome": (b"geo.captcha-delivery.com", b"ct.captcha-delivery.com"),
    "PerimeterX": (
        b'id="px-captcha',
        b"id='px-captcha",
        b"captcha.px-cdn.net",
        b"captcha.px-cloud.net",
        b"px-captcha-wr",
    ),
    "Radware": (b"validate.perfdrive.com", b"shieldsquare", b"radware bot manager captcha"),
    "Queue-it": (
        b"static.queue-it.net/",
        b'class="queue-it',
        b'class="queueit',
        b"queue-it.net/?c=",
    ),
    "Imperva": (b"_incapsula_resource", b"incapsula incident id"),
    "Kasada": (b"kpsdk", b"ips.js?"),
    "AWS WAF": (b"gokuprops", b"awswaf.com/"),
    "Vercel": (b"vercel security checkpoint",),
    "Shopify": (b"/challenge/shopify", b"shopify-challenge"),
    "Sucuri": (b"sucuri_cloudproxy_js", b"sucuri website firewall"),
    "DDoS-Guard": (b"ddos-guard.net", b"/.well-known/ddos-guard"),
    "Alibaba": (b"_____tmd_____", b"/punish?x5secdata"),
    "Yandex": (b"smartcaptcha.yandexcloud", b"/showcaptcha?"),
    "Qrator": (b"__qrator/",),
    _CAPTCHA: (b"g-recaptcha-response", b"hcaptcha.com/1/api.js", b"www.google.com/recaptcha/api"),
}
"""Maker of a bot wall → what stands in its pages, in lower case."""


def blocked_by(doc: Document, *, sells: bool) -> str | None:
    """Which wall answered in the shop's place, in words; None where the page itself came.

    A page that `sells` something, by its own product in markup, a price or a button to buy, is
    never a wall: shops load their captchas' scripts on every page.
    """
    if sells:
        return None
    if len(doc.page.body) < _SMALL and (reason := _wall(doc)):
        return reason
    if doc.page.status in _REFUSED:
        return f"the shop answered {doc.page.status}"
    return None


def _wall(doc: Document) -> str | None:
    length = len(doc.text)
    said = f"{doc.title} {' '.join(text for _, text in doc.headings[:2])}"
    speaks = says_wall(said) if length < _LITTLE_TEXT else None
    if speaks is None and length < _VERY_LITTLE_TEXT:
        speaks = says_wall(doc.text)
    if (speaks or length < _VERY_LITTLE_TEXT) and (maker := _maker(doc, speaks)):
        return maker
    if speaks:
        return f"the page says: {speaks}"
    if length < _CONSENT_TEXT and says_consent(said):
        return "a consent wall"
    return None


def _maker(doc: Document, speaks: str | None) -> str | None:
    """The maker of a wall whose marks the page bears; a captcha of any kind needs words too."""
    body = doc.page.body.lower()
    for name, marks in _MARKS.items():
        telling = name != _CAPTCHA or speaks or len(doc.text) < _NEXT_TO_NOTHING
        if telling and any(mark in body for mark in marks):
            return name if name == _CAPTCHA else f"bot wall of {name}"
    return None
