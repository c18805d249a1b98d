"""What docs/how-to/add-a-column.md shows: the edit makes the statement that it names."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from pricetrail.store.cassandra.location import Location
from tests.support.documents import ROOT

PAGE = ROOT / "docs/how-to/add-a-column.md"
SCHEMA = Path("pricetrail/schema.py")


def shown(language: str) -> str:
    (block,) = re.findall(
        rf"^```{language}\n(.*?)\n```", PAGE.read_text(), re.MULTILINE | re.DOTALL
    )
    return str(block)


def test_the_edit_makes_the_statement_that_is_shown(tmp_path: Path, cassandra_url: str) -> None:
    shutil.copytree(ROOT / "src/pricetrail", tmp_path / "pricetrail")
    head, field = shown("python").split("\n\n")
    before = (tmp_path / SCHEMA).read_text()
    assert before.count(head) == 1
    (tmp_path / SCHEMA).write_text(before.replace(head, f"{head}\n\n{field}\n"))
    planned = subprocess.run(
        [sys.executable, "-m", "pricetrail", "sync-tables", "--dry-run"],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "STORE_URL": cassandra_url},
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    keyspace = Location.parse(cassandra_url).keyspace
    assert shown("text").replace("scraper_app", keyspace) in " ".join(planned.stdout.split())
