"""Threats by the first id that was published of each, and the tests that prove us shut to them.

A test says ``@pytest.mark.threat("CVE-…", "entry point")``; what it tries beside its parameters it
counts with the fixture `tried`. The marks are read from the sources, so that nothing has to run
for knowing them. `make security-report` runs the marked tests and writes docs/security.md.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"
CATALOGUE = Path(__file__).parent / "threats.md"

_ROW = re.compile(
    r"^\| (?P<id>[\w-]+) \| (?P<what>[^|]+) \| (?P<elsewhere>[^|]+) \| (?P<ours>.+) \|$",
    re.MULTILINE,
)
_MARK = re.compile(r'mark\.threat\(\s*"(?P<id>[^"]+)",\s*"(?P<entry>[^"]+)",?\s*\)')


@dataclass(frozen=True, slots=True)
class Threat:
    """What went wrong elsewhere, and what keeps it from going wrong here."""

    id: str
    what: str
    elsewhere: str
    ours: str


@dataclass
class Tried:
    """How many inputs were tried of each threat at each entry point, and how many were not held."""

    inputs: Counter[tuple[str, str]] = field(default_factory=Counter)
    failed: Counter[tuple[str, str]] = field(default_factory=Counter)


def threats() -> list[Threat]:
    """Every threat, in the order of the catalogue."""
    return [Threat(**found.groupdict()) for found in _ROW.finditer(CATALOGUE.read_text())][1:]


def marked() -> set[tuple[str, str]]:
    """Threat and entry point of every mark in the tests."""
    sources = (path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    return {(one["id"], one["entry"]) for text in sources for one in _MARK.finditer(text)}


def listed() -> set[tuple[str, str]]:
    """Threat and entry point of every line of the page."""
    return {(row, entry) for row, entry, _ in _lines(PAGE.read_text())}


def page(tried: Tried) -> str:
    """The page, with what was tried."""
    parts = [_HEAD.format(total=tried.inputs.total(), held=_held(tried))]
    for threat in threats():
        entries = sorted(entry for row, entry in tried.inputs if row == threat.id)
        lines = [_line(entry, tried, threat.id) for entry in entries]
        parts.append(
            f"## {threat.what}: {threat.id}\n\n"
            f"Elsewhere: {threat.elsewhere}.\n\nHere: {threat.ours}.\n\n"
            "| Entry point | Inputs tried | Held |\n|---|---:|---:|\n" + "\n".join(lines) + "\n"
        )
    return "\n".join(parts)


def _line(entry: str, tried: Tried, row: str) -> str:
    inputs = tried.inputs[row, entry]
    return f"| {entry} | {inputs:,} | {inputs - tried.failed[row, entry]:,} |"


def _held(tried: Tried) -> str:
    failed = tried.failed.total()
    return "all were held" if not failed else f"{failed:,} were not held"


def _lines(text: str) -> Iterable[tuple[str, str, str]]:
    row = ""
    for line in text.splitlines():
        if line.startswith("## "):
            row = line.rpartition(": ")[2]
        elif line.startswith("| ") and row and not line.startswith("| Entry point"):
            entry, inputs = line.strip("| ").split(" | ")[:2]
            yield row, entry, inputs


_HEAD = """# Security, as tested

This page is written by the tests: `make security-report`. Each section is a class of holes that
was published of services of this kind, named by the first of its ids, and what our tests tried:
on the running product, with real sockets. {total:,} inputs were tried, {held}.

What protects what, and how to report a hole: [SECURITY.md](../SECURITY.md).
"""
