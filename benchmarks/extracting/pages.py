"""The pages that extraction is measured on; the standard library is enough to load them."""

import gzip
import importlib.util
import json
import os
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.crawling.goods import SIZES, Good, PageMaker

FOLDER = Path(os.environ.get("PRICETRAIL_PAGES") or Path(__file__).parents[3] / "shared/pages")
_ORIGIN = "https://lanterns.example"
_MADE = 40
_LANGUAGES = (
    "en", "de", "fr", "es", "it", "pt", "nl", "pl", "ro", "cs", "sk", "ru", "tr", "ar", "he", "zh",
    "ja", "ko", "sv", "da", "no", "fi", "hu", "el", "uk", "bg", "hr", "sl", "vi", "th",
)  # fmt: skip


def load() -> dict[str, bytes]:
    """File name → HTML: the captured pages where they are, else pages made here."""
    return captured() or made()


def captured() -> dict[str, bytes]:
    """Pages of real shops with verified truth, from the folder that PRICETRAIL_PAGES names."""
    files = sorted(FOLDER.glob("*.html.gz"))
    return {path.name.removesuffix(".gz"): gzip.decompress(path.read_bytes()) for path in files}


def made() -> dict[str, bytes]:
    """Pages of a made-up shop, of every size that the crawl knows."""
    makers = [PageMaker(size, _ORIGIN) for size in SIZES.values()]
    goods = [(Good(number), makers[number % len(makers)]) for number in range(_MADE)]
    return {f"{good.slug}.html": maker.page(good) for good, maker in goods}


def to_warm_up() -> Iterator[bytes]:
    """Other pages, one in each language, after which a reader has all that it makes but once."""
    maker = PageMaker(min(SIZES.values()), _ORIGIN)
    for number, language in enumerate(_LANGUAGES, start=_MADE):
        yield maker.page(Good(number)).replace(b"lang=en", f"lang={language}".encode())


def truth() -> list[dict[str, Any]]:
    """What is true of the captured pages, one row a page."""
    lines = (FOLDER / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def scorer() -> ModuleType:
    """The captured pages' own program for scoring."""
    spec = importlib.util.spec_from_file_location("score", FOLDER / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
