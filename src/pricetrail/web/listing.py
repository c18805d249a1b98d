"""The list of products as a page: its filters, order, pages and views."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pricetrail import states
from pricetrail.overview import CardPage, Facets
from pricetrail.schema import Target
from pricetrail.states import Said
from pricetrail.web import words
from pricetrail.web.cards import SORTS, CardView, card_view, sorted_cards
from pricetrail.web.forms import Choice
from pricetrail.web.render import link

View = Literal["cards", "table"]

_NEAR = timedelta(minutes=5)

_COLUMNS = (
    ("name", "Product", ""),
    ("price", "Price", "num"),
    ("change", "Last change", "num wide-only"),
    ("month", "30 days", "num wide-only"),
    (None, "90 days", "wide-only"),
    (None, "Low", "num wide-only"),
    (None, "Average", "num wide-only"),
    (None, "High", "num wide-only"),
    (None, "Stock or state", "wide-only"),
    ("seen", "Seen", "num wide-only"),
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to, and how it is shown."""

    q: str = ""
    tag: str = ""
    shop: str = ""
    state: str = ""
    cursor: str = ""
    sort: str = ""

    @property
    def narrowing(self) -> dict[str, str]:
        """The filters alone, without place and order."""
        given = {"q": self.q, "tag": self.tag, "shop": self.shop, "state": self.state}
        return {name: value for name, value in given.items() if value}

    def link(self, **changes: str | None) -> str:
        """The same list with changes; any but of order begins at its first page."""
        kept: dict[str, str | None] = {**self.narrowing, "sort": self.sort}
        if set(changes) <= {"sort", "view"}:
            kept["cursor"] = self.cursor
        return link("/", **{**kept, **changes})


@dataclass(frozen=True, slots=True)
class Menu:
    """A filter with its choices."""

    name: str
    label: str
    every: str
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in use, and the list without it."""

    words: str
    without: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table; `href` sorts by it."""

    label: str
    kind: str
    href: str | None
    sorted: Literal["ascending", "descending"] | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """Everything the template shows."""

    cards: Sequence[CardView]
    filters: Filters
    view: View
    views: Mapping[str, str]
    menus: Sequence[Menu]
    chips: Sequence[Chip]
    columns: Sequence[Column]
    told: str
    nothing: str
    feed: str
    next: str | None
    first: str | None
    waiting: bool


def list_page(
    found: CardPage,
    facets: Facets,
    filters: Filters,
    view: View,
    now: datetime,
    *,
    alerts: Mapping[str, Said] | None = None,
) -> ListPage:
    """The page that shows `found`; `alerts` are those that match, by product."""
    matching = alerts or {}
    cards: Sequence[CardView] = [
        card_view(card, now, matching.get(card.product.product_id) if card.product else None)
        for card in found.cards
    ]
    by, descending = _order(filters.sort)
    if by is not None:
        cards = sorted_cards(cards, by, descending=descending)
    return ListPage(
        cards=cards,
        filters=filters,
        view=view,
        views={name: filters.link(view=name) for name in ("cards", "table")},
        menus=_menus(facets, filters),
        chips=list(_chips(filters)),
        columns=[_column(name, label, kind, filters) for name, label, kind in _COLUMNS],
        told=_told(cards, facets, filters, more=found.next is not None),
        nothing=_nothing(filters),
        feed=link("/feed.atom", tag=filters.tag),
        next=filters.link(cursor=found.next) if found.next is not None else None,
        first=filters.link() if filters.cursor else None,
        waiting=any(_is_first_scrape_near(card.target, now) for card in found.cards),
    )


def _is_first_scrape_near(target: Target | None, now: datetime) -> bool:
    """Whether a first scrape is under way or about to be, so that looking again soon pays."""
    if target is None or target.state != "new" or target.paused or target.untracked:
        return False
    return target.next_due is not None and abs(target.next_due - now) < _NEAR


def _order(sort: str) -> tuple[str | None, bool]:
    by = sort.removeprefix("-")
    return (by, sort.startswith("-")) if by in SORTS else (None, False)


def _menus(facets: Facets, filters: Filters) -> list[Menu]:
    said = [(name, states.state(name).words, n) for name, n in facets.states.items()]
    return [
        Menu("shop", "Shop", "All shops", _choices(_named(facets.shops), filters.shop)),
        Menu("tag", "Tag", "All tags", _choices(_named(facets.tags), filters.tag)),
        Menu("state", "State", "Any state", _choices(said, filters.state)),
    ]


def _named(counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    return [(name, name, number) for name, number in counts.items()]


def _choices(entries: Iterable[tuple[str, str, int]], chosen: str) -> list[Choice]:
    choices = [Choice(name, f"{label} ({n:,})", name == chosen) for name, label, n in entries]
    if chosen and all(choice.value != chosen for choice in choices):
        choices.append(Choice(chosen, chosen, chosen=True))
    return choices


def _chips(filters: Filters) -> Iterable[Chip]:
    said = {
        "q": f"“{filters.q}”",
        "tag": f"tag: {filters.tag}",
        "shop": f"shop: {filters.shop}",
        "state": states.state(filters.state).words,
    }
    for name in filters.narrowing:
        yield Chip(said[name], filters.link(**{name: None}))


def _column(by: str | None, label: str, kind: str, filters: Filters) -> Column:
    if by is None:
        return Column(label, kind, None, None)
    current, descending = _order(filters.sort)
    if current != by:
        return Column(label, kind, filters.link(sort=by), None)
    again = by if descending else f"-{by}"
    return Column(
        label, kind, filters.link(sort=again), "descending" if descending else "ascending"
    )


def _told(cards: Sequence[CardView], facets: Facets, filters: Filters, *, more: bool) -> str:
    if filters.narrowing:
        return f"{words.count(len(cards), 'match', 'matches')}{' on this page' if more else ''}"
    shown = f"{len(cards)} on this page, of " if more or filters.cursor else ""
    if not facets.whole:
        shown += "more than "
    shops = words.count(len(facets.shops), "shop")
    fallen = sum(1 for c in cards if c.month is not None and c.month.tone == "good")
    cheaper = f" · {fallen} cheaper than 30 days ago" if fallen else ""
    return f"{shown}{words.count(facets.total, 'product')} from {shops}{cheaper}"


def _nothing(filters: Filters) -> str:
    if filters.cursor:
        return "This page of the list is empty by now."
    said = " and ".join(chip.words for chip in _chips(filters))
    return f"No product is found by {said}."
