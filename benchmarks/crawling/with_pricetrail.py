"""The crawl with pricetrail's whole pipeline: gate, robots.txt, extraction, validation, SQLite."""

import asyncio
from collections.abc import Iterator
from time import perf_counter
from urllib.parse import urlsplit

from benchmarks.crawling.job import Job, read_job, report
from pricetrail.bootstrap import services
from pricetrail.config import Settings
from pricetrail.pipeline import Pipeline


def settings(job: Job) -> Settings:
    """A store of its own, no archive, and leave to crawl the loopback host without a gap."""
    host = urlsplit(job.origin).hostname or ""
    return Settings(
        _env_file=None,
        store_url=f"sqlite:///{job.out}",
        archive_url="off",
        egress_allow=(host,),
        politeness_off_hosts=(host,),
        readers=job.parser == "beside",
    )


async def crawl(job: Job) -> None:
    """Scrape all pages, `concurrency` at a time, and report."""
    started = perf_counter()
    waiting = iter(job.urls)
    async with services(settings(job)) as built:
        workers = (scrape_all(built.pipeline, waiting) for _ in range(job.concurrency))
        await asyncio.gather(*workers)
    report(perf_counter() - started)


async def scrape_all(pipeline: Pipeline, waiting: Iterator[str]) -> None:
    """Scrape until nothing is waiting. Raises RuntimeError for a page that gave no event."""
    for url in waiting:
        scrape = await pipeline.scrape_url(url)
        if scrape.event is None:
            raise RuntimeError(f"{url}: {scrape.attempt.outcome}: {scrape.attempt.reason}")


if __name__ == "__main__":
    asyncio.run(crawl(read_job()))
