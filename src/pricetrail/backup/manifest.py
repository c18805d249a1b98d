"""`pricetrail-backup.json`: which files a backup is made of, and what they have to be."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pricetrail.errors import InvalidFile
from pricetrail.export.files import readable_file, whole_file
from pricetrail.values import Moment, summary_of

NAME = "pricetrail-backup.json"
BODIES = "bodies"
_CHUNK = 1 << 20


class Part(BaseModel):
    """A file by its name in the folder, with its size in bytes and its SHA-256."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: Annotated[
        str, Field(pattern=r"^(store-[0-9a-f]{16}\.db|pages-[0-9a-f]{16}\.jsonl\.zst)$")
    ]
    size: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Manifest(BaseModel):
    """What a backup holds; `made_at` is when the store's moment was, `pages` is their number.

    `archive` is None where pages were not backed up.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    format: Literal[1] = 1
    made_by: str
    made_at: Moment
    store: Part
    archive: Part | None
    pages: Annotated[int, Field(ge=0)]


def read_manifest(folder: Path) -> Manifest:
    """What a folder holds. Raises InvalidFile where it holds no backup that this version knows."""
    path = folder / NAME
    if not path.exists():
        raise InvalidFile(f"{folder} holds no backup: there is no {NAME}")
    with file_with_end(path) as file:
        text = file.read(_CHUNK)
    try:
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        raise InvalidFile(f"{path}: {summary_of(error)}") from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make this what the folder holds; before that, the disk holds all that it names."""
    os.sync()
    with whole_file(folder / NAME) as out:
        out.write(manifest.model_dump_json(indent=1).encode())


@contextmanager
def file_with_end(path: Path) -> Iterator[BinaryIO]:
    """A file to read from; raises InvalidFile for pipes and devices, too, which may never end."""
    if path.exists() and not path.is_file():
        raise InvalidFile(f"{path} is no file")
    with readable_file(path) as file:
        yield file


def part_of(path: Path) -> Part:
    """What a file is now, read from the disk."""
    digest = hashlib.sha256()
    with file_with_end(path) as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
        size = file.tell()
    return Part(name=path.name, size=size, sha256=digest.hexdigest())


def checked(folder: Path, part: Part) -> Path:
    """Where a part is. Raises InvalidFile where it is missing, or not what it was."""
    path = folder / part.name
    there = part_of(path)
    if there.size < part.size:
        raise InvalidFile(f"{path} is cut short: {there.size:,} of {part.size:,} bytes are there")
    if there != part:
        raise InvalidFile(f"{path} was changed since it was written: its SHA-256 is another")
    return path
