"""B&H Photo Video.

Checked against the public form of its addresses and the structure of its pages since 2019.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class BHPhotoVideo(SiteRule):
    """Reads product pages of B&H; the shop's own id is the number in the address."""

    name = "bhphotovideo"
    hosts = ("bhphotovideo.com",)
    item_in_url = re.compile(r"/c/product/(\d+-[A-Z]+)(?:[/?#]|$)")
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "price": ("[data-selenium=pricingPrice]",),
        "availability": ("[data-selenium=stockStatus]",),
    }
