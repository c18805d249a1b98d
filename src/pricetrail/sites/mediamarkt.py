"""MediaMarkt, Saturn and MediaWorld, every country.

Checked against pages of mediamarkt.pt of 2021 (a Shopify store at that time, where this rule only
leaves the page to the general sources), and against the public structure of the pages of the
German, Austrian, Spanish, Dutch, Belgian, Polish, Turkish and Italian shops: whole and decimal
part of the price stand apart, a dash for no cents.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.candidates import Candidates
from pricetrail.extract.document import Document
from pricetrail.extract.money import parse_money
from pricetrail.extract.nodes import text_of
from pricetrail.extract.rules import SiteRule, site_rule

_BOX = "[data-test=mms-pdp-offer-selection]"
_WHOLE = f"{_BOX} [data-test=branded-price-whole-value]"
_DECIMAL = f"{_BOX} [data-test=branded-price-decimal-value]"


@site_rule
class MediaMarkt(SiteRule):
    """Reads MediaMarkt and its sister shops; the shop's own id is the article number."""

    name = "mediamarkt"
    hosts = ("mediamarkt.*", "saturn.*", "mediaworld.it")
    item_in_url = re.compile(r"-(\d{6,9})\.html(?:[?#]|$)")
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "sku": ("[data-test=pdp-article-number]",)
    }

    def read(self, doc: Document, out: Candidates) -> None:
        """Add what the page shows."""
        super().read(doc, out)
        whole, decimal = (text_of(doc.tree.select_one(css)) for css in (_WHOLE, _DECIMAL))
        text = "".join(f"{whole}{decimal}".split())
        self.add(out, "price", parse_money(text, lang=doc.lang, host=doc.host or None), _WHOLE)
