"""The crawl with Scrapy: robots.txt obeyed, nothing slowed down, the unneeded switched off."""

from collections.abc import Iterator
from time import perf_counter
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess

from benchmarks.crawling.fields import read, with_lexbor, with_parsel
from benchmarks.crawling.job import Job, read_job, report


class ParselSpider(scrapy.Spider):  # type: ignore[misc]
    """Reads pages with Scrapy's own selectors."""

    name = "parsel"

    def parse(self, response: Any) -> Iterator[dict[str, Any]]:
        """One record a page."""
        yield read(response.url, with_parsel(response.selector))


class LexborSpider(scrapy.Spider):  # type: ignore[misc]
    """Reads pages with selectolax's lexbor parser."""

    name = "lexbor"

    def parse(self, response: Any) -> Iterator[dict[str, Any]]:
        """One record a page."""
        yield read(response.url, with_lexbor(response.body))


def settings(job: Job) -> dict[str, Any]:
    """Scrapy's settings for one fast crawl of one host."""
    return {
        "CONCURRENT_REQUESTS": job.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": job.concurrency,
        "DOWNLOAD_DELAY": 0,
        "AUTOTHROTTLE_ENABLED": False,
        "ROBOTSTXT_OBEY": True,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "LOG_LEVEL": "ERROR",
        "FEEDS": {str(job.out): {"format": "jsonlines"}},
    }


def main() -> None:
    job = read_job()
    spider = LexborSpider if job.parser == "lexbor" else ParselSpider
    process = CrawlerProcess(settings(job))
    started = perf_counter()
    process.crawl(spider, start_urls=job.urls)
    process.start()
    report(perf_counter() - started)


if __name__ == "__main__":
    main()
