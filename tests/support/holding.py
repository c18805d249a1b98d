"""A process that holds a turn at a host until it is killed: ``python -m``, Redis and host."""

import asyncio
import sys

from pricetrail.fetch.shared.link import Link
from pricetrail.fetch.shared.politeness import RedisPoliteness
from tests.support.processes import PATIENCE_S


async def _hold(url: str, host: str) -> None:
    politeness = RedisPoliteness(
        Link(url, answer_s=PATIENCE_S), 0.05, longest_turn_s=0.5, settle_s=0.0
    )
    async with politeness.turn(host):
        sys.stdout.write("held\n")
        sys.stdout.flush()
        sys.stdin.read()  # blocks all of it: nothing is renewed, given up or said


if __name__ == "__main__":
    asyncio.run(_hold(*sys.argv[1:]))
