"""What the documentation's site needs beside its pages; MkDocs calls the functions as hooks.

Pages link to files beside ``docs``, as they do on a code host; the site gets copies of these files,
so that it is whole by itself. Diagrams are drawn by the Mermaid that ``tools/mermaid`` fetched.
"""

import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils import get_relative_url

ROOT = Path(__file__).parents[1]
MERMAID = ROOT / ".cache/mermaid/mermaid.min.js"

_DOCS = "docs/"
_INDEX = "README.md"
_BESIDE = "project/"
_SCRIPT = "assets/mermaid.min.js"
_LINK = re.compile(r"(?<=\]\()(?![a-z]+:|[#/])([^)#\s]+)")


def on_config(config: Any) -> Any:
    """Put every page of a folder where the navigation says ``FOLDER/*``."""
    config.nav = list(_spread(config.nav, Path(config.docs_dir)))
    return config


def on_files(files: Files, config: Any) -> Files:
    """Add Mermaid, and every file beside ``docs`` that a page links to."""
    files.append(File.generated(config, _SCRIPT, abs_src_path=str(MERMAID)))
    pages = list(files.documentation_pages())
    while pages:
        for path in _linked_by(pages.pop()):
            if files.get_file_from_path(_uri(path)) is None and not path.startswith(_DOCS):
                added = _copy_of(path, config)
                files.append(added)
                pages += [added] if added.is_documentation_page() else []
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Have links to files beside ``docs`` lead to their copies, and those in copies back."""
    source = page.file.src_uri

    def led(link: re.Match[str]) -> str:
        path = _path_behind(link[1], source)
        return posixpath.relpath(_uri(path), posixpath.dirname(source) or ".") if path else link[1]

    return _LINK.sub(led, markdown)


def on_post_page(output: str, page: Any, **_: Any) -> str:
    """Load Mermaid where there is a diagram; otherwise the theme would, from another host."""
    if 'class="mermaid"' not in output:
        return output
    script = get_relative_url(_SCRIPT, page.url)
    return output.replace("</head>", f'<script src="{script}"></script></head>', 1)


def _spread(items: list[Any], docs: Path) -> Iterator[Any]:
    for item in items:
        if isinstance(item, dict):
            ((title, below),) = item.items()
            yield {title: below if isinstance(below, str) else [*_spread(below, docs)]}
        elif item.endswith("/*"):
            paths = (path.relative_to(docs) for path in docs.glob(f"{item}.md"))
            yield from map(str, sorted(paths, key=lambda path: (path.name != _INDEX, path)))
        else:
            yield item


def _linked_by(page: File) -> Iterator[str]:
    for link in _LINK.findall(page.content_string):
        if path := _path_behind(link, page.src_uri):
            yield path


def _path_behind(link: str, source: str) -> str | None:
    """The path from the root of the file that `link`, on the page `source`, leads to, if any."""
    here = source.removeprefix(_BESIDE) if source.startswith(_BESIDE) else _DOCS + source
    path = posixpath.normpath(posixpath.join(posixpath.dirname(here), link))
    if (ROOT / path).is_dir():
        path += f"/{_INDEX}"
    return path if (ROOT / path).is_file() else None


def _uri(path: str) -> str:
    """Where the site has a file; MkDocs leaves out names that begin with a dot."""
    return path.removeprefix(_DOCS) if path.startswith(_DOCS) else _BESIDE + path.lstrip(".")


def _copy_of(path: str, config: Any) -> File:
    return File.generated(
        config, _uri(path), abs_src_path=str(ROOT / path), inclusion=InclusionLevel.NOT_IN_NAV
    )
