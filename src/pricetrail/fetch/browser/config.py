"""How the browser is set up, and what of it is missing on this machine."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Self

from pricetrail.config import Settings

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_CHROMEDRIVER = ("chromedriver", "chromium.chromedriver")


@dataclass(frozen=True, slots=True)
class BrowserConfig:
    """The programs, their limits, and how we present ourselves.

    `name` is appended to Chromium's own User-Agent. `folder` is where temporary profiles are
    made; `flags` are further ones for Chromium.
    """

    chromium: str
    chromedriver: str
    name: str
    folder: Path
    sandbox: bool = True
    pages: int = 200
    memory_mb: int = 1500
    timeout_s: float = 30.0
    max_page_bytes: int = 20_000_000
    max_traffic_bytes: int = 100_000_000
    flags: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Settings, *, folder: Path | None = None) -> Self:
        """The configuration that `settings` ask for; programs not named are looked for on PATH."""
        return cls(
            chromium=settings.chromium or _first(_CHROMIUM),
            chromedriver=settings.chromedriver or _first(_CHROMEDRIVER),
            name=settings.user_agent,
            folder=folder or Path(tempfile.gettempdir()) / f"pricetrail-browser-{os.getuid()}",
            sandbox=settings.browser_sandbox == "on",
            pages=settings.browser_pages,
            memory_mb=settings.browser_memory_mb,
            timeout_s=settings.timeout_s,
            max_page_bytes=settings.max_page_bytes,
        )


def missing_part(settings: Settings) -> str | None:
    """What the browser needs and this machine lacks, with what to do about it; None for nothing."""
    if os.name != "posix":
        return "there is no browser fetcher on this system, only on Linux and macOS"
    if find_spec("selenium") is None:
        return "the browser fetcher needs selenium: pip install 'pricetrail[browser]'"
    chromium = settings.chromium or _first(_CHROMIUM)
    if shutil.which(chromium) is None:
        return f"the browser fetcher needs Chromium, there is no {chromium}: {_ADVICE}"
    chromedriver = settings.chromedriver or _first(_CHROMEDRIVER)
    if shutil.which(chromedriver) is None:
        return f"the browser fetcher needs chromedriver, there is no {chromedriver}: {_ADVICE}"
    if settings.browser_sandbox == "on" and os.geteuid() == 0:
        return (
            "Chromium's sandbox does not work for root: run pricetrail as another user, "
            "or set PRICETRAIL_BROWSER_SANDBOX=off"
        )
    return None


_ADVICE = (
    "install it (Debian: apt install chromium chromium-driver), or set PRICETRAIL_CHROMIUM and "
    "PRICETRAIL_CHROMEDRIVER"
)


def _first(names: tuple[str, ...]) -> str:
    """The first of `names` that is a program on PATH, as its path; else the first as it is."""
    return next((path for name in names if (path := shutil.which(name))), names[0])
