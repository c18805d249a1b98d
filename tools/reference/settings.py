"""docs/settings.md: every setting with its default and meaning."""

import re
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

import pricetrail
from pricetrail.config import Settings
from tools.reference.markdown import code, page, table

_SOURCE = Path(pricetrail.__file__).parent
_READ = re.compile(r"\b(?:settings|self)\.([a-z_]+)")
_SAID = {
    "store_url": "`pricetrail.db` in the data folder",
    "data_dir": "the user's data folder",
}


def variable(name: str, field: FieldInfo) -> str:
    """The environment variable of a setting."""
    alias: Any = field.validation_alias
    first = getattr(alias, "choices", [alias])[0]
    return str(first) if first else f"PRICETRAIL_{name.upper()}"


def effective() -> dict[str, FieldInfo]:
    """The settings that something reads; the others are promised names."""
    used: set[str] = set()
    for module in _SOURCE.rglob("*.py"):
        used.update(_READ.findall(module.read_text(encoding="utf-8")))
    return {name: field for name, field in Settings.model_fields.items() if name in used}


def document() -> str:
    """The file's text."""
    shown = effective()
    kept = [variable(n, f) for n, f in Settings.model_fields.items() if n not in shown]
    schema = Settings.model_json_schema(by_alias=False)["properties"]
    rows = [
        (
            code(variable(name, field)),
            _default(name, field),
            _values(field, schema[name]),
            field.description or "",
        )
        for name, field in shown.items()
    ]
    return page(
        "# Settings",
        "Settings come from the environment, or from a file `.env` in the folder a command runs"
        " in; the environment wins. Start from [.env.example](../.env.example). `pricetrail doctor`"
        " says what is wrong with them.",
        table(("Variable", "Default", "Values", "Meaning"), rows),
        f"Names that are kept for later and change nothing yet: {', '.join(map(code, kept))}."
        if kept
        else "",
    )


def _default(name: str, field: FieldInfo) -> str:
    if name in _SAID:
        return _SAID[name]
    value = field.get_default()
    return "none" if value in (None, "", ()) else code(value)


def _values(field: FieldInfo, schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return ", ".join(map(code, schema["enum"]))
    if field.annotation == tuple[str, ...]:
        return "texts, comma-separated"
    if field.annotation is Path:
        return "a folder"
    if schema.get("type") not in {"number", "integer"}:
        return "text"
    return _range(schema)


def _range(schema: dict[str, Any]) -> str:
    kind = "number" if schema["type"] == "number" else "whole number"
    bounds = {"minimum": "at least", "exclusiveMinimum": "above", "maximum": "at most"}
    said = [f"{words} {schema[key]:,g}" for key, words in bounds.items() if key in schema]
    return ", ".join([kind, *said])
