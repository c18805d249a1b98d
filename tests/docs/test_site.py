"""The documentation's site is built without a warning, whole by itself, and draws its diagrams."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.browser import CHROMIUM
from tests.support.documents import ROOT

_ASSET = re.compile(
    r"""<(?:script|link|img|source|iframe)\b[^>]*?\b(?:src|href)=["']?([^"'\s>]+)"""
)
_LINK = re.compile(r"""<a\b[^>]*?\bhref=["']?([^"'\s>]+)""")
_ID = re.compile(r"""\bid=["']?([^"'\s>]+)""")
_DIAGRAM = re.compile(r'<pre class="mermaid">.*?</pre>', re.DOTALL)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site. A page that no navigation names, or a link without an end, is a warning."""
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", folder],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, str]:
    return {path: path.read_text() for path in site.rglob("*.html") if path.name != "404.html"}


def test_every_document_is_a_page(pages: dict[Path, str], site: Path) -> None:
    made = {str(path.relative_to(site).with_suffix("")) for path in pages}
    documents = (path.relative_to(ROOT / "docs") for path in (ROOT / "docs").rglob("*.md"))
    expected = {re.sub(r"README$", "index", str(path.with_suffix(""))) for path in documents}
    assert expected <= made


def test_links_anchors_and_pictures_lead_somewhere(pages: dict[Path, str]) -> None:
    ids = {path: set(_ID.findall(text)) for path, text in pages.items()}
    wrong = []
    for path, text in pages.items():
        for link in (*_LINK.findall(text), *_ASSET.findall(text)):
            target, _, anchor = link.partition("#")
            if "://" in target or target.startswith("data:"):
                continue
            there = (path.parent / target).resolve() if target else path
            if not there.exists() or (anchor not in {"", *ids.get(there, {anchor})}):
                wrong.append((str(path), link))
    assert wrong == []


def test_nothing_is_loaded_from_another_host(pages: dict[Path, str]) -> None:
    assets = {link for text in pages.values() for link in _ASSET.findall(text)}
    assert [link for link in assets if "//" in link] == []
    assert not any("@import" in text for text in pages.values())


def test_every_diagram_is_drawn_without_a_network(pages: dict[Path, str], site: Path) -> None:
    """Where one has an error, or Mermaid is not there, the theme leaves its text as it is."""
    diagrams = [diagram for text in pages.values() for diagram in _DIAGRAM.findall(text)]
    page = pages[site / "architecture.html"]
    gathered = site / "diagrams.html"
    gathered.write_text(_DIAGRAM.sub("", page).replace("</article>", "".join(diagrams), 1))
    shown = subprocess.run(
        [
            *(CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu"),
            *(f"--user-data-dir={site / '.profile'}", "--virtual-time-budget=60000"),
            "--host-resolver-rules=MAP * ~NOTFOUND",
            *("--dump-dom", gathered.as_uri()),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout
    assert (shown.count('<div class="mermaid">'), _DIAGRAM.findall(shown)) == (len(diagrams), [])
