"""Leroy Merlin, every country.

Checked against pages of leroymerlin.pl of 2020, at the usual price and on sale; the addresses of
the other countries by their public form.
"""

import re

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class LeroyMerlin(SiteRule):
    """Reads product pages of Leroy Merlin; the shop's own id is the number in the address."""

    name = "leroymerlin"
    hosts = ("leroymerlin.*",)
    item_in_url = re.compile(r",p(\d{5,8})(?:,|\.html)|-(\d{7,9})(?:\.html|/|$)")
