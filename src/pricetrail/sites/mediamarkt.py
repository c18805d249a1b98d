"""MediaMarkt, Saturn and MediaWorld, every country.

Checked against pages of mediamarkt.pt of 2021 (a Shopify store at that time, where this rule only
leaves the page to the general sources), and against the public structure of the pages of the
German, Austrian, Spanish, Dutch, Belgian, Polish, Turkish and Italian shops.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.rules import SiteRule, site_rule

_BUY_BOX = "[data-test=mms-pdp-offer-selection]"


@site_rule
class MediaMarkt(SiteRule):
    """Reads MediaMarkt and its sister shops; the shop's own id is the article number."""

    name = "mediamarkt"
    hosts = ("mediamarkt.*", "saturn.*", "mediaworld.it")
    item_in_url = re.compile(r"-(\d{6,9})\.html(?:[?#]|$)")
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "price": (f"{_BUY_BOX} [data-test=branded-price-whole-value]",),
        "sku": ("[data-test=pdp-article-number]",),
    }
