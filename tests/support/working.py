"""The Celery app of the tests' workers: ours, with a shop on this machine and short leases.

The environment tells where the shop listens. Leases are short, since a test has no fifteen
minutes to see one end; nothing else is other than it is.
"""

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from pricetrail import schedule
from pricetrail.bootstrap import Overrides, Services, services
from pricetrail.config import Settings
from pricetrail.fetch.gate import Endpoint

SHOP_PORT = "TESTS_SHOP_PORT"
LEASE_S = "TESTS_LEASE_S"
HOSTS = tuple(f"shop{n}.test" for n in range(50))


def overrides(port: int) -> Overrides:
    """What makes services reach the test's shop by all its names."""
    return Overrides(host_map=dict.fromkeys(HOSTS, Endpoint("127.0.0.1", port)))


def shorten(lease: timedelta, tick: timedelta) -> None:
    """Have leases end, and Beat tick, so soon in this process."""
    for name, module in list(sys.modules.items()):
        if name.startswith(schedule.__name__):
            for constant, value in (("LEASE", lease), ("TICK", tick)):
                if hasattr(module, constant):
                    setattr(module, constant, value)


@asynccontextmanager
async def _open_services(settings: Settings) -> AsyncIterator[Services]:
    async with services(settings, overrides(int(os.environ[SHOP_PORT]))) as built:
        yield built


if SHOP_PORT in os.environ:  # in a worker
    shorten(timedelta(seconds=float(os.environ[LEASE_S])), timedelta(seconds=1))

    from pricetrail.worker.celery_app import make_app

    app = make_app(open_services=_open_services)
