"""The benchmark of extraction measures every page, and writes where it says."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import extract
from benchmarks.extracting import ours, pages
from pricetrail import extract as extraction

FOUND = extract.Found(
    rounds=1,
    captured=False,
    ms={extract.PARSE.name: {"a": 1.0, "b": 3.0}, extract.OURS.name: {"a": 3.0, "b": 5.0}},
    resident_mb=[80.0, 81.0],
    stages={"parse": 0.5},
)


def test_every_reader_of_ours_times_every_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PRICETRAIL_PAGES", str(tmp_path))
    for reader in (extract.PARSE, extract.OURS):
        assert extract.said_by(reader).keys() == pages.made().keys()


def test_made_pages_give_all_fields():
    for body in list(pages.made().values())[:4]:
        record = extraction.extract(ours.page_of(body)).record
        assert record.kind == "product"
        assert None not in (record.price, record.currency, record.gtin, record.rating)


def test_stages_are_shares_of_the_whole():
    command = [sys.executable, "-m", "benchmarks.extracting.ours", "stages"]
    done = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[2])
    shares = json.loads(done.stdout)
    assert shares["parse"] > 0
    assert sum(shares.values()) < 1


def test_the_table_compares_with_the_bare_parse():
    assert extract.cells(FOUND)[1] == (extract.OURS.name, "4.00", "2.00", "", "5")


def test_tables_go_between_their_marks():
    text = "a\n<!-- speed -->\nold\n<!-- end of speed -->\nb\n"
    assert (
        extract.replaced(text, "speed", "new")
        == "a\n<!-- speed -->\n\nnew\n<!-- end of speed -->\nb\n"
    )
    with pytest.raises(ValueError, match="substring"):
        extract.replaced(text, "accuracy", "new")


def test_the_document_has_the_marks():
    text = extract.DOCUMENT.read_text(encoding="utf-8")
    for name in ("speed", "accuracy"):
        assert extract.replaced(text, name, "").count(f"<!-- {name} -->") == 1
