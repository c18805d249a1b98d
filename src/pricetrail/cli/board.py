"""What `up` shows: a live table on a terminal; the table once, then a line a scrape, otherwise."""

from types import TracebackType
from typing import Self

from rich.console import Group, RenderableType
from rich.live import Live
from rich.text import Text

from pricetrail import crud
from pricetrail.cli.console import cell, plain, stdout
from pricetrail.cli.sheet import Sheet
from pricetrail.cli.sparkline import sparkline
from pricetrail.cli.wording import amount, availability_text, moment_text, now_text, state_text
from pricetrail.pipeline import Scrape
from pricetrail.schema import Product
from pricetrail.store.base import Store

_MOST_ROWS = 30
_NAME_WIDTH = 34
_SPARK_WIDTH = 16
_LEAST_NAME = 10
_PRICE_WIDTH = 18


class Board:
    """The products of one store with their latest observation, the last scraped ones kept."""

    def __init__(self, store: Store, title: str) -> None:
        self._store = store
        self._title = title
        self._rows: dict[str, dict[str, Text]] = {}
        self._console = stdout()
        self._scraped = 0
        self._live = Live(console=self._console, auto_refresh=False)

    async def __aenter__(self) -> Self:
        """Take the terminal, if there is one."""
        if self._console.is_terminal:
            self._live.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave the last state of the table standing."""
        self._live.stop()

    @property
    def is_full(self) -> bool:
        """Whether another product would push one out."""
        return len(self._rows) >= _MOST_ROWS

    async def add(self, product: Product) -> None:
        """Show a product, in its place if it is shown already."""
        days = await crud.product_days(self._store, product.product_id)
        lows = [d.low for d in days if d.low is not None and d.currency == product.currency]
        highs = [d.high for d in days if d.high is not None and d.currency == product.currency]
        if product.product_id not in self._rows and self.is_full:
            del self._rows[next(iter(self._rows))]
        self._rows[product.product_id] = {
            "product": cell(product.name),
            "price": cell(amount(product.price, product.currency), "bold"),
            "low": cell(amount(min(lows, default=None), product.currency)),
            "high": cell(amount(max(highs, default=None), product.currency)),
            "trend": plain(sparkline([d.last for d in days], _SPARK_WIDTH), "cyan"),
            "now": now_text(product.state, product.availability),
        }

    async def show(self) -> None:
        """Bring the terminal up to date; elsewhere print the table, this once."""
        if self._console.is_terminal:
            self._live.update(Group(self._header(), self._table()), refresh=True)
        else:
            self._console.print(self._header())
            self._console.print(self._table())

    async def tell(self, scrape: Scrape) -> None:
        """Show how a scrape went."""
        self._scraped += 1
        product_id = scrape.attempt.product_id
        product = None
        if product_id is not None:
            product = scrape.product or await crud.find_product(self._store, product_id)
        if product is not None:
            await self.add(product)
        if self._console.is_terminal:
            await self.show()
        else:
            self._console.print(_line(scrape, product), soft_wrap=True)

    def _header(self) -> Text:
        scraped = f" · {self._scraped} scraped" if self._scraped else ""
        return plain(f"{self._title} · {len(self._rows)} products{scraped} · Ctrl-C ends", "bold")

    def _table(self) -> RenderableType:
        if not self._rows:
            return plain("no product yet; `pricetrail track URL` brings some, also now", "dim")
        narrow = Sheet("product", "price", right=["price"])
        made = Sheet(
            *("product", "price", "low", "high", "trend", "now"),
            right=("price", "low", "high"),
            spare=("low", "high", "trend"),
            narrow=narrow,
        )
        for name, *others in (row.values() for row in self._rows.values()):
            made.add_row(_shortened(name, _NAME_WIDTH), *others)
            room = self._console.width - _PRICE_WIDTH
            narrow.add_row(_shortened(name, max(room, _LEAST_NAME)), others[0])
        return made


def _shortened(text: Text, width: int) -> Text:
    short = text.copy()
    short.truncate(width, overflow="ellipsis")
    return short


def _line(scrape: Scrape, product: Product | None) -> Text:
    attempt, event = scrape.attempt, scrape.event
    what = product.name if product is not None else attempt.url
    found = [attempt.reason]
    if event is not None:
        stock = availability_text(event.availability).plain if event.availability else None
        found = [amount(event.price, event.currency), stock]
    parts = (moment_text(attempt.created), state_text(attempt.outcome).plain, what, *found)
    return plain("  ".join(part for part in parts if part))
