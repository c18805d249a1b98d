"""A process that fetches a page again and again: ``python -m``, Redis, the shop's port, times.

It says a word when it has its first page, so that it can be killed in the midst of its work.
"""

import asyncio
import sys

from yarl import URL

from pricetrail.fetch.client import BodyLimits, Budget, HttpClient, HttpConfig
from pricetrail.fetch.gate import Egress, Endpoint
from pricetrail.fetch.shared.link import Link
from pricetrail.fetch.shared.politeness import RedisPoliteness
from tests.support.processes import PATIENCE_S
from tests.support.shop import HOST


async def _fetch(url: str, port: str, times: str) -> None:
    politeness = RedisPoliteness(
        Link(url, answer_s=PATIENCE_S), 0.05, longest_turn_s=0.5, settle_s=0.0
    )
    egress = Egress(host_map={HOST: Endpoint("127.0.0.1", int(port))})
    http = HttpClient(HttpConfig("pricetrail/0"), egress, politeness)
    for _ in range(int(times)):
        await http.get(URL(f"http://{HOST}/"), Budget(PATIENCE_S), BodyLimits(1000))
        sys.stdout.write(".")
        sys.stdout.flush()
    await http.close()


if __name__ == "__main__":
    asyncio.run(_fetch(*sys.argv[1:]))
