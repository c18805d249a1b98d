"""Files that are there whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from pricetrail.errors import InvalidFile


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` once it is written, and leaves no trace otherwise.

    A device or a pipe is written to directly. Raises InvalidFile where it cannot be written.
    """
    real = path.resolve()
    try:
        if real.exists() and not real.is_file():
            with real.open("wb") as out:
                yield out
            return
        part = real.with_name(f".{token_hex(8)}.part")  # nobody can have put a link there
        try:
            with part.open("xb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            part.replace(real)
        finally:
            part.unlink(missing_ok=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InvalidFile(f"{path} cannot be written: {error.strerror}") from error


@contextmanager
def readable_file(path: Path) -> Iterator[BinaryIO]:
    """A file to read from. Raises InvalidFile where it cannot be read."""
    try:
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise InvalidFile(f"{path} cannot be read: {error.strerror}") from error
