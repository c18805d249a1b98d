"""Bot walls: told by the marks their makers leave and by what they say to people."""

import re

from pricetrail.extract.document import Document

_REFUSED = frozenset({401, 403, 407, 429})
_SMALL = 120_000
_LITTLE_TEXT = 2500
_CAPTCHA = "a captcha"
_MARKS: dict[str, tuple[bytes, ...]] = {
    "Amazon": (b"opfcaptcha", b"/errors/validatecaptcha", b"api-services-support@amazon"),
    "Cloudflare": (
        b"_cf_chl_opt",
        b"cf-browser-verification",
        b"cf-error-details",
        b"cf-challenge-running",
    ),
    "Akamai": (b"sec-if-cpt-container", b"bm-verify=", b"errors.edgesuite.net"),
    "DataDome": (b"geo.captcha-delivery.com", b"ct.captcha-delivery.com"),
    "PerimeterX": (b'id="px-captcha', b"id='px-captcha", b"captcha.px-cdn.net", b"px-captcha-wr"),
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
    _CAPTCHA: (b"g-recaptcha-response", b"hcaptcha.com/1/api.js", b"www.google.com/recaptcha/api"),
}
"""Maker of a bot wall → what stands in its pages, in lower case."""
_SAYS = re.compile(
    r"robot check|bot check|are you (?:a )?(?:human|robot)|robot or human"
    r"|verify (?:you are|you're|that you are|your identity)"
    r"|just a moment|attention required|access (?:to this page has been )?denied"
    r"|pardon our interruption|security (?:check|challenge)"
    r"|checking your browser|unusual (?:traffic|activity)|enter the characters"
    r"|complete the captcha|press (?:&|and) hold"
    r"|prove (?:that )?you(?:'re| are) (?:a )?human|you have been blocked"
    r"|request unsuccessful|please enable js and disable"
    r"|you are (?:now )?in line|waiting room|virtual queue|human verification|ddos protection"
    r"|sind sie ein (?:mensch|roboter)|sicherheitsüberprüfung|zugriff verweigert"
    r"|êtes-vous un (?:humain|robot)|accès refusé"
    r"|acceso denegado|eres (?:un )?humano|accesso negato|acesso negado"
    r"|toegang geweigerd|odmowa dostępu|доступ ограничен"
    r"|вы не робот|安全验证|访问被拒绝|验证码|アクセスが拒否|보안 확인",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"before you continue|bevor sie fortfahren|avant de continuer|antes de continuar"
    r"|prima di continuare"
    r"|we value your privacy|cookie (?:settings|preferences|consent)|consent\.(?:google|yahoo)",
    re.IGNORECASE,
)


def blocked_by(doc: Document, *, has_product: bool) -> str | None:
    """Which wall answered in the shop's place, in words; None where the page itself came.

    A page that carries a product of its own is never a wall: shops load their captchas' scripts
    on every page.
    """
    if has_product:
        return None
    status = doc.page.status
    body = doc.page.body
    little = len(body) < _SMALL and len(doc.text) < _LITTLE_TEXT
    if little and (reason := _wall(doc)):
        return reason
    if status in _REFUSED:
        return f"the shop answered {status}"
    return None


def _wall(doc: Document) -> str | None:
    said = f"{doc.title} {' '.join(text for _, text in doc.headings[:2])}"
    speaks = _SAYS.search(said) or (len(doc.text) < 1200 and _SAYS.search(doc.text))
    body = doc.page.body.lower()
    for name, marks in _MARKS.items():
        telling = name != _CAPTCHA or speaks or len(doc.text) < 400
        if telling and any(mark in body for mark in marks):
            return name if name == _CAPTCHA else f"bot wall of {name}"
    if speaks:
        return f"the page says: {speaks.group()}"
    if len(doc.text) < 1500 and _CONSENT.search(said):
        return "a consent wall"
    return None
