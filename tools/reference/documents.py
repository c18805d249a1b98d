"""The pages that are generated, and their text."""

from pathlib import Path

from tools.reference import (
    api,
    commands,
    decisions,
    errors,
    metrics,
    python,
    record,
    settings,
    tables,
)

_DOCS = Path("docs")
_DECISIONS = _DOCS / "decisions"


def documents() -> dict[Path, str]:
    """Each generated page's path from the root, and what should stand in it."""
    return {
        _DOCS / "commands.md": commands.document(),
        _DOCS / "record.md": record.document(),
        _DOCS / "tables.md": tables.document(),
        _DOCS / "settings.md": settings.document(),
        _DOCS / "errors.md": errors.document(),
        _DOCS / "api.md": api.document(),
        _DOCS / "metrics.md": metrics.document(),
        _DOCS / "python.md": python.document(),
        _DECISIONS / "README.md": decisions.document(_DECISIONS),
    }
