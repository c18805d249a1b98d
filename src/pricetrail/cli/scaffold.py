"""The first draft of a site rule."""

from collections.abc import Mapping
from datetime import datetime
from string import Template
from typing import Any

_FIELDS = (
    "name",
    "price",
    "list_price",
    "availability",
    "brand",
    "sku",
    "gtin",
    "rating",
    "review_count",
)
_RULE = Template('''"""$host.

Checked against a page of $when.
"""

from collections.abc import Mapping
from typing import ClassVar

from pricetrail.extract.rules import SiteRule, site_rule


@site_rule
class $cls(SiteRule):
    """Reads product pages of $host."""

    name = "$name"
    hosts = ("$host",)
    # Without this rule the page gives: $found.
    # Fill in what is missing or wrong, as CSS (".price"; "[data-sku]@data-sku" for an attribute),
    # and remove the rest.
    selectors: ClassVar[Mapping[str, tuple[str, ...]]] = {
$missing    }
''')


def rule_source(name: str, host: str, read: Mapping[str, Any], when: datetime) -> str:
    """Python source of a rule called `name` for `host`, to be filled in by hand.

    `read` is the record that the page gives without the rule, `when` the time the page is of.
    """
    cls = "".join(part.capitalize() for part in name.split("_"))
    found = ", ".join(field for field in _FIELDS if read.get(field) is not None)
    missing = "".join(f'        "{field}": (),\n' for field in _FIELDS if read.get(field) is None)
    month = f"{when:%B %Y}"
    return _RULE.substitute(
        name=name, host=host, cls=cls, found=found or "nothing", missing=missing, when=month
    )
