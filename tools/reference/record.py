"""docs/record.md: every field of the record and of an event, and every table."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from pricetrail.schema import (
    Description,
    Model,
    Observation,
    ProductRecord,
    ProductScrapeEvent,
)
from pricetrail.store.tables import TABLES, ColumnType, Table, column_type
from tools.reference.markdown import code, page, sentence, table

_TYPES = {
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
_DERIVED = {
    "name_words": "The words of the name, case-folded: what a search looks up.",
    "month": "The month (UTC) of the id, such as `2026-01`.",
    "year": "The year of the day.",
}
_SHARED: tuple[tuple[type[Model], str], ...] = (
    (ProductRecord, "every field of the [record](#the-record)"),
    (ProductScrapeEvent, "every field of an [event](#an-event) but `created`"),
    (Description, "every field of the [record](#the-record) that is a description"),
)


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
        kind = _TYPES[column_type(computed.return_type)]
        fields[name] = Field(name, kind, True, computed.description or "")
    return fields


def document() -> str:
    """The file's text."""
    return page(
        "# Record and tables",
        "Declared once, in `src/pricetrail/schema.py` and `src/pricetrail/store/tables.py`. Times"
        " are UTC in whole milliseconds, decimals are exact. A field marked * always has a value,"
        " the others may be null; empty texts and empty maps are null.",
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
        "## Tables",
        "The same on every store. A read names the whole partition; within it rows are in the"
        " order of the columns after the arrow.",
        *(_table_section(declared) for declared in TABLES),
    )


def _field(name: str, annotation: Any, schema: dict[str, Any]) -> Field:
    choices = schema.get("anyOf", [schema])
    kinds = [choice for choice in choices if choice.get("type") != "null"]
    described = _constrained(_TYPES[column_type(annotation)], kinds[0])
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
        (_name(field), field.type, _role(field.name, own), field.meaning)
        for field in fields_of(model).values()
    ]
    return table(("Field", "Type", "Role", "Meaning"), rows)


def _role(name: str, own: str) -> str:
    if name in Observation.model_fields:
        return "observation"
    return "description" if name in Description.model_fields or name == "url" else own


def _name(field: Field) -> str:
    return code(field.name) + (" *" if field.always else "")


def _table_section(declared: Table) -> str:
    model, inherited = _inherited(declared)
    about = [f"### {declared.name}", sentence((declared.model.__doc__ or "").partition("\n\n")[0])]
    about.append(" ".join(_facts(declared)))
    rows = [
        (_name(field), field.type, field.meaning)
        for field in _columns(declared)
        if model is None or field.name not in model.model_fields
    ]
    listed = table(("Column", "Type", "Meaning"), rows) if rows else ""
    return "\n\n".join(
        part for part in (*about, listed, f"And {inherited}." if inherited else "") if part
    )


def _inherited(declared: Table) -> tuple[type[Model] | None, str]:
    """The model whose fields are described above already, and how that is said."""
    for model, words in _SHARED:
        if issubclass(declared.model, model):
            return model, words
    return None, ""


def _columns(declared: Table) -> Iterable[Field]:
    fields = fields_of(declared.model)
    for name, kind in declared.columns.items():
        yield fields[name] if name in fields else Field(name, _TYPES[kind], True, _DERIVED[name])


def _facts(declared: Table) -> Iterable[str]:
    key = ", ".join(map(code, declared.partition))
    if declared.clustering:
        key += " → " + ", ".join(map(code, declared.clustering))
    if declared.descending:
        key += ", newest first"
    yield f"Key: {key}."
    if declared.indexes:
        yield f"Filters: {', '.join(map(code, declared.indexes))}."
    if declared.ttl is not None:
        yield f"Rows vanish after {declared.ttl.days} days."
