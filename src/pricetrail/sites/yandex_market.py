"""Yandex Market.

Checked against pages of pokupki.market.yandex.ru of 2020, whose microdata has all but a number.
"""

import re

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class YandexMarket(SiteRule):
    """Reads product cards of Yandex Market; the shop's own id is the number of the article."""

    name = "yandex_market"
    hosts = (
        "market.yandex.ru",
        "market.yandex.by",
        "market.yandex.kz",
    )
    item_in_url = re.compile(
        r"^(?=[^#]*[?&]sku=(\d{6,14})\b)"
        r"|/(?:product|card)(?:--[^/?#]+)?/(?:[^/?#]+/)?(\d{6,14})(?:[/?#]|$)"
    )
