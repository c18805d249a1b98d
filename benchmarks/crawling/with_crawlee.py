"""The crawl with Crawlee: requests in memory, no sessions, autoscaling held at the concurrency."""

import asyncio
import json
from datetime import timedelta
from time import perf_counter
from typing import Any, TextIO

from crawlee import ConcurrencySettings
from crawlee.configuration import Configuration
from crawlee.crawlers import HttpCrawler, HttpCrawlingContext, ParselCrawler, ParselCrawlingContext
from crawlee.storage_clients import MemoryStorageClient

from benchmarks.crawling.fields import read, with_lexbor, with_parsel
from benchmarks.crawling.job import Job, read_job, report


def options(job: Job) -> dict[str, Any]:
    """A crawler's options for one fast crawl of one host."""
    return {
        "configuration": Configuration(log_level="ERROR", max_used_cpu_ratio=1.0),
        "storage_client": MemoryStorageClient(),
        "concurrency_settings": ConcurrencySettings(
            min_concurrency=job.concurrency,
            max_concurrency=job.concurrency,
            desired_concurrency=job.concurrency,
        ),
        "use_session_pool": False,
        "respect_robots_txt_file": True,
        "status_message_logging_interval": timedelta(hours=1),
    }


def with_selectors(job: Job, out: TextIO) -> ParselCrawler:
    """A crawler that reads pages with Crawlee's Parsel integration."""

    async def handle(context: ParselCrawlingContext) -> None:
        record = read(context.request.url, with_parsel(context.selector))
        out.write(json.dumps(record) + "\n")

    return ParselCrawler(request_handler=handle, **options(job))


def with_plain_http(job: Job, out: TextIO) -> HttpCrawler:
    """A crawler that takes the bytes and reads them with selectolax's lexbor parser."""

    async def handle(context: HttpCrawlingContext) -> None:
        body = await context.http_response.read()
        out.write(json.dumps(read(context.request.url, with_lexbor(body))) + "\n")

    return HttpCrawler(request_handler=handle, **options(job))


async def crawl(job: Job) -> None:
    """Crawl all pages, and report."""
    started = perf_counter()
    with job.out.open("w") as out:
        make = with_plain_http if job.parser == "lexbor" else with_selectors
        await make(job, out).run(job.urls)
    report(perf_counter() - started)


if __name__ == "__main__":
    asyncio.run(crawl(read_job()))
