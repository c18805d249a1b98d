"""Pages are read beside the event loop as they are read in it, whatever happens to a reader."""

import asyncio
import os
import signal
import struct
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from pricetrail import extractors
from pricetrail.errors import RecordInvalid
from pricetrail.extract import extract
from pricetrail.extractors import Readers
from pricetrail.schema import Page

HTML = """<html><head><title>Kettle 1</title><script type="application/ld+json">
{"@type": "Product", "name": "%s", "offers": {"price": "24.99", "priceCurrency": "EUR"}}
</script></head><body><h1>Kettle 1</h1></body></html>"""


def page(html: str = HTML % "Kettle 1") -> Page:
    return Page(
        url="https://shop.example/p/1",
        final_url="https://shop.example/p/1",
        status=200,
        headers={"content-type": "text/html; charset=utf-8"},
        body=html.encode(),
        fetched_at=datetime(2026, 1, 2, tzinfo=UTC),
        fetcher="http",
    )


@asynccontextmanager
async def running(count: int, **options):
    async with Readers(count, **options) as readers, asyncio.timeout(60):
        await until_ready(readers)
        yield readers


async def until_ready(readers: Readers) -> None:
    while any(reader._input is None for reader in readers._readers):  # noqa: ASYNC110
        await asyncio.sleep(0.01)


@pytest.fixture
def not_here(monkeypatch):
    """Lets no page be read in this process."""

    def refuse(page: Page):
        pytest.fail("it was read in this process")

    monkeypatch.setattr(extractors, "extract", refuse)


async def test_reads_here_without_readers():
    async with Readers(0) as readers:
        assert await readers.extract(page()) == extract(page())


async def test_reads_here_until_a_reader_is_ready():
    async with Readers(1) as readers:
        assert await readers.extract(page()) == extract(page())


async def test_ends_a_reader_that_is_still_loading():
    async with Readers(1) as readers:
        while (process := readers._readers[0]._process) is None:  # noqa: ASYNC110
            await asyncio.sleep(0.001)
    assert process.returncode is not None


async def test_a_reader_says_the_same(not_here):
    async with running(1) as readers:
        said = await readers.extract(page())
    assert said == extract(page())
    assert said.record.name == "Kettle 1"


async def test_many_at_once_are_each_answered():
    pages = [page(HTML % f"Kettle {n}" + "x" * 300_000) for n in range(12)]
    async with running(2) as readers:
        said = await asyncio.gather(*map(readers.extract, pages))
    assert said == [extract(each) for each in pages]


async def test_an_invalid_record_is_raised_as_such(not_here):
    nameless = HTML.replace("Kettle 1", "%s") % (("K" * 3000,) * 3)
    async with running(1) as readers:
        with pytest.raises(RecordInvalid, match="a product needs a name") as raised:
            await readers.extract(page(nameless))
    assert "a product needs a name" in raised.value.detail


async def test_a_reader_that_dies_gives_up_its_pages_and_comes_back(not_here, capfd):
    async with running(1) as readers:
        await readers.extract(page())
        readers._readers[0]._input.write(struct.pack("<I", 1) + b"?")
        with pytest.raises(RecordInvalid, match="ended the process"):
            await readers.extract(page())
        await until_ready(readers)
        assert (await readers.extract(page())).record.name == "Kettle 1"
    assert "UnpicklingError" in capfd.readouterr().err


async def test_a_page_whose_reading_does_not_end_is_given_up_and_harms_no_other():
    async with running(1, longest=timedelta(seconds=0.2)) as readers:
        os.kill(readers._readers[0]._process.pid, signal.SIGSTOP)
        said = await asyncio.gather(
            *(readers.extract(page(HTML % f"Kettle {n}")) for n in (1, 2)), return_exceptions=True
        )
        assert isinstance(said[0], RecordInvalid)
        assert str(said[0]) == "reading this page took longer than 0.2 seconds"
        assert said[1].record.name == "Kettle 2"
        await until_ready(readers)


async def test_who_ends_does_not_wait_for_a_page_whose_reading_does_not_end():
    async with asyncio.timeout(60), running(1, longest=timedelta(seconds=0.2)) as readers:
        os.kill(readers._readers[0]._process.pid, signal.SIGSTOP)
        asked = asyncio.create_task(readers.extract(page()))
        await asyncio.sleep(0)
    with pytest.raises(RecordInvalid, match="took longer"):
        await asked


async def test_who_stops_waiting_disturbs_nobody(not_here):
    async with running(1) as readers:
        given_up = asyncio.create_task(readers.extract(page()))
        other = asyncio.create_task(readers.extract(page(HTML % "Kettle 2")))
        await asyncio.sleep(0)
        given_up.cancel()
        assert (await other).record.name == "Kettle 2"


async def test_the_event_loop_goes_on_while_a_large_page_is_read():
    large = page("<html><table>" + "<tr><td>a<td>b" * 100_000)
    turns = 0
    async with Readers(0) as readers:
        reading = asyncio.create_task(readers.extract(large))
        while not reading.done():
            await asyncio.sleep(0)
            turns += 1
    assert reading.result() == extract(large)
    assert turns > 2
