"""cqlengine models of all tables, made from their declarations.

They are for notebooks and scripts, over the session of `get_session`::

    from pricetrail.store.cassandra.db import get_session
    from pricetrail.store.cassandra.models import Product

    get_session()
    Product.objects.filter(product_id="shop.example:42").first()

They hold what the server holds: naive datetimes in UTC, maps as JSON text. The product's own
code does not go through them (they are several times slower), so only read with them.
"""

from typing import Any

from cassandra.cqlengine import columns
from cassandra.cqlengine.models import Model

from pricetrail.store import tables
from pricetrail.store.tables import ColumnType, Table

_COLUMNS: dict[ColumnType, type[columns.Column]] = {
    ColumnType.TEXT: columns.Text,
    ColumnType.INT: columns.BigInt,
    ColumnType.BOOL: columns.Boolean,
    ColumnType.DECIMAL: columns.Decimal,
    ColumnType.TIMESTAMP: columns.DateTime,
    ColumnType.DATE: columns.Date,
    ColumnType.TIMEUUID: columns.TimeUUID,
    ColumnType.JSON: columns.Text,
}


def model_of(table: Table) -> type[Model]:
    """The cqlengine model of that table, named like the declaration's own model."""
    attributes: dict[str, Any] = {
        name: _column(table, name, kind) for name, kind in table.columns.items()
    }
    attributes["__table_name__"] = table.name
    attributes["__module__"] = __name__
    attributes["__doc__"] = table.model.__doc__
    if table.ttl is not None:
        attributes["__options__"] = {"default_time_to_live": table.ttl_s}
    return type(table.model.__name__, (Model,), attributes)


def _column(table: Table, name: str, kind: ColumnType) -> columns.Column:
    options: dict[str, Any] = {}
    if name in table.partition:
        options["partition_key"] = True
    elif name in table.clustering:
        options |= {"primary_key": True, "clustering_order": "DESC" if table.descending else "ASC"}
    if kind is ColumnType.TEXT_SET:
        return columns.Set(columns.Text, **options)
    return _COLUMNS[kind](**options)


Product = model_of(tables.PRODUCT)
ProductVersion = model_of(tables.PRODUCT_VERSION)
ProductAlias = model_of(tables.PRODUCT_ALIAS)
ProductScrapeEvent = model_of(tables.EVENT)
EventMonth = model_of(tables.EVENT_MONTH)
ProductDay = model_of(tables.PRODUCT_DAY)
Target = model_of(tables.TARGET)
DueSlot = model_of(tables.DUE_SLOT)
Attempt = model_of(tables.ATTEMPT)
Claim = model_of(tables.CLAIM)
Watermark = model_of(tables.WATERMARK)
JobTarget = model_of(tables.JOB)
ProductLink = model_of(tables.PRODUCT_LINK)
ApiToken = model_of(tables.API_TOKEN)
IdempotencyKey = model_of(tables.IDEMPOTENCY_KEY)
ShopHealth = model_of(tables.SHOP_HEALTH)
Quarantined = model_of(tables.QUARANTINE)
