"""Extraction of hostile pages in a process that may use only so much memory and processor time."""

import json
import pickle
import resource
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from time import process_time

from pricetrail.errors import RecordInvalid
from pricetrail.extract import extract
from tests.support.pages import page_of

_ROOT = Path(__file__).parents[2]
_MEMORY = 2 << 30
_CPU_S = 300
_NO_URL = ""


def seconds_to_extract(pages: Iterable[tuple[str, bytes]]) -> dict[str, float]:
    """The CPU seconds that each page took, by its name.

    Fails, naming the page, where one raises anything but RecordInvalid, or takes the process
    beyond two gigabytes.
    """
    command = [sys.executable, "-m", "tests.support.bounded"]
    done = subprocess.run(
        command, input=pickle.dumps(list(pages)), capture_output=True, cwd=_ROOT, check=False
    )
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 0, f"after {lines[-1:]}: {done.stderr.decode()[-3000:]}"
    return dict(json.loads(line) for line in lines)


def main() -> None:
    pages: list[tuple[str, bytes]] = pickle.load(sys.stdin.buffer)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
    extract(page_of(b"<h1>To have everything loaded</h1>"))
    for name, body in pages:
        started = process_time()
        with suppress(RecordInvalid):
            extract(page_of(body, url=_NO_URL, content_type=""))
        sys.stdout.write(json.dumps((name, process_time() - started)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
