"""docs/tables.md: every table with its key, its columns and what it is for."""

from collections.abc import Iterable

from pricetrail.schema import Description, Model, ProductRecord, ProductScrapeEvent
from pricetrail.store.tables import TABLES, Table
from tools.reference.markdown import code, page, sentence, table
from tools.reference.record import TYPES, Field, fields_of, name_of

_DERIVED = {
    "name_words": "The words of the name, case-folded: what a search looks up.",
    "month": "The month (UTC) of the id, such as `2026-01`.",
    "year": "The year of the day.",
}
_SHARED: tuple[tuple[type[Model], str], ...] = (
    (ProductRecord, "every field of the [record](record.md#the-record)"),
    (ProductScrapeEvent, "every field of an [event](record.md#an-event) but `created`"),
    (Description, "every field of the [record](record.md#the-record) that is a description"),
)


def document() -> str:
    """The file's text."""
    return page(
        "# Tables",
        "Every table, the same on every store, declared once in `src/pricetrail/store/tables.py`. A"
        " read names the whole partition; within it rows are in the order of the columns after the"
        " arrow. A column marked * always has a value. Why they are as they are:"
        " [Tables and wide rows](tutorial/04-tables.md), [Architecture](architecture.md#tables).",
        table(("Table", "Key", "What it holds"), [_overview(declared) for declared in TABLES]),
        *(_table_section(declared) for declared in TABLES),
    )


def _overview(declared: Table) -> tuple[str, ...]:
    return (f"[`{declared.name}`](#{declared.name})", _key(declared), _about(declared))


def _about(declared: Table) -> str:
    return sentence((declared.model.__doc__ or "").partition("\n\n")[0])


def _table_section(declared: Table) -> str:
    model, inherited = _inherited(declared)
    about = [f"## {declared.name}", _about(declared)]
    about.append(" ".join(_facts(declared)))
    rows = [
        (name_of(field), field.type, field.meaning)
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
        yield fields[name] if name in fields else Field(name, TYPES[kind], True, _DERIVED[name])


def _facts(declared: Table) -> Iterable[str]:
    yield f"Key: {_key(declared)}."
    if declared.indexes:
        yield f"Filters: {', '.join(map(code, declared.indexes))}."
    if declared.ttl is not None:
        yield f"Rows vanish after {declared.ttl.days} days."


def _key(declared: Table) -> str:
    key = ", ".join(map(code, declared.partition))
    if declared.clustering:
        key += " → " + ", ".join(map(code, declared.clustering))
    return f"{key}, newest first" if declared.descending else key
