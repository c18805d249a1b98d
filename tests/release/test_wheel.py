"""A wheel holds all that pricetrail needs and nothing else, and works far from the repository."""

import re
import subprocess
import tarfile
from email.message import Message
from email.parser import Parser
from pathlib import Path
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

from pricetrail import __version__
from pricetrail.cli import COMMANDS
from tests.docs.test_texts import INDEX_HOSTS, OF_THIS_MACHINE
from tests.release.conftest import Built, Installed
from tests.support.documents import ROOT
from tests.support.processes import PATIENCE_S, ending, served_at, wait_until
from tests.support.programs import ran

SOURCE = ROOT / "src" / "pricetrail"


@pytest.fixture(scope="module")
def metadata(built: Built) -> Message:
    with ZipFile(built.wheel) as wheel:
        [name] = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
        return Parser().parsestr(wheel.read(name).decode())


def ours() -> set[str]:
    """Every file of the package, by its path in a wheel."""
    return {
        str(path.relative_to(SOURCE.parent))
        for path in SOURCE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_wheel_holds_the_package_and_nothing_else(built: Built) -> None:
    with ZipFile(built.wheel) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert names == ours()
    assert {"pricetrail/py.typed", "pricetrail/web/static/app.css"} <= names


def test_the_source_holds_what_the_wheel_is_built_from(built: Built) -> None:
    top = f"pricetrail-{__version__}"
    with tarfile.open(built.sdist) as sdist:
        names = {name.removeprefix(f"{top}/") for name in sdist.getnames()}
    beside = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "PKG-INFO", ".gitignore"}
    assert names == {f"src/{name}" for name in ours()} | beside


def test_the_metadata_says_what_it_is(metadata: Message) -> None:
    assert metadata["Name"] == "pricetrail"
    assert metadata["Version"] == __version__
    assert metadata["License-Expression"] == "MIT"
    assert metadata["License-File"] == "LICENSE"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Summary"]
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])
    assert "all" in metadata.get_all("Provides-Extra", [])
    text = metadata.as_string()
    assert not OF_THIS_MACHINE.search(text)
    assert not INDEX_HOSTS.search(text)
    assert "file://" not in text


def test_the_version_stands_in_one_place() -> None:
    told = re.compile(rf"\b{re.escape(__version__)}\b")
    files = [*SOURCE.rglob("*.py"), ROOT / "pyproject.toml", ROOT / "Dockerfile"]
    holding = [path.relative_to(ROOT) for path in files if told.search(path.read_text())]
    assert holding == [Path("src/pricetrail/__init__.py")]


def test_it_is_what_is_imported_whole(installed: Installed) -> None:
    script = (
        "import importlib, pkgutil, pricetrail\n"
        "for m in pkgutil.walk_packages(pricetrail.__path__, 'pricetrail.'):\n"
        "    importlib.import_module(m.name)\n"
        "print(pricetrail.__file__)"
    )
    done = ran(installed.bin / "python", "-c", script, cwd=installed.folder, env=installed.env)
    assert (done.stderr, done.returncode) == ("", 0)
    assert str(installed.folder / "venv") in done.stdout


def test_the_command_says_what_it_is(installed: Installed) -> None:
    def say(*words: str) -> str:
        command = (installed.bin / "pricetrail", *words)
        done = ran(*command, cwd=installed.folder, env=installed.env)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert say("--version") == f"pricetrail {__version__}\n"
    shown = say("--help")
    assert all(re.search(rf"\b{re.escape(name)}\b", shown) for name in COMMANDS)


def test_the_demo_runs_and_its_pages_are_whole(installed: Installed) -> None:
    command = [installed.bin / "pricetrail", "up", "--demo", "--port", "0"]
    process = subprocess.Popen(
        command,
        cwd=installed.folder,
        env=installed.env,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
    )
    with ending(process):
        base = served_at(process.stderr)
        wait_until(lambda: 'href="/p/' in shown(f"{base}/"))
        page = shown(f"{base}/")
        product = re.findall(r'href="(/p/[^"?#]+)"', page)[0]
        assert "<svg" in shown(base + product)
        assets = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
        assert len(assets) >= 3
        for path in (*assets, "/docs"):
            assert shown(base + path)
        process.terminate()
        process.communicate()
    assert process.returncode == 0
    assert list(Path(installed.folder).glob("data/**/*.db"))


def shown(url: str) -> str:
    """What is at a URL; raises HTTPError where it is not 200."""
    with urlopen(url, timeout=PATIENCE_S) as answer:
        body: bytes = answer.read()
    return body.decode()
