"""The demo's ninety days, simulated once for all tests that only need them to be there."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from pricetrail.clock import utc_now
from pricetrail.config import Settings
from pricetrail.demo.simulate import open_demo, simulate
from pricetrail.store.sqlite.snapshots import write_snapshot
from tests.support.background import running_loop

REST = timedelta(days=20)
_PART = "part.db"
_WHOLE = "whole.db"


class Simulated(NamedTuple):
    """Two stores, to be copied: `part` lacks the last twenty days, which `whole` has."""

    part: Path
    whole: Path

    @classmethod
    def within(cls, folder: str) -> "Simulated":
        return cls(Path(folder, _PART), Path(folder, _WHOLE))


@contextmanager
def simulating(folder: Path) -> Iterator[str]:
    """The folder that has both; a simulation is broken off for them, and continued."""
    folder.mkdir()
    with running_loop("demo") as run:
        run(_simulate(folder))
    yield str(folder)


async def _simulate(folder: Path) -> None:
    settings = Settings(data_dir=folder, store_url="", _env_file=None)
    made = folder / "demo.db"
    part_ends = utc_now() - REST
    async with open_demo(settings) as demo:
        days = simulate(demo)
        async for moment in days:
            if moment > part_ends:
                break
        await days.aclose()
    write_snapshot(made, folder / _PART)
    async with open_demo(settings) as demo:
        async for _ in simulate(demo):
            pass
    write_snapshot(made, folder / _WHOLE)
