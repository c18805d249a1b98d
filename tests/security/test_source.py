"""What the sources may not have in them: code made from data, and secrets."""

import ast
import math
import re
import subprocess
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())

FORBIDDEN = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "os.system",
    "os.popen",
    "yaml.load",
    "yaml.unsafe_load",
    "marshal.loads",
    "shelve.open",
    "tempfile.mktemp",
    "asyncio.create_subprocess_shell",
    "subprocess.getoutput",
}
# Processes of our own, on both ends of a pipe between them: what is read was written by us.
PICKLES = {"extractors.py"}
PARSERS_OF_XML = {"lxml", "xml.sax", "xml.dom", "xmltodict", "defusedxml"}
# The only writer of XML; nothing there reads it.
WRITES_XML = {"feeds.py"}


def names_called(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def imported(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return found


@pytest.mark.threat("CVE-2021-23727", "our own sources")
@pytest.mark.threat("CVE-2026-29039", "our own sources")
def test_no_code_is_made_from_data(tried: Callable[[int], None]) -> None:
    tried(len(SOURCES))
    for path in SOURCES:
        tree = ast.parse(path.read_text())
        for name, call in names_called(tree):
            assert name not in FORBIDDEN, f"{path.name}: {name}"
            shell = next((one.value for one in call.keywords if one.arg == "shell"), None)
            assert shell is None, f"{path.name}: shell="
        modules = imported(tree)
        assert path.name in PICKLES or modules.isdisjoint({"pickle", "dill", "marshal", "shelve"})


@pytest.mark.threat("CVE-2026-41895", "our own sources")
def test_no_xml_is_parsed() -> None:
    for path in SOURCES:
        modules = imported(ast.parse(path.read_text()))
        assert modules.isdisjoint(PARSERS_OF_XML), path.name
        tree = {name for name in modules if name.startswith("xml.etree.ElementTree.")}
        readers = {f"xml.etree.ElementTree.{one}" for one in ("parse", "fromstring", "iterparse")}
        assert tree.isdisjoint(readers), path.name
        assert not tree or path.name in WRITES_XML


def test_the_linter_looks_for_holes() -> None:
    """Ruff's S rules are those of bandit; each exception gives its reason on its line."""
    lint = PROJECT["tool"]["ruff"]["lint"]
    assert "S" in lint["select"]
    assert not [rule for rule in lint["ignore"] if rule.startswith("S")]
    bare = re.compile(r"# (?:ruff: )?noqa: S\d+\s*$", re.MULTILINE)
    assert [path.name for path in SOURCES if bare.search(path.read_text())] == []


def test_every_requirement_is_pinned_by_its_hash() -> None:
    for lock in sorted(ROOT.glob("requirements*.lock")):
        lines = lock.read_text().replace("\\\n", " ").splitlines()
        pinned = [line for line in lines if re.match(r"[A-Za-z0-9]", line)]
        assert pinned
        assert [line[:60] for line in pinned if "--hash=sha256:" not in line] == []
        assert [line[:60] for line in pinned if "==" not in line] == []


# A scan of our own: the well-kept scanners are larger than what they would look through.
_KINDS = {
    "a private key": re.compile(r"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*[A-Za-z0-9+/]{40}"),
    "a cloud key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token of Astra": re.compile(r"\bAstraCS:[A-Za-z0-9]{20,}:[0-9a-f]{60,}"),
    "a token of GitHub": re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36,}"),
    "a token of Slack": re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{20,}"),
    "a token of PyPI": re.compile(r"\bpypi-[A-Za-z0-9_-]{60,}"),
    "a signed token": re.compile(r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[\w-]{20,}"),
}
_ASSIGNED = re.compile(
    r"(?i)(?:secret|token|passw(?:or)?d|api_?key)[\w-]*[\"']?\s*[:=]\s*[\"']?([A-Za-z0-9+/_=-]{20,})"
)
_MOST_BITS = 4.0  # of randomness a character; words have below 3.8, random Base64 above 4.2
_NOT_OURS = (".lock", ".png", ".jpg", ".svg", ".html", ".gz", ".zst", ".ipynb")


def bits_per_character(text: str) -> float:
    shares = [count / len(text) for count in Counter(text).values()]
    return -sum(share * math.log2(share) for share in shares)


def secrets_in(text: str) -> list[str]:
    found = [kind for kind, pattern in _KINDS.items() if pattern.search(text)]
    found += [
        one[1]
        for one in _ASSIGNED.finditer(text)
        if any(map(str.isdigit, one[1])) and bits_per_character(one[1]) > _MOST_BITS
    ]
    return found


@pytest.mark.parametrize(
    "text",
    [
        "AKIA" + "ABCDEFGHIJKLMNOP",
        "ghp_" + "a1B2" * 9,
        "API_TOKEN=" + "q8Zx3Lp0Vw7Tt5Rk2Yb9Nc4Md6Hs1Gf",
        "password: '" + "b7Gd9sKq2LxZ4vN8tR1yWm5cE0pUhJ3a'",
    ],
)
def test_a_secret_is_found(text: str) -> None:
    assert secrets_in(text)


@pytest.mark.threat("CVE-2021-41125", "our own files")
def test_no_file_of_ours_has_a_secret(tried: Callable[[int], None]) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    names = [name for name in listed.stdout.decode().split("\0") if name]
    paths = [ROOT / name for name in names if not name.endswith(_NOT_OURS)] or SOURCES
    tried(len(paths))
    found = {}
    for path in paths:
        if path.is_file() and not path.is_symlink() and path != Path(__file__):
            said = secrets_in(path.read_text(errors="replace"))
            found |= {str(path.relative_to(ROOT)): said} if said else {}
    assert found == {}
