"""Screenshots of pages that a browser got no event from, kept as long as their attempts."""

import asyncio
import re
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from pricetrail.log import get_logger
from pricetrail.store.tables import ATTEMPT

MOST_BYTES = 2_000_000
_MOST_FOLDER_BYTES = 500_000_000
_LOOK_AT_FOLDER_EVERY = 50
_JPEG = b"\xff\xd8\xff"
_NAME = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.jpg")
_log = get_logger("screenshots")


class Screenshots:
    """The screenshots in `folder`, on this machine, each named after its attempt.

    Those that are older than an attempt lives are removed, and the oldest beyond half a gigabyte.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._kept = 0

    async def keep(self, attempt: UUID, picture: bytes) -> str | None:
        """Keep an attempt's picture, a JPEG; its name, None where it cannot be kept."""
        name = f"{attempt}.jpg"
        if len(picture) > MOST_BYTES:
            return None
        try:
            await asyncio.to_thread(self._keep, name, picture)
        except OSError as error:
            _log.warning("a screenshot could not be kept", reason=str(error))
            return None
        return name

    async def kept(self, names: Iterable[str]) -> frozenset[str]:
        """Those of the names that there is a picture of on this machine."""
        paths = {name: path for name in names if (path := self.path_of(name)) is not None}
        if not paths:
            return frozenset()
        return await asyncio.to_thread(
            lambda: frozenset(name for name, path in paths.items() if path.is_file())
        )

    async def get(self, name: str) -> bytes | None:
        """The picture of that name, a JPEG; None where there is none on this machine."""
        path = self.path_of(name)
        if path is None:
            return None
        try:
            picture = await asyncio.to_thread(path.read_bytes)
        except OSError:
            return None
        return picture if picture.startswith(_JPEG) else None

    async def forget(self, names: Iterable[str]) -> None:
        """Remove the pictures of these names from this machine, as far as they are there.

        Raises OSError where one cannot be removed.
        """
        paths = [path for name in names if (path := self.path_of(name)) is not None]
        await asyncio.to_thread(_remove, paths)

    def path_of(self, name: str) -> Path | None:
        """Where the picture of that name would be; None for what is no such name."""
        return self._folder / name if _NAME.fullmatch(name) else None

    def _keep(self, name: str, picture: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f"{name}.part"
        part.write_bytes(picture)
        part.replace(self._folder / name)
        if self._kept % _LOOK_AT_FOLDER_EVERY == 0:
            self._make_room()
        self._kept += 1

    def _make_room(self) -> None:
        """Remove what is too old, and the oldest of what is too much."""
        oldest = time.time() - ATTEMPT.ttl_s
        found = []
        for file in self._folder.iterdir():
            with suppress(FileNotFoundError):  # another process makes room, too
                found.append((file, file.stat()))
        found.sort(key=lambda one: one[1].st_mtime, reverse=True)
        size = 0
        for file, stat in found:
            size += stat.st_size
            if size > _MOST_FOLDER_BYTES or stat.st_mtime < oldest:
                file.unlink(missing_ok=True)


def _remove(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
