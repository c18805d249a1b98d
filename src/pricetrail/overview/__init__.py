"""What a person wants to see of products: cards, changes, lows and highs, all in few reads."""

from pricetrail.overview.cards import Card, CardPage, cards
from pricetrail.overview.counting import Facets, facets
from pricetrail.overview.last_change import LastChange
from pricetrail.overview.views import Blocked, ProductView, product_view, stats_of

__all__ = [
    "Blocked",
    "Card",
    "CardPage",
    "Facets",
    "LastChange",
    "ProductView",
    "cards",
    "facets",
    "product_view",
    "stats_of",
]
