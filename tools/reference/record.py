"""docs/record.md: every field of the record and of an event."""

from typing import Any, NamedTuple

from pricetrail.schema import (
    Description,
    Model,
    Observation,
    ProductRecord,
    ProductScrapeEvent,
)
from pricetrail.store.tables import ColumnType, column_type
from tools.reference.markdown import code, page, table

TYPES = {
    ColumnType.TEXT: "text",
    ColumnType.INT: "whole number",
    ColumnType.BOOL: "true or false",
    ColumnType.DECIMAL: "decimal",
    ColumnType.TIMESTAMP: "time",
    ColumnType.DATE: "date",
    ColumnType.TIMEUUID: "time-UUID",
    ColumnType.JSON: "map",
    ColumnType.TEXT_SET: "texts",
}


class Field(NamedTuple):
    """One field as the reference shows it."""

    name: str
    type: str
    always: bool
    meaning: str


def fields_of(model: type[Model]) -> dict[str, Field]:
    """The fields of a model by name, in order, the computed ones last."""
    schema = model.model_json_schema(mode="validation")["properties"]
    types = {name: field.annotation for name, field in model.model_fields.items()}
    fields = {name: _field(name, types[name], schema[name]) for name in types}
    for name, computed in model.model_computed_fields.items():
        kind = TYPES[column_type(computed.return_type)]
        fields[name] = Field(name, kind, True, computed.description or "")
    return fields


def document() -> str:
    """The file's text."""
    return page(
        "# Record",
        "What is known of a product and of one observation, declared once, in"
        " `src/pricetrail/schema.py`. Times are UTC in whole milliseconds, decimals are exact. A"
        " field marked * always has a value, the others may be null; empty texts and empty maps are"
        " null.",
        "## The record",
        "What one page says about one product (`ProductRecord`). An observation changes from visit"
        " to visit and is stored with every event; a description rarely changes and is stored once"
        " per version.",
        _roles(ProductRecord, "page"),
        "A record of kind `product` has a `name`. `price_max` is never below `price`, `rating`"
        " never above `rating_best`.",
        "## An event",
        "One observation in a product's history (`ProductScrapeEvent`). The three descriptions are"
        " repeated in it, so that history reads by itself; the others are those of its `version`.",
        _roles(ProductScrapeEvent, "event"),
        "The tables that hold them: [Tables](tables.md).",
    )


def _field(name: str, annotation: Any, schema: dict[str, Any]) -> Field:
    choices = schema.get("anyOf", [schema])
    kinds = [choice for choice in choices if choice.get("type") != "null"]
    described = _constrained(TYPES[column_type(annotation)], kinds[0])
    return Field(name, described, len(kinds) == len(choices), schema.get("description", ""))


def _constrained(kind: str, schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(code(choice) for choice in schema["enum"])
    said = [kind]
    if "pattern" in schema:
        said.append(code(schema["pattern"]))
    if "maxLength" in schema:
        said.append(f"≤ {schema['maxLength']:,} characters")
    if "maxProperties" in schema:
        said.append(f"≤ {schema['maxProperties']:,} entries")
    if "minimum" in schema:
        said.append(f"≥ {schema['minimum']:,g}")
    return ", ".join(said)


def _roles(model: type[Model], own: str) -> str:
    rows = [
        (name_of(field), field.type, _role(field.name, own), field.meaning)
        for field in fields_of(model).values()
    ]
    return table(("Field", "Type", "Role", "Meaning"), rows)


def _role(name: str, own: str) -> str:
    if name in Observation.model_fields:
        return "observation"
    return "description" if name in Description.model_fields or name == "url" else own


def name_of(field: Field) -> str:
    """Its name as a table shows it: marked where it always has a value."""
    return code(field.name) + (" *" if field.always else "")
