"""A process of its own that fetches, and prints its peak memory in MB before and after.

Arguments: the port of shop.test, the largest page in bytes, and paths. Each path is expected to
be rejected; the page at /page is fetched before, so that all code is loaded by then.
"""

import asyncio
import resource
import sys

from pricetrail.errors import PageRejected
from pricetrail.fetch.base import Request
from pricetrail.fetch.client import HttpClient, HttpConfig
from pricetrail.fetch.gate import Egress, Endpoint
from pricetrail.fetch.http import HttpFetcher
from pricetrail.fetch.politeness import LocalPoliteness
from pricetrail.fetch.robots import Robots

SHOP = "http://shop.test"


def peak_mb() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


async def main(port: int, max_page_bytes: int, paths: list[str]) -> None:
    client = HttpClient(
        HttpConfig("pricetrail/0", max_page_bytes=max_page_bytes),
        Egress(host_map={"shop.test": Endpoint("127.0.0.1", port)}),
        LocalPoliteness(0, off=True),
    )
    fetcher = HttpFetcher(client, Robots(client))
    await fetcher.fetch(Request(f"{SHOP}/page"))
    before = peak_mb()
    for path in paths:
        try:
            await fetcher.fetch(Request(SHOP + path))
        except PageRejected:
            continue
        sys.exit(f"{path} was not rejected")
    await fetcher.close()
    sys.stdout.write(f"{before} {peak_mb()}")


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]))
