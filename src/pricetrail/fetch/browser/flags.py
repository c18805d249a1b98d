"""How Chromium is started: headless, quiet, and with one way out."""

from collections.abc import Mapping
from typing import Any

from pricetrail.fetch.browser.config import BrowserConfig

_ALWAYS = (
    "--headless",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-features=BackForwardCache,DnsOverHttps,MediaRouter,OptimizationHints,Translate",
    "--dns-prefetch-disable",
    "--metrics-recording-only",
    "--mute-audio",
    "--no-pings",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--blink-settings=imagesEnabled=false",
    "--remote-debugging-pipe",  # it ends with its driver, and no port is open to others
    "--window-size=1280,1600",
)
_REFUSED = 2

PREFERENCES: Mapping[str, Any] = {
    "credentials_enable_service": False,
    "download_restrictions": 3,
    "intl.accept_languages": "en",
    "plugins.always_open_pdf_externally": True,
    "profile.default_content_setting_values": {
        "automatic_downloads": _REFUSED,
        "geolocation": _REFUSED,
        "media_stream": _REFUSED,
        "notifications": _REFUSED,
        "popups": _REFUSED,
    },
    "safebrowsing.enabled": False,
    "search.suggest_enabled": False,
    "signin.allowed": False,
    "signin.allowed_on_next_startup": False,
    "webrtc.ip_handling_policy": "disable_non_proxied_udp",
    "webrtc.multiple_routes_enabled": False,
    "webrtc.nonproxied_udp_enabled": False,
}


def flags(config: BrowserConfig, *, profile: str, proxy_port: int, version: str) -> list[str]:
    """The command line of Chromium `version`, such as ``140``."""
    given = [
        f"--user-data-dir={profile}",
        f"--proxy-server=http://127.0.0.1:{proxy_port}",
        f"--user-agent={_user_agent(version)} {config.name}",
    ]
    sandbox = [] if config.sandbox else ["--no-sandbox"]
    return [*_ALWAYS, *sandbox, *given, *config.flags]


def _user_agent(version: str) -> str:
    """What a headless Chromium of that version calls itself."""
    return (
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
        f"HeadlessChrome/{version}.0.0.0 Safari/537.36"
    )
