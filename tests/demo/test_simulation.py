import shutil
from pathlib import Path

import pytest

from pricetrail import crud, quarantine
from pricetrail.clock import utc_now
from pricetrail.config import Settings
from pricetrail.demo.simulate import LIVE_INTERVAL, SIMULATED, Demo, open_demo, simulate
from tests.support.simulated import Simulated


@pytest.fixture
def settings(tmp_path: Path, simulated: Simulated) -> Settings:
    shutil.copy(simulated.whole, tmp_path / "demo.db")
    return Settings(data_dir=tmp_path, store_url="", _env_file=None)


async def histories(demo: Demo):
    return {
        product.product_id: [e async for e in crud.history(demo.services.store, product.product_id)]
        async for product in crud.iter_products(demo.services.store)
    }


async def waiting_of(demo: Demo):
    return [held async for held in quarantine.iter_held(demo.services.store, status="open")]


async def test_ninety_days_of_history_and_then_live(settings: Settings) -> None:
    async with open_demo(settings) as demo:
        events = await histories(demo)
        assert sum(len(history) >= 30 for history in events.values()) >= 15
        assert sum(len({e.price for e in history}) > 1 for history in events.values()) >= 15
        first = min(history[-1].created for history in events.values())
        assert SIMULATED * 0.9 <= utc_now() - first <= SIMULATED * 1.1
        assert all(history[0].created <= utc_now() for history in events.values())
        target = await crud.get_target(demo.services.store, demo.shop.product_urls()[0])
        assert target.next_due <= utc_now() + LIVE_INTERVAL
        outcomes = {t.state async for t in crud.iter_targets(demo.services.store)}
        assert outcomes >= {"ok"}
        waiting = await waiting_of(demo)
        assert {held.outcome for held in waiting} == {"suspect", "invalid"}
        suspect = next(held for held in waiting if held.outcome == "suspect")
        assert suspect.product_id in events
        assert suspect.price > suspect.price_before * 50
        assert all(held.archive_ref for held in waiting)

        assert [moment async for moment in simulate(demo)] == []
        assert abs(demo.clock() - utc_now()).total_seconds() < 5
        assert await histories(demo) == events
        assert await waiting_of(demo) == waiting
