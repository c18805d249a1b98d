"""eBay, every marketplace.

Checked against pages of ebay.com, ebay.co.uk and ebay.ca of 2020 (offers at a fixed price and
auctions in foreign currency), and against the public structure of the pages since 2021
(``x-price-primary``, ``ux-labels-values``). The price is the one to buy at once, else the current
bid; in the seller's currency, as eBay converts it only approximately. A listing that has ended
sells nothing, so that it has no price.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.nodes import text_of
from pricetrail.extract.rules import SiteRule, site_rule
from pricetrail.schema import Kind

_BUY_AT_ONCE = (
    "#prcIsum",
    "#mm-saleDscPrc",
    ".x-bin-price__content .x-price-primary",
    ".x-price-primary",
    "[data-testid=x-price-primary]",
    ".x-bin-price__content",
    ".display-price",
)
_BID = (
    "#prcIsum_bidPrice",
    ".x-bid-price__content .x-price-primary",
    ".x-bid-price .x-price-primary",
    "[data-testid=x-bid-price] .ux-textspans",
)
_PANELS = (
    "#msgPanel,.msgPanel,#vi-notify-msg,.vi-notify-msg,.d-statusmessage,.x-statusmessage"
    ",[data-testid=d-statusmessage],[data-testid=x-statusmessage],.vi-is1-endedTtl,#w1-3-_msg"
    ",.ux-message__title,.ended-listing"
)
_ENDED = re.compile(
    r"(?:listing|bidding|item) (?:was |has |is )?(?:been )?ended|listing sold|no longer available"
    r"|angebot (?:wurde|ist) .{0,40}beendet|bieten (?:ist )?beendet|nicht mehr verfügbar"
    r"|(?:annonce|vente|enchères?) .{0,40}termin[ée]|n['’]est plus disponible"
    r"|inserzione .{0,40}(?:scaduta|chiusa|terminata)|asta .{0,20}terminata|non è più disponibile"
    r"|(?:anuncio|puja|subasta) .{0,40}(?:finalizado|terminado|finalizada)|ya no está disponible"
    r"|aanbieding .{0,40}(?:beëindigd|gesloten)|(?:aukcja|oferta) .{0,40}zakończon",
    re.IGNORECASE,
)
_MAX_PANEL = 400


@site_rule
class Ebay(SiteRule):
    """Reads listings of every eBay; the shop's own id is the item number."""

    name = "ebay"
    hosts = ("ebay.*",)
    item_in_url = re.compile(r"/itm/(?:[^/?#]*/)?(\d{9,15})(?:[/?#]|$)|[?&]item=(\d{9,15})\b")
    tables = (
        (".ux-labels-values", ".ux-labels-values__labels", ".ux-labels-values__values"),
        (".ux-layout-section-evo__col", ".ux-labels-values__labels", ".ux-labels-values__values"),
    )
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "name": (".x-item-title__mainTitle", "h1.product-title"),
        "list_price": (
            "#orgPrc",
            "#mm-saleOrgPrc",
            ".x-additional-info .ux-textspans--STRIKETHROUGH",
            ".x-price-transparency .ux-textspans--STRIKETHROUGH",
        ),
        "condition": (
            "#vi-itm-cond",
            ".x-item-condition-text .ux-textspans",
            ".x-item-condition-value .ux-textspans",
        ),
        "sku": (".ux-layout-section__textual-display--itemId .ux-textspans--BOLD",),
    }

    def settled(self, doc: Document) -> frozenset[str]:
        """Everything about the sale of an ended listing."""
        return frozenset({"price", "list_price", "availability"} if _ended(doc) else ())

    def read(self, doc: Document, out: Candidates) -> None:
        """Add what the listing says; of one that has ended, only that."""
        super().read(doc, out)
        if ended := _ended(doc):
            out.drop("price", "list_price")
            self.add(out, "availability", "out_of_stock", ended)
        elif not self.take_first(doc, out, "price", _BUY_AT_ONCE):
            self.take_first(doc, out, "price", _BID)
        for title in doc.select("#itemTitle"):
            unseen = text_of(title.select_one(".g-hdn"))
            self.add(out, "name", text_of(title).removeprefix(unseen).strip(), "#itemTitle")

    def kind(self, doc: Document) -> Kind | None:
        """A page with a listing's title and number is a product."""
        titled = doc.select("#itemTitle") or doc.tree.select_one(".x-item-title") is not None
        return "product" if titled and self.item_id(doc) else None

    def item_id(self, doc: Document) -> str | None:
        """The item number, out of the address or the page's own fields."""
        found = super().item_id(doc)
        field = next(iter(doc.select("#descItemNumber")), None) if found is None else None
        number = text_of(field)
        return number if re.fullmatch(r"\d{9,15}", number) else found

    def canonical(self, doc: Document) -> str | None:
        """The shortest address of the listing."""
        number = self.item_id(doc)
        return f"https://{doc.host}/itm/{number}" if number and doc.host else doc.canonical


def _ended(doc: Document) -> str | None:
    """Where the page says that the listing has ended; None where it does not."""
    if "ended" not in doc.findings:
        doc.findings["ended"] = _said_to_end(doc)
    said: str | None = doc.findings["ended"]
    return said


def _said_to_end(doc: Document) -> str | None:
    for panel in doc.tree.select(_PANELS):
        said = text_of(panel)
        if len(said) <= _MAX_PANEL and _ENDED.search(said):
            return f"text {said[:60]}"
    return None
