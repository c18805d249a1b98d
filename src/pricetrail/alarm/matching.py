"""Which rules hold for products at present, for those who show them."""

from collections.abc import Sequence

from pricetrail.alarm.raising import states_of
from pricetrail.alarm.rules import RuleBook
from pricetrail.alert_records import AlertRule
from pricetrail.schema import Product
from pricetrail.store.base import Store


async def matching_rules(
    store: Store, rules: RuleBook, products: Sequence[Product]
) -> dict[str, list[AlertRule]]:
    """The rules that have fired for each of `products` and still hold, by product id.

    Products that no rule is for cost nothing; the others are read in one go.
    """
    index = await rules.index()
    looked_at = [one for one in products if index.concerning(one.product_id, one.tags)]
    found: dict[str, list[AlertRule]] = {}
    if not looked_at:
        return found
    answers = await store.run([states_of(product.product_id) for product in looked_at])
    for product, rows in zip(looked_at, answers, strict=True):
        active = {row["rule_id"] for row in rows if row["active"]}
        concerning = index.concerning(product.product_id, product.tags)
        holding = [rule for rule in concerning if rule.rule_id in active]
        if holding:
            found[product.product_id] = holding
    return found
