"""docs/decisions/README.md: every decision by its number and title."""

from pathlib import Path

from tools.reference.markdown import page, table


def document(folder: Path) -> str:
    """The file's text."""
    rows = [_row(path) for path in sorted(folder.glob("[0-9]*.md"))]
    return page(
        "# Decisions",
        "What was decided, why, and what follows from it: one short page each, kept as it was when"
        " it was decided. A later decision says where it replaces an earlier one.",
        table(("", "Decision"), rows),
    )


def _row(path: Path) -> tuple[str, str]:
    heading, _, _ = path.read_text(encoding="utf-8").partition("\n")
    number, _, _ = path.name.partition("-")
    title = heading.removeprefix("# ").removeprefix(f"{int(number)}. ")
    return str(int(number)), f"[{title}]({path.name})"
