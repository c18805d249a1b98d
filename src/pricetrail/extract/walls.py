"""Bot walls: told by the marks their makers leave and by what they say to people."""

import re

from pricetrail.extract.document import Document

_REFUSED = frozenset({401, 403, 407, 429})
_SMALL = 120_000
_LITTLE_TEXT = 2500
_MARKS: tuple[tuple[str, bytes], ...] = (
    ("Amazon", rb"opfcaptcha|/errors/validateCaptcha|api-services-support@amazon"),
    ("Cloudflare", rb"_cf_chl_opt|cf-browser-verification|cf-error-details|cf-challenge-running"),
    ("Akamai", rb"sec-if-cpt-container|bm-verify=|errors\.edgesuite\.net"),
    ("DataDome", rb"geo\.captcha-delivery\.com|ct\.captcha-delivery\.com"),
    (
        "PerimeterX",
        rb"id=[\"']px-captcha|captcha\.px-cdn\.net|px-captcha-wrapper",
    ),
    ("Radware", rb"validate\.perfdrive\.com|shieldsquare|radware bot manager captcha"),
    (
        "Queue-it",
        rb"static\.queue-it\.net/[^\"']*knownuser|class=[\"']queue-?it|queue-it\.net/\?c=",
    ),
    ("Imperva", rb"_Incapsula_Resource|Incapsula incident ID"),
    ("Kasada", rb"KPSDK|ips\.js\?"),
    ("AWS WAF", rb"gokuProps|awswaf\.com/[^\"']*challenge\.js"),
    ("a captcha", rb"g-recaptcha-response|hcaptcha\.com/1/api\.js|www\.google\.com/recaptcha/api"),
)
_COMPILED = tuple((name, re.compile(mark, re.IGNORECASE)) for name, mark in _MARKS)
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
    for name, mark in _COMPILED:
        if mark.search(doc.page.body) and (speaks or name != "a captcha" or len(doc.text) < 400):
            return f"bot wall of {name}" if name != "a captcha" else "a captcha"
    if speaks:
        return f"the page says: {speaks.group()}"
    if len(doc.text) < 1500 and _CONSENT.search(said):
        return "a consent wall"
    return None
