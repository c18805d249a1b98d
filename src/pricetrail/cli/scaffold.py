"""The first draft of a site rule."""

from string import Template

_RULE = Template('''"""$host."""

from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class $cls(SiteRule):
    """Reads product pages of $host; remove the fields that the general sources get right."""

    name = "$name"
    hosts = ("$host",)
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
        "name": ("h1",),
        "price": (".price",),
        "list_price": (".price del",),
        "availability": (".availability",),
        "brand": (".brand",),
        "sku": ("[data-sku]@data-sku",),
    }
''')


def rule_source(name: str, host: str) -> str:
    """Python source of a rule called `name` for `host`, to be filled in by hand."""
    cls = "".join(part.capitalize() for part in name.split("_"))
    return _RULE.substitute(name=name, host=host, cls=cls)
