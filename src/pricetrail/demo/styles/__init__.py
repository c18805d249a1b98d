"""Product pages in every style that shops use, one function per style."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from pricetrail.demo.model import Style
from pricetrail.demo.styles.json_ld import (
    aggregate_offer,
    json_ld,
    json_ld_graph,
    member_price,
    product_group,
)
from pricetrail.demo.styles.marketplace import marketplace
from pricetrail.demo.styles.markup import microdata, open_graph, plain, rdfa
from pricetrail.demo.styles.scripted import api_shell, next_data, script_shell, storefront
from pricetrail.demo.styles.view import Content, View

RENDERERS: Mapping[Style, Callable[[View], Content]] = MappingProxyType(
    {
        Style.JSON_LD: json_ld,
        Style.JSON_LD_GRAPH: json_ld_graph,
        Style.PRODUCT_GROUP: product_group,
        Style.AGGREGATE_OFFER: aggregate_offer,
        Style.MEMBER_PRICE: member_price,
        Style.MICRODATA: microdata,
        Style.RDFA: rdfa,
        Style.OPEN_GRAPH: open_graph,
        Style.MARKETPLACE: marketplace,
        Style.NEXT_DATA: next_data,
        Style.STOREFRONT: storefront,
        Style.SCRIPT_SHELL: script_shell,
        Style.API_SHELL: api_shell,
        Style.PLAIN: plain,
    }
)

__all__ = ["RENDERERS", "Content", "View"]
