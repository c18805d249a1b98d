"""All benchmarks, written to docs/benchmarks.md as measured: ``python -m benchmarks [NAME…]``.

With names, only those run, and they are shown and not written.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    alerts,
    analytics,
    api,
    crawl,
    extract,
    replay,
    report,
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


SECTIONS: dict[str, Callable[[], str]] = {
    "extract": extracted,
    "crawl": crawled,
    "store": stored,
    "cassandra": stored_in_cassandra,
    "api": answered,
    "workers": worked_off,
    "replay": replayed,
    "alerts": alerted,
    "analytics": analysed,
}


def main(names: list[str]) -> None:
    if unknown := set(names) - SECTIONS.keys():
        raise SystemExit(f"no benchmark {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    sections = [SECTIONS[name]() for name in names or SECTIONS]
    if names:
        print("\n".join(sections))
    else:
        text = "\n".join((_INTRODUCTION, report.header(_PACKAGES), *sections))
        DOCUMENT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
