"""Every published threat has tests, and the page of what they tried knows all of them."""

import os
import re
from pathlib import Path

import pytest

from tests.support.threats import listed, marked, threats

IDS = [one.id for one in threats()]
# Where the team collects what is published of others; it is no part of the project.
COLLECTED = os.environ.get("PRICETRAIL_THREATS", "")
_FIRST = re.compile(r"^\| (?P<what>[^|]+) \| [^|]*?(?P<id>(?:CVE|GHSA)-[\w-]+)", re.MULTILINE)


@pytest.mark.parametrize("threat", IDS)
def test_every_threat_has_a_test(threat: str) -> None:
    assert threat in {row for row, _ in marked()}


def test_every_mark_is_of_a_known_threat() -> None:
    assert {row for row, _ in marked()} <= {*IDS}


def test_the_page_has_a_line_for_every_mark() -> None:
    assert listed() == marked(), "run `make security-report`"


if Path(COLLECTED).is_file():  # a skipped test would count as a failure in CI

    def test_every_row_of_a_collection_is_known() -> None:
        first = {found["id"] for found in _FIRST.finditer(Path(COLLECTED).read_text())}
        assert first
        assert first <= {*IDS}
