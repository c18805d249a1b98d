"""`doctor`: every configured part, what is wrong with it, and what to do."""

import asyncio
import os
import platform
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from ipaddress import ip_network
from pathlib import Path
from tempfile import TemporaryFile
from textwrap import shorten
from typing import Annotated

import typer

from pricetrail import __version__
from pricetrail.bootstrap import Overrides, build_fetchers, missing_browser, open_store
from pricetrail.cli.checking import Finding, broker_findings
from pricetrail.cli.console import below, cell, note_line, plain, print_json, stdout
from pricetrail.cli.sheet import Sheet
from pricetrail.config import Settings, load_settings, unknown_variables
from pricetrail.errors import (
    NothingYet,
    PricetrailError,
    ServiceUnavailable,
    UsageError,
    handling,
)
from pricetrail.health import shop_broke
from pricetrail.overview import facets
from pricetrail.store.base import gathered

_LEAST_PYTHON = (3, 11)
_PACKAGES = ("aiohttp", "pydantic", "turbohtml", "orjson", "isal")
_MOST_SHOPS = 200
_LEAST_FREE = 500 * 2**20
_SIGNS = {"ok": ("ok", "green"), "warn": ("look", "yellow"), "bad": ("bad", "bold red")}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object per check.")] = False,
) -> int:
    """Check every configured part and say what is wrong and what to do.

    Ends with 2 where a setting has a bad value, with 3 where a needed service is not there.
    Example: pricetrail doctor
    """
    findings = list(_findings())
    if as_json:
        for finding in findings:
            fields = finding._asdict()
            print_json({name: fields[name] for name in ("part", "level", "found", "advice")})
    else:
        _show(findings)
    bad = [finding for finding in findings if finding.level == "bad"]
    if bad:
        note_line(f"not in order: {', '.join(finding.part for finding in bad)}")
    return max((finding.exit_code for finding in bad), default=0)


def _show(findings: list[Finding]) -> None:
    rows = Sheet("", "part", "found", flexible=["found"])
    for finding in findings:
        sign, style = _SIGNS[finding.level]
        advice = plain(f"→ {finding.advice}" if finding.advice else "", style)
        rows.add_row(cell(sign, style), finding.part, below(cell(finding.found), advice))
    stdout().print(rows)


def _findings() -> Iterator[Finding]:
    yield _python()
    yield _packages()
    try:
        settings = load_settings()
    except UsageError as error:
        yield Finding("settings", "bad", str(error), "correct it in the environment or .env", 2)
        return
    yield Finding("settings", "ok", f"all valid{_dotenv()}")
    for name, near in unknown_variables().items():
        advice = f"{near} may be meant" if near else "remove it; docs/settings.md names all"
        yield Finding("settings", "warn", f"{name} is no setting, it changes nothing", advice)
    if not settings.store_url:
        yield _data_dir(settings.data_dir)
    yield asyncio.run(_store(settings))
    yield from asyncio.run(_shops(settings))
    if settings.redis_url:
        yield from asyncio.run(broker_findings(settings))
    yield asyncio.run(_fetching(settings))
    yield _browser(settings)
    yield _egress(settings)
    yield _politeness(settings)
    yield _contact(settings)


def _python() -> Finding:
    found = f"pricetrail {__version__}, Python {platform.python_version()} on {platform.system()}"
    if sys.version_info < _LEAST_PYTHON:
        return Finding("python", "bad", found, "install Python 3.11 or newer", 3)
    return Finding("python", "ok", found)


def _packages() -> Finding:
    found: list[str] = []
    missing: list[str] = []
    for name in _PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        advice = "install pricetrail anew, with its dependencies"
        return Finding("packages", "bad", f"missing: {', '.join(missing)}", advice, 3)
    return Finding("packages", "ok", ", ".join(found))


def _dotenv() -> str:
    return f", also from {Path('.env').resolve()}" if Path(".env").is_file() else ""


def _data_dir(folder: Path) -> Finding:
    problem = _unwritable(folder)
    if problem is not None:
        advice = "set PRICETRAIL_DATA_DIR or STORE_URL to a place that can be written"
        return Finding("data folder", "bad", f"{folder} cannot be written: {problem}", advice, 3)
    room = os.statvfs(_nearest(folder))
    free = room.f_bavail * room.f_frsize
    found = f"{folder}, {free / 2**30:.1f} GB free"
    if free < _LEAST_FREE:
        return Finding("data folder", "warn", found, "make room: a full disk stops the scraping")
    return Finding("data folder", "ok", found)


def _nearest(folder: Path) -> Path:
    """The folder itself, or the one in which it would be made."""
    return next((p for p in (folder, *folder.parents) if p.exists()), folder)


def _unwritable(folder: Path) -> str | None:
    """Why no file can be made in `folder`, None where one can; nothing is left behind."""
    try:
        with TemporaryFile(dir=_nearest(folder)):
            return None
    except OSError as error:
        return error.strerror


def _unmakeable(path: Path, data_dir: Path) -> str | None:
    """Why the store's file cannot be made, None where it can; only our own folder is made."""
    if path.parent != data_dir and not path.parent.exists():
        return f"there is no folder {path.absolute().parent}"
    return _unwritable(path.parent)


async def _store(settings: Settings) -> Finding:
    advice = "correct STORE_URL, or start the store that it names"
    try:
        async with open_store(settings, make=False) as store:
            return Finding("store", "ok", await store.ping())
    except NothingYet as error:
        problem = _unmakeable(error.path, settings.data_dir)
        if problem is None:
            return Finding("store", "ok", f"{error.path}, made when first written to")
        found = f"{error.path} cannot be made: {problem}"
        return Finding("store", "bad", found, advice, 3)
    except PricetrailError as error:
        return Finding("store", "bad", str(error), advice, handling(error).exit_code)


async def _shops(settings: Settings) -> list[Finding]:
    """The shops that do clearly worse than before; nothing where that cannot be asked."""
    try:
        async with open_store(settings, make=False) as store:
            shops = list((await facets(store)).shops)[:_MOST_SHOPS]
            broke = await gathered(shop_broke(store, shop) for shop in shops)
    except PricetrailError:  # which the store's own check tells of
        return []
    advice = "look at `pricetrail targets --shop`, and whether its pages have changed"
    worse = [(shop, told) for shop, told in zip(shops, broke, strict=True) if told is not None]
    if not worse:
        return [Finding("shops", "ok", "none does clearly worse than before")] if shops else []
    return [Finding("shops", "warn", f"{shop}: {told}", advice) for shop, told in worse]


async def _fetching(settings: Settings) -> Finding:
    try:
        fetchers = build_fetchers(settings, Overrides())
    except (UsageError, ServiceUnavailable) as error:
        advice = "correct PRICETRAIL_EGRESS_ALLOW or REDIS_URL, whichever it is"
        return Finding("fetching", "bad", str(error), advice, handling(error).exit_code)
    for fetcher in fetchers.values():
        await fetcher.close()
    return Finding("fetching", "ok", f"by {', '.join(fetchers)}; {settings.user_agent}")


def _browser(settings: Settings) -> Finding:
    missing = missing_browser(settings)
    if missing is not None:
        advice = "nothing, if plain HTTP is enough for your shops"
        return Finding("browser", "warn", missing, advice)
    return Finding("browser", "ok", asyncio.run(_browser_version(settings)))


async def _browser_version(settings: Settings) -> str:
    """What Chromium says of itself."""
    from pricetrail.fetch.browser.config import BrowserConfig  # noqa: PLC0415 - rarely needed

    chromium = BrowserConfig.of(settings).chromium
    process = await asyncio.create_subprocess_exec(
        chromium, "--version", stdout=PIPE, stderr=DEVNULL
    )
    said, _ = await process.communicate()
    return f"{shorten(said.decode(errors='replace'), 80, placeholder=' …')}, {chromium}"


def _egress(settings: Settings) -> Finding:
    allowed = settings.egress_allow
    if not allowed:
        return Finding("egress", "ok", "public addresses only")
    found = f"also allowed: {', '.join(allowed)}"
    if any(_is_wide(entry) for entry in allowed):
        advice = (
            "name single hosts in PRICETRAIL_EGRESS_ALLOW: pages may redirect into that network"
        )
        return Finding("egress", "warn", found, advice)
    return Finding("egress", "ok", found)


def _is_wide(entry: str) -> bool:
    """Whether an entry allows a whole network."""
    try:
        return ip_network(entry, strict=False).num_addresses > 256
    except ValueError:
        return False


def _politeness(settings: Settings) -> Finding:
    if settings.politeness == "off":
        advice = "set PRICETRAIL_POLITENESS=on, unless all shops are your own"
        return Finding("politeness", "warn", "no gap between requests", advice)
    off = ", ".join(settings.politeness_off_hosts)
    found = f"{settings.gap_s:g} s between requests to one host"
    return Finding("politeness", "ok", found + (f", but not for {off}" if off else ""))


def _contact(settings: Settings) -> Finding:
    if settings.contact:
        return Finding("contact", "ok", settings.contact)
    advice = "set PRICETRAIL_CONTACT to a URL or mail address, so that shops can reach you"
    return Finding("contact", "warn", "the User-Agent names none", advice)
