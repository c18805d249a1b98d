"""Stored rows to JSON, without making an item of each: for lists that are asked for often.

The values are those of `Model.json_dict`; a stored row is valid already.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson

from pricetrail.clock import iso, iso_of_uuid_text
from pricetrail.store.tables import EVENT, PRODUCT, Row, Table


class RowForm:
    """How the rows of one table look in JSON."""

    def __init__(self, table: Table) -> None:
        fields = table.model.model_fields
        self._hidden = tuple(table.derived)
        self._defaults = {
            name: field.default
            for name, field in fields.items()
            if not field.is_required() and field.default is not None
        }
        self._has_moment = "created" in table.model.model_computed_fields

    def page(self, rows: Sequence[Row], cursor: str | None) -> bytes:
        """A page of a list: ``{"items": […], "next": …}``; the rows are used up."""
        return _json({"items": [self._shown(row) for row in rows], "next": cursor})

    def one(self, row: Row) -> bytes:
        """A single item; the row is used up."""
        return _json(self._shown(row))

    def _shown(self, row: Row) -> Row:
        for name in self._hidden:
            del row[name]
        for name, default in self._defaults.items():
            if row[name] is None:
                row[name] = default
        if self._has_moment:
            row["created"] = iso_of_uuid_text(str(row["uuid"]))
        return row


def _json(said: Any) -> bytes:
    """The bytes, copied: what orjson answers holds room for ten times as many while it is kept."""
    return bytes(memoryview(orjson.dumps(said, _plain, orjson.OPT_PASSTHROUGH_DATETIME)))


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


EVENTS = RowForm(EVENT)
PRODUCTS = RowForm(PRODUCT)
