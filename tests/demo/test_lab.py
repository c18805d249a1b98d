"""The lab that notebooks open: the same at every run, and gone at the end."""

import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from pricetrail import crud
from pricetrail.demo.lab import FIRST_DAY, Lab, open_lab
from pricetrail.errors import NotFound, ServiceUnavailable
from pricetrail.web.charts.alone import standing_alone
from pricetrail.web.charts.history import Line, history_chart
from pricetrail.web.charts.runs import points_of_events, runs_of
from pricetrail.web.charts.scales import TimeScale

SLUG = "wooden-train-42"


@pytest.fixture
async def lab() -> AsyncIterator[Lab]:
    opened = await open_lab()
    yield opened
    await opened.close()
    assert not opened.folder.exists()


async def test_a_fresh_visit_asks_for_the_page_whole(lab: Lab) -> None:
    first = await lab.visit(SLUG)
    again = await lab.visit(SLUG)
    fresh = await lab.visit(SLUG, FIRST_DAY + timedelta(hours=1), fresh=True)
    outcomes = [scrape.attempt.outcome for scrape in (first, again, fresh)]
    assert outcomes == ["ok", "not_modified", "ok"]
    assert fresh.event is not None
    assert fresh.event.created == FIRST_DAY + timedelta(hours=1)


async def test_a_command_beside_it_reaches_the_same_store_and_shops(lab: Lab) -> None:
    target = await crud.track(lab.app.store, lab.url_outside(SLUG))
    await lab.start("dispatch", "--json", until='"state":"ok"')
    scraped = await crud.get_target(lab.app.store, target.target.target_id)
    assert scraped.state == "ok"


async def test_what_cannot_be_is_said(lab: Lab) -> None:
    with pytest.raises(NotFound, match=SLUG):
        await lab.visit("no-such-thing")
    with pytest.raises(ServiceUnavailable, match="o such command"):
        await lab.start("no-such-command", until="ready")
    await lab.close()


async def test_a_chart_stands_alone(lab: Lab) -> None:
    for day in range(0, 50, 10):
        await lab.visit(SLUG, FIRST_DAY + timedelta(days=day))
    product_id = await crud.resolve(lab.app.store, lab.url(SLUG))
    seen = await crud.latest(lab.app.store, product_id)
    times = TimeScale(seen[-1].created, seen[0].created)
    line = Line("A train", runs_of(points_of_events(seen)))
    chart = history_chart([line], times, currency="USD", label="a price")
    assert chart is not None
    drawn = ET.fromstring(standing_alone(chart, width=500, height=200))
    assert (drawn.tag, drawn.get("viewBox")) == ("{http://www.w3.org/2000/svg}svg", "0 0 500 200")
    assert drawn.find(".//*[@class='line line-1']") is not None
