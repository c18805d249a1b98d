"""Links lead somewhere, and the project speaks of itself alone."""

import re
from pathlib import Path

import pytest

from tests.support.documents import ROOT, anchors, files, links, markdown

OF_THIS_MACHINE = re.compile(r"(?<![\w./-])/(?:work|root|home|Users)/\w")
INDEX_HOSTS = re.compile(
    r"pypi\.org|pythonhosted\.org|repo1?\.maven\.(?:org|apache\.org)|registry\.npmjs|proxy\.golang"
)


@pytest.mark.parametrize("path", markdown(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    for link in links(path):
        target, _, anchor = link.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        there = path.parent / target if target else path
        assert there.exists(), f"{link} leads nowhere"
        assert not anchor or anchor in anchors(there), f"{link} names no heading"


@pytest.mark.parametrize("pattern", [OF_THIS_MACHINE, INDEX_HOSTS], ids=["paths", "hosts"])
def test_no_file_names_a_machine_or_an_index(pattern: re.Pattern[str]) -> None:
    found = {
        str(path.relative_to(ROOT)): match[0]
        for path in files()
        if (match := pattern.search(path.read_text(errors="replace")))
    }
    assert found == {}
