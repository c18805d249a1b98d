"""A ring of three Cassandra nodes on loopback addresses, to be killed and started at will."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tools.cassandra.node import QUICK_START, Node, free_port, is_free

ADDRESSES = ("127.0.0.1", "127.0.0.2", "127.0.0.3")
_START_TIMEOUT_S = 180
# There is nothing to stream to a node that joins an empty ring, so none waits for the others.
_OPTIONS = (
    *QUICK_START,
    "-Dcassandra.auto_bootstrap=false",
    "-Dcassandra.ring_delay_ms=3000",
)


class Ring:
    """Three nodes of one cluster; the first one's address is the seed.

    A write is on disk before it is acknowledged, so that `kill` loses none.
    """

    def __init__(self, folder: Path) -> None:
        port, storage_port = _port_free_on_all(), _port_free_on_all()
        self.nodes = [
            Node(
                folder / address,
                address=address,
                port=port,
                storage_port=storage_port,
                heap_mb=320,
                jvm_options=_OPTIONS,
            )
            for address in ADDRESSES
        ]

    def url(self, keyspace: str) -> str:
        """The STORE_URL of a keyspace with a copy on every node."""
        return f"cassandra://{','.join(ADDRESSES)}:{self.nodes[0].port}/{keyspace}?replication=3"

    async def join(self) -> None:
        """Make the ring: the seed starts first, and in the end everyone knows everyone."""
        await self.start(self.nodes[0])
        await self.start(*self.nodes[1:])
        async with asyncio.timeout(_START_TIMEOUT_S):
            while not all(map(self._knows_the_others, self.nodes)):  # noqa: ASYNC110
                await asyncio.sleep(0.1)

    def _knows_the_others(self, node: Node) -> bool:
        """Whether a node has said that it sees each of the others."""
        said = node.log.read_text(errors="replace")
        others = (other for other in self.nodes if other is not node)
        return all(f"/{other.address}:{other.storage_port} is now UP" in said for other in others)

    async def start(self, *nodes: Node) -> None:
        """Start those nodes, all at once."""
        await asyncio.gather(*(asyncio.to_thread(n.start, _START_TIMEOUT_S) for n in nodes))

    async def kill(self, *nodes: Node) -> None:
        """End nodes at once, as a power cut would."""
        await asyncio.gather(*(asyncio.to_thread(node.kill) for node in nodes))


@asynccontextmanager
async def running_ring(folder: Path) -> AsyncIterator[Ring]:
    """A ring whose three nodes are up; none is left at the end."""
    ring = Ring(folder)
    try:
        await ring.join()
        yield ring
    finally:
        await ring.kill(*ring.nodes)


def _port_free_on_all() -> int:
    while True:
        port = free_port(ADDRESSES[0])
        if all(is_free(address, port) for address in ADDRESSES):
            return port
