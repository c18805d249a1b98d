"""What runs and builds is pinned to what is tested, each with its hashes."""

import re

import pytest

from tests.support.documents import ROOT

LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))


def pinned(name: str) -> dict[str, str]:
    """Package → the version, and where it goes for, as a lock has it."""
    text = (ROOT / name).read_text()
    return dict(re.findall(r"^([\w.-]+)==(\S+(?: ; [^\\\n]+)?)", text, re.MULTILINE))


@pytest.mark.parametrize("name", ["requirements-run.lock", "requirements-build.lock"])
def test_it_is_a_part_of_what_is_tested(name: str) -> None:
    whole = pinned("requirements.lock")
    ours = {package: version.split()[0] for package, version in pinned(name).items()}
    assert ours
    assert ours == {package: whole[package].split()[0] for package in ours}


@pytest.mark.parametrize("name", LOCKS)
def test_everything_has_a_hash(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text().strip())
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
