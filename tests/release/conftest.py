import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support.documents import ROOT
from tests.support.programs import program, ran


class Built(NamedTuple):
    """What a release is made of."""

    sdist: Path
    wheel: Path


class Installed(NamedTuple):
    """A clean environment with the wheel and what `[all]` needs, and a folder far from here."""

    bin: Path
    folder: Path
    env: Mapping[str, str]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The source distribution, and the wheel made of it, as `python -m build` makes them."""
    out = tmp_path_factory.mktemp("dist")
    done = uv("build", "--no-build-isolation", "--out-dir", out, ROOT)
    assert done == "", done
    return Built(next(out.glob("*.tar.gz")), next(out.glob("*.whl")))


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("elsewhere")
    python = folder / "venv" / "bin" / "python"
    uv("venv", folder / "venv")
    uv(
        "pip",
        "install",
        "--require-hashes",
        "--python",
        python,
        "-r",
        ROOT / "requirements-run.lock",
    )
    uv("pip", "install", "--no-deps", "--python", python, built.wheel)
    ours = ("PYTHONPATH", "STORE_URL", "REDIS_URL", "ARCHIVE_URL", "VIRTUAL_ENV")
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in ours and not name.startswith("PRICETRAIL_")
    }
    return Installed(python.parent, folder, env | {"PRICETRAIL_DATA_DIR": str(folder / "data")})


def uv(*arguments: object) -> str:
    """What it says, which is nothing where all goes well; with the Python of the tests."""
    env = os.environ | {"UV_PYTHON": os.path.realpath(program("python"))}
    if arguments[0] == "build":
        env["UV_PYTHON"] = program("python")  # that one has what builds
    done = ran(program("uv"), *arguments, "--quiet", env=env)
    assert done.returncode == 0, done.stderr
    return done.stderr
