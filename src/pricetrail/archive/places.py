"""Where an archive is: a folder of this machine, or any place that fsspec can write to."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from uuid import uuid4

from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem
from fsspec.spec import AbstractFileSystem

from pricetrail.errors import ArchiveUnavailable, UsageError

_PART = ".part"


class Item(NamedTuple):
    """A file that is there: its name within the place, its size in bytes, when it was written.

    `written_at` is aware and UTC; None where the place does not tell.
    """

    name: str
    size: int
    written_at: datetime | None


class Place:
    """Named files, each written whole or not at all; all methods block.

    Whatever goes wrong with the place itself raises ArchiveUnavailable.
    """

    def __init__(self, files: AbstractFileSystem, root: str) -> None:
        self._files = files
        self._root = root.rstrip("/")
        self._is_local = isinstance(files, LocalFileSystem)

    def __str__(self) -> str:
        return str(self._files.unstrip_protocol(self._root))

    def read(self, name: str) -> bytes | None:
        """What is in the file, None where there is none."""
        with self._told():
            try:
                body: bytes = self._files.cat_file(self._path(name))
            except FileNotFoundError:
                return None
        return body

    def has(self, name: str) -> bool:
        """Whether the file is there and holds anything: a power cut may leave an empty one."""
        with self._told():
            try:
                return bool(self._files.size(self._path(name)))
            except FileNotFoundError:
                return False

    def write(self, name: str, body: bytes) -> None:
        """Write the file; nobody ever sees a part of it.

        Object stores put a file whole; on a file system it is renamed once it is complete.
        """
        path = self._path(name)
        with self._told():
            if not self._is_local:
                self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
                self._files.pipe_file(path, body)
                return
            part = f"{path}.{uuid4().hex}{_PART}"
            self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
            try:
                self._files.pipe_file(part, body)
                os.replace(part, path)  # noqa: PTH105 - fsspec's paths are texts
            except BaseException:
                with suppress(OSError):
                    self._files.rm_file(part)
                raise

    def remove(self, name: str) -> None:
        """Remove the file; one that is gone already is no error."""
        with self._told(), suppress(FileNotFoundError):
            self._files.rm_file(self._path(name))

    def items(self, folder: str) -> Iterator[Item]:
        """The files right in a folder, sorted by name; parts of files not yet whole among them."""
        with self._told():
            try:
                found = self._files.ls(f"{self._root}/{folder}", detail=True)
            except FileNotFoundError:
                return
        for one in sorted(found, key=lambda info: str(info["name"])):
            if one["type"] == "file":
                name = f"{folder}/{PurePosixPath(one['name']).name}"
                yield Item(name, int(one["size"] or 0), _written_at(one))

    def folders(self) -> list[str]:
        """The names of the folders, sorted."""
        with self._told():
            try:
                found = self._files.ls(self._root, detail=True)
            except FileNotFoundError:
                return []
        return sorted(PurePosixPath(one["name"]).name for one in found if one["type"] != "file")

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Raise what a place raises as one clear line."""
        try:
            yield
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise ArchiveUnavailable(f"the archive at {self} cannot be used: {why}") from error


def open_place(url: str) -> Place:
    """The place that a path or an fsspec URL names; nothing is written yet.

    Raises UsageError for what names none, for chained URLs, and where the library for that kind
    of place is not installed.
    """
    return Place(*files_at(url, named="ARCHIVE_URL"))


def files_at(url: str, *, named: str) -> tuple[AbstractFileSystem, str]:
    """The file system that a path or an fsspec URL names, and the folder in it.

    Raises UsageError, with what it was `named` by, as `open_place` does.
    """
    if "::" in url:
        raise UsageError(f"{named}: name one place, not a chain of them")
    try:
        files, root = url_to_fs(url)
    except ImportError as error:
        raise UsageError(f"{named} needs another library: {error}") from error
    except (ValueError, OSError) as error:
        raise UsageError(f"{named} names no place: {error}") from error
    if not url or not root.strip("/"):
        raise UsageError(f"{named}: name a folder of its own")
    return files, root


def _written_at(info: dict[str, Any]) -> datetime | None:
    """When a file was written, by what its kind of place calls that."""
    for name in ("mtime", "LastModified", "last_modified", "created", "updated"):
        match info.get(name):
            case datetime() as moment:
                return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
            case int() | float() as seconds:
                return datetime.fromtimestamp(seconds, UTC)
    return None
