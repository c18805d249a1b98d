"""The pages that are generated, and their text."""

from pathlib import Path

from tools.reference import commands, errors, record, settings

_DOCS = Path("docs")


def documents() -> dict[Path, str]:
    """Each generated page's path from the root, and what should stand in it."""
    return {
        _DOCS / "commands.md": commands.document(),
        _DOCS / "record.md": record.document(),
        _DOCS / "settings.md": settings.document(),
        _DOCS / "errors.md": errors.document(),
    }
