"""All benchmarks, written to docs/benchmarks.md as measured: ``python -m benchmarks [NAME…]``.

With names, only those run: they are shown, and with ``--write`` take the place of their former
sections.
"""

import argparse
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import (
    alerts,
    analytics,
    api,
    browser,
    crawl,
    extract,
    replay,
    report,
    schedule,
    store,
    store_cassandra,
    workers,
)

DOCUMENT = Path(__file__).parent.parent / "docs" / "benchmarks.md"
_PACKAGES = (
    "aiohttp",
    "cassandra-driver",
    "celery",
    "duckdb",
    "fastapi",
    "pyarrow",
    "selenium",
    "turbohtml",
    "uvicorn",
)
_INTRODUCTION = """\
# Benchmarks

Written by `make bench`, as measured, also where a peer is faster. A ratio compares figures of one
run on one machine; the figures themselves are worth nothing on another.
"""


def stored() -> str:
    """The section about the embedded store."""
    return report.markdown(store.TITLE, store.run())


def stored_in_cassandra() -> str:
    """The section about the store on Cassandra."""
    return store_cassandra.markdown(store_cassandra.run())


def crawled() -> str:
    """The section about crawling."""
    return crawl.markdown(crawl.run())


def extracted() -> str:
    """The section about extraction; writes its tables into docs/extraction.md too."""
    found = extract.run()
    extract.write(found)
    return extract.markdown(found)


def answered() -> str:
    """The section about the API and the web UI."""
    return api.markdown(api.run())


def worked_off() -> str:
    """The section about workers."""
    return workers.markdown(workers.run())


def replayed() -> str:
    """The section about the archive."""
    return report.markdown(replay.TITLE, replay.run())


def alerted() -> str:
    """The section about alerts."""
    return report.markdown(alerts.TITLE, alerts.run())


def analysed() -> str:
    """The section about export and SQL."""
    return report.markdown(analytics.TITLE, analytics.run())


def browsed() -> str:
    """The section about pages that need a browser."""
    return browser.markdown(browser.run())


def dispatched() -> str:
    """The section about dispatch, on both kinds of store."""
    return schedule.markdown({kind: schedule.run(kind) for kind in ("sqlite", "cassandra")})


SECTIONS: dict[str, Callable[[], str]] = {
    "extract": extracted,
    "crawl": crawled,
    "store": stored,
    "cassandra": stored_in_cassandra,
    "api": answered,
    "workers": worked_off,
    "schedule": dispatched,
    "browser": browsed,
    "replay": replayed,
    "alerts": alerted,
    "analytics": analysed,
}


def measured(name: str) -> str:
    """A section, with its day (UTC) and how busy the machine was below its title."""
    busy, day = os.getloadavg()[0], datetime.now(UTC).date()
    title, rest = SECTIONS[name]().split("\n", 1)
    return f"{title}\n\nMeasured {day}, at a load average of {busy:.1f} before it.\n{rest}"


def sections_of(document: str) -> dict[str, str]:
    """The sections of a document by their titles, in its order."""
    parts = document.split("\n## ")[1:]
    return {part.split("\n", 1)[0]: f"## {part.rstrip()}\n" for part in parts}


def write(section: str) -> None:
    """Write the document with this section in the place of the one with its title."""
    former = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
    found = sections_of(former)
    found |= sections_of(f"\n{section}")
    text = "\n".join((_INTRODUCTION, report.header(_PACKAGES), *found.values()))
    DOCUMENT.write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SECTIONS))
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    if unknown := set(asked.names) - SECTIONS.keys():
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    for name in asked.names or SECTIONS:
        section = measured(name)
        print(section, flush=True)
        if asked.write or not asked.names:
            write(section)


if __name__ == "__main__":
    main()
