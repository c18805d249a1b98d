"""Allegro in Poland, Czechia, Slovakia and Hungary.

Checked against the public form of its addresses and the structure of its pages.
"""

import re

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class Allegro(SiteRule):
    """Reads offers of Allegro; the shop's own id is the offer's number in the address."""

    name = "allegro"
    hosts = (
        "allegro.pl",
        "allegro.cz",
        "allegro.sk",
        "allegro.hu",
    )
    item_in_url = re.compile(
        r"/(?:oferta|nabidka|ponuka|ajanlat)/(?:[^/?#]*-)?(\d{8,12})(?:[/?#]|$)"
    )
