import asyncio
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from pricetrail import crud
from pricetrail.alert_records import AlertRule, Delivery
from pricetrail.backup import make_backup
from pricetrail.batches import write_batch
from pricetrail.bootstrap import Services, services
from pricetrail.config import Settings
from pricetrail.export import export_jsonl
from pricetrail.quarantine import iter_held
from pricetrail.queue import Job
from pricetrail.schema import Page
from pricetrail.store.base import Write
from pricetrail.store.tables import ALERT_RULE, OUTBOX
from tests.support.background import running_shop
from tests.support.command import CommandLine
from tests.support.documents import ROOT
from tests.support.reader import Reader, prepare_pages
from tests.support.redis import RedisServer
from tests.support.shop import Reply, product_page
from tests.support.simulated import Simulated

PATHS = ("/p/kettle", "/p/1", "/p/2")
CASES = ("amazon-jp", "json-ld")


class Prepared(NamedTuple):
    """A folder in which the examples can be followed, and what stands for theirs."""

    folder: Path
    shop: str
    product_id: str
    held_id: str


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """A shop, a history of its products, saved pages, cases, a backup, and a batch that is due."""
    folder = tmp_path_factory.mktemp("prepared")
    with running_shop() as shop:
        base = f"http://127.0.0.1:{shop.port}"
        for path in PATHS:
            shop.replies[path] = Reply(product_page(f"A steel kettle, {path}", url=base + path))
        urls = "".join(f"<url><loc>{base}{path}</loc></url>" for path in PATHS)
        shop.replies["/sitemap.xml"] = Reply(f"<urlset>{urls}</urlset>")
        (folder / "urls.txt").write_text("".join(f"{base}{path}\n" for path in PATHS))
        prepare_pages(folder, product_page(url="https://shop.example/p/kettle"))
        (folder / "src/pricetrail/sites").mkdir(parents=True)
        for case in CASES:
            fixtures = Path("tests/sites/fixtures") / case
            shutil.copytree(ROOT / fixtures, folder / fixtures)
        product_id, held_id = asyncio.run(_history(folder, base))
        make_backup(folder / "trail.db", None, folder / "backup")
        for name in ("prices.db", "server.db"):
            shutil.copy(folder / "trail.db", folder / name)
        yield Prepared(folder, base, product_id, held_id)


@pytest.fixture
def reader(
    prepared: Prepared,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    redis_server: RedisServer,
    request: pytest.FixtureRequest,
) -> Iterator[Reader]:
    shutil.copytree(prepared.folder, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    cli = CommandLine(monkeypatch, capsys, tmp_path)
    cli.env["REDIS_URL"] = redis_server.new_url()
    cli.env["PRICETRAIL_CHANNELS"] = f"phone={prepared.shop}/told"
    cli.env["PRICETRAIL_WEBHOOK_SECRET"] = "a long random text"

    def simulated() -> Path:
        made: Simulated = request.getfixturevalue("simulated")
        return made.whole

    with Reader(cli, *prepared[1:], simulated) as reader:
        yield reader


async def _history(folder: Path, base: str) -> tuple[str, str]:
    """Some products are tracked and scraped, and the history is exported.

    Returns the kettle's id, and that of a price that was held back.
    """
    settings = Settings(
        store_url=f"sqlite:///{folder / 'trail.db'}",
        egress_allow=("127.0.0.1",),
        politeness="off",
        _env_file=None,
    )
    async with services(settings) as app:
        for path in PATHS:
            await crud.track(app.store, base + path, every=timedelta(hours=6), tags=["kitchen"])
            await app.pipeline.scrape_url(base + path)
        await crud.add_scrape_event(
            app.store,
            {"url": "https://www.amazon.de/dp/B000000000", "name": "A pan", "asin": "B000000000"},
        )
        await crud.create_token(app.store, "laptop", "read")
        due = [Job(t.target_id, t.shop, t.next_due) async for t in crud.iter_targets(app.store)]
        (folder / "batches.jsonl").write_bytes(write_batch(due))
        with (folder / "backup.jsonl").open("wb") as out:
            await export_jsonl(app.store, out)
        await _set_alerts(app)
        held_id = await _hold_back(app, base + PATHS[2])
        return await crud.resolve(app.store, base + PATHS[0]), held_id


async def _set_alerts(app: Services) -> None:
    """The rule, and the message that could not be delivered, that the examples name."""
    now = app.clock()
    rule = AlertRule(rule_id="1f2e3d4c5b6a", scope="all", kind="gone", created_at=now)
    message = Delivery(
        delivery_id="0f1e2d3c4b5a69788796a5b4c3d2e1f0",
        state="dead",
        channel="phone",
        alert_id="0123456789abcdef",
        title="A kettle",
        text="A kettle is gone",
        attempts=12,
        next_try=now,
        created_at=now,
    )
    rows = [Write(ALERT_RULE, ALERT_RULE.row(rule)), Write(OUTBOX, OUTBOX.row(message))]
    await app.store.put(rows)


async def _hold_back(app: Services, url: str) -> str:
    """Show a price there that is hard to believe."""
    body = product_page(price="0.01").encode()
    headers = {"content-type": "text/html; charset=utf-8"}
    await app.pipeline.take_page(Page(url, url, 200, headers, body, app.clock(), "posted"))
    [held] = [held async for held in iter_held(app.store)]
    return held.id
