"""The project's own texts: its files, and what its documents show and link to."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs/tutorial"
_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_TITLED = re.compile(r'^```(\w+)(?: title="([^"\n]+)")?\n(.*?)^```\n*', re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block of shell commands, and the line in its file where it begins."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}"

    @property
    def commands(self) -> list[str]:
        return [line for line in self.text.splitlines() if line.strip()]


@dataclass(frozen=True)
class Lesson:
    """A fenced block of the tutorial; `title` names a file, `answer` is the output shown below."""

    path: Path
    line: int
    language: str
    title: str
    text: str
    answer: str | None

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}"


def files() -> list[Path]:
    """Every file of the project, sorted, without what `.gitignore` names."""
    ignored = [".git", *(ROOT / ".gitignore").read_text().replace("/\n", "\n").split()]

    def kept(names: list[str]) -> list[str]:
        return [n for n in names if not any(fnmatch(n, pattern) for pattern in ignored)]

    found: list[Path] = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = kept(folders)
        found += [Path(folder, name) for name in kept(names)]
    return sorted(found)


def markdown() -> list[Path]:
    return [path for path in files() if path.suffix == ".md"]


def shell_blocks() -> list[Block]:
    """The commands that the documents show, in order; the tutorial's, which go together, apart."""
    paths = [path for path in markdown() if TUTORIAL not in path.parents]
    return [block for path in paths for block in _blocks_of(path)]


def lessons(path: Path) -> list[Lesson]:
    """What a page of the tutorial has its reader write and do, in order."""
    text = path.read_text()
    found: list[Lesson] = []
    end = -1
    for match in _TITLED.finditer(text):
        language, title, block = match[1], match[2] or "", match[3]
        if language == "text" and match.start() == end:
            found[-1] = replace(found[-1], answer=block)
        elif language != "text":
            line = text.count("\n", 0, match.start()) + 1
            found.append(Lesson(path, line, language, title, block, None))
        end = match.end()
    return found


def prose(path: Path) -> str:
    """A document without its fenced blocks."""
    return _FENCE.sub("", path.read_text())


def inline_code(path: Path) -> list[str]:
    return _INLINE.findall(prose(path))


def links(path: Path) -> list[str]:
    return _LINK.findall(prose(path))


def anchors(path: Path) -> set[str]:
    """What a link may name behind ``#``, as GitHub makes it from the headings."""
    headings = (re.sub(r"[^\w\- ]", "", title.lower()) for title in _HEADING.findall(prose(path)))
    return {heading.strip().replace(" ", "-") for heading in headings}


def _blocks_of(path: Path) -> Iterator[Block]:
    text = path.read_text()
    for match in _FENCE.finditer(text):
        if match[1] == "sh":
            yield Block(path, text.count("\n", 0, match.start()) + 1, match[2])
