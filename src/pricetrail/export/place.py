"""The folder that an export is written to: one of this machine, or any that fsspec can write to."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast

from fsspec.implementations.local import LocalFileSystem
from fsspec.spec import AbstractFileSystem

from pricetrail.archive.places import files_at
from pricetrail.errors import InvalidFile


class Folder:
    """A folder by path or fsspec URL; all methods block and raise InvalidFile where they cannot.

    Raises UsageError for what names no folder, and where the library for it is missing.
    """

    def __init__(self, url: str) -> None:
        files, root = files_at(url, named=url)
        self.files: AbstractFileSystem = files
        self._root = root.rstrip("/")
        self._url = url

    def __str__(self) -> str:
        return self._url

    @property
    def is_local(self) -> bool:
        """Whether its files are on this machine."""
        return isinstance(self.files, LocalFileSystem)

    def path(self, name: str) -> str:
        """The whole path of a file in it, as its file system names it."""
        return f"{self._root}/{name}"

    def read(self, name: str) -> bytes | None:
        """What is in the file, None where there is none."""
        with self._told("read"):
            try:
                return cast(bytes, self.files.cat_file(self.path(name)))
            except (FileNotFoundError, NotADirectoryError):
                return None

    @contextmanager
    def reading(self, name: str) -> Iterator[BinaryIO]:
        """The file, open to read."""
        with self._told("read"), self.files.open(self.path(name), "rb") as file:
            yield cast(BinaryIO, file)

    @contextmanager
    def whole(self, name: str) -> Iterator[BinaryIO]:
        """A new file that is sent once it is written, and leaves no trace otherwise."""
        with TemporaryFile() as written:
            yield cast(BinaryIO, written)
            written.seek(0)
            with self.create(name) as out:
                copyfileobj(written, out)

    def create(self, name: str) -> Any:
        """A new file, open to write; its folder is made."""
        with self._told("written"):
            path = self.path(name)
            self.files.makedirs(path.rpartition("/")[0], exist_ok=True)
            return self.files.open(path, "wb")

    def replace(self, name: str, body: bytes) -> None:
        """Write a small file whole; nobody ever sees a part of it."""
        with self._told("written"):
            self.files.makedirs(self._root, exist_ok=True)
            if not self.is_local:
                self.files.pipe_file(self.path(name), body)  # object stores put a file whole
                return
            part = self.path(f".{name}.part")
            self.files.pipe_file(part, body)
            os.replace(part, self.path(name))  # noqa: PTH105 - fsspec's paths are texts

    def has(self, name: str) -> bool:
        """Whether the file is there."""
        with self._told("read"):
            return bool(self.files.isfile(self.path(name)))

    def names(self) -> list[str]:
        """Every file below it, sorted; none where it is not there."""
        with self._told("read"):
            found = self.files.find(self._root)
        return sorted(str(path)[len(self._root) + 1 :] for path in found)

    def remove(self, name: str) -> None:
        """Remove a file; one that is gone already is no error."""
        with self._told("written"), suppress(FileNotFoundError):
            self.files.rm_file(self.path(name))

    @contextmanager
    def _told(self, done: str) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise InvalidFile(f"{self} cannot be {done}: {why}") from error


def parted(path: str) -> tuple[Folder, str]:
    """The folder in which a file is, by its path or fsspec URL, and the file's name there."""
    folder, slash, name = path.rpartition("/")
    return Folder(folder or slash or "."), name
