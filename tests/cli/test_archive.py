"""`archive`: what is kept, what is damaged, and the pages as a file."""

import asyncio
import hashlib
from pathlib import Path

import pytest
from fastwarc import ArchiveIterator, WarcRecordType

from pricetrail import crud
from pricetrail.schema import ProductVersion
from pricetrail.screenshots import Screenshots
from pricetrail.store.base import Write
from pricetrail.store.sqlite import SqliteStore
from pricetrail.store.tables import ATTEMPT, PRODUCT_VERSION
from tests.support.archived import files_of
from tests.support.command import CommandLine


@pytest.fixture
def scraped(cli: CommandLine, kettle: str) -> CommandLine:
    """A command line over one archived product page and one that is missing at the shop."""
    gone = kettle.replace("kettle", "gone")
    assert cli("scrape", kettle, gone).code == 1
    return cli


def test_what_is_kept_is_counted(scraped: CommandLine) -> None:
    [used] = scraped("archive", "stats", "--json").lines
    assert (used["pages"], used["bodies"]) == (2, 2)
    assert used["place"].endswith("/archive")
    assert "2 pages in 2 bodies" in scraped("archive", "stats").out


def test_an_event_names_its_page(scraped: CommandLine) -> None:
    [product] = scraped("products", "--json").lines
    [event] = scraped("history", product["product_id"], "--json").lines
    names = {file.name for file in files_of(scraped.folder / "archive")}
    assert f"{event['archive_ref']}.zst" in names


def test_damage_ends_with_1(scraped: CommandLine) -> None:
    assert scraped("archive", "verify").code == 0
    body = next(f for f in files_of(scraped.folder / "archive") if f.suffix == ".zst")
    body.write_bytes(b"rotten")
    result = scraped("archive", "verify", "--json")
    assert result.code == 1
    assert [line["name"].endswith(body.name) for line in result.lines] == [True]
    assert body.name in scraped("archive", "verify").out
    assert scraped("archive", "verify", "--repair").code == 1
    assert not body.exists()


def test_the_pages_of_one_shop_are_exported(scraped: CommandLine) -> None:
    out = scraped.folder / "pages.warc.gz"
    assert "exported 2 pages" in scraped("archive", "export", out).err
    with out.open("rb") as stream:
        records = ArchiveIterator(stream, WarcRecordType.response)
        assert sorted(record.http_headers.status_code for record in records) == [200, 404]
    assert scraped("archive", "export", out, "--host", "other.example").code == 0
    with out.open("rb") as stream:
        assert list(ArchiveIterator(stream, WarcRecordType.response)) == []


def test_an_export_with_another_name_is_refused(scraped: CommandLine) -> None:
    assert scraped("archive", "export", scraped.folder / "pages.zip").code == 2


def test_pruning_leaves_what_was_just_kept(scraped: CommandLine) -> None:
    assert "removed: 0 pages and 0 bodies" in scraped("archive", "prune").err
    assert "would go: 0 pages" in scraped("archive", "prune", "--dry-run").err
    assert scraped("archive", "verify").code == 0


def test_without_an_archive_the_setting_is_named(cli: CommandLine) -> None:
    result = cli("archive", "stats", ARCHIVE_URL="off")
    assert (result.code, result.err) == (2, "error: ARCHIVE_URL=off: no pages are archived\n")


def test_a_purge_removes_the_pages_of_its_product_alone(scraped: CommandLine, kettle: str) -> None:
    [product] = scraped("products", "--json").lines
    told = scraped("purge", product["product_id"], "--yes")
    assert "and 1 archived page" in told.err
    [used] = scraped("archive", "stats", "--json").lines
    assert (used["pages"], used["bodies"]) == (1, 1)
    assert scraped("archive", "verify").code == 0
    assert scraped("purge", kettle.replace("kettle", "gone"), "--yes").code == 0
    [used] = scraped("archive", "stats", "--json").lines
    assert (used["pages"], used["bodies"]) == (0, 0)


async def _with_pictures(folder: Path, url: str) -> list[Path]:
    """Screenshots of a target's attempts, and a picture its product once had; where they are."""
    screenshots, pictures = Screenshots(folder / "screenshots"), folder / "pictures"
    pictures.mkdir()
    kept = []
    store = SqliteStore(folder / "trail.db")
    await store.open()
    try:
        target = await crud.get_target(store, url)
        async for one in crud.attempts(store, target):
            name = await screenshots.keep(one.uuid, b"\xff\xd8\xff")
            told = one.model_copy(update={"screenshot": name})
            await store.put([Write(ATTEMPT, ATTEMPT.row(told))])
            kept.append(folder / "screenshots" / str(name))
        if target.product_id is not None:
            image = "https://img.example/kettle.jpg"
            product = await crud.get_product(store, target.product_id)
            facts = {**product.model_dump(), "image_url": image, "version": "f" * 16}
            fields = ProductVersion.model_fields
            version = ProductVersion(
                recorded_at=product.last_event_at, **{k: v for k, v in facts.items() if k in fields}
            )
            await store.put([Write(PRODUCT_VERSION, PRODUCT_VERSION.row(version))])
            kept.append(pictures / hashlib.sha256(image.encode()).hexdigest())
            kept[-1].write_bytes(b"\xff\xd8\xff")
    finally:
        await store.close()
    return kept


def test_a_purge_removes_pictures_and_screenshots(scraped: CommandLine, kettle: str) -> None:
    gone = kettle.replace("kettle", "gone")
    kept = asyncio.run(_with_pictures(scraped.folder, kettle))
    others = scraped.folder / "pictures" / "another"
    others.write_bytes(b"\xff\xd8\xff")
    assert len(kept) == 2
    assert scraped("purge", kettle, "--yes").code == 0
    assert [path for path in kept if path.exists()] == []
    assert others.exists()
    others.unlink()
    (scraped.folder / "pictures").rmdir()
    [screenshot] = asyncio.run(_with_pictures(scraped.folder, gone))
    assert scraped("purge", gone, "--yes").code == 0
    assert not screenshot.exists()
