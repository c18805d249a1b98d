"""Micro Center.

Checked against the public form of its addresses and the structure of its pages since 2018.
"""

import re
from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class MicroCenter(SiteRule):
    """Reads product pages of Micro Center; the shop's own id is the number in the address."""

    name = "microcenter"
    hosts = ("microcenter.com",)
    item_in_url = re.compile(r"/product/(\d{5,8})(?:[/?#]|$)")
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "price": ("#pricing@content",),
    }
