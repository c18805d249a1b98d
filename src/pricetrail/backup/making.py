"""Making a backup: the store at one moment first, then every page that it may refer to."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import NamedTuple

from pricetrail import __version__
from pricetrail.archive import Archive, Place, Saved, open_place
from pricetrail.archive.archive import body_name, is_about, is_body, stem_of
from pricetrail.backup.manifest import BODIES, NAME, Manifest, part_of, write_manifest
from pricetrail.backup.pages import PagesWriter, read_pages, writing_pages
from pricetrail.clock import Clock, utc_now
from pricetrail.errors import ArchiveDamaged, InvalidFile, NotFound, UsageError
from pricetrail.store.sqlite.snapshots import write_snapshot

Ticker = Callable[[int], object]

_LOCK = ".lock"


class Made(NamedTuple):
    """What a backup holds, what was new of it, and what is wrong with pages that are left out."""

    manifest: Manifest
    new_bodies: int
    damages: list[str]


def make_backup(
    path: Path,
    archive: Archive | None,
    folder: Path,
    *,
    reread: bool = False,
    clock: Clock = utc_now,
    told: Ticker = lambda _: None,
) -> Made:
    """Back the store's file at `path` and the archive up into `folder`, which is made; blocks.

    Scraping may go on meanwhile: the store is that of one moment, and a page is archived before
    an event refers to it. Bodies that the folder has in the same size are not copied again; with
    `reread` they are read, too, and copied anew where they are damaged. `told` is told how many
    pages are done. Raises StoreUnavailable (a full disk, too), StoreCorrupt, StoreIncompatible,
    ArchiveUnavailable, InvalidFile, and UsageError for a folder that holds anything else.
    """
    with _taken(folder):
        bodies = open_place(str(folder.absolute() / BODIES))
        return _make(path, archive, folder, _Copying(bodies, reread, told), clock)


def _make(
    path: Path, archive: Archive | None, folder: Path, copying: "_Copying", clock: Clock
) -> Made:
    token = token_hex(8)
    store = folder / f"store-{token}.db"
    pages = folder / f"pages-{token}.jsonl.zst"
    made_at = clock()
    try:
        write_snapshot(path, store, lambda: copying.told(0))
        if archive is not None:
            with writing_pages(pages) as write:
                copying.copy_all(archive, write)
        manifest = Manifest(
            made_by=__version__,
            made_at=made_at,
            store=part_of(store),
            archive=part_of(pages) if archive is not None else None,
            pages=copying.pages,
        )
        write_manifest(folder, manifest)
    except BaseException:
        store.unlink(missing_ok=True)
        pages.unlink(missing_ok=True)
        raise
    _remove_others(folder, manifest)
    if manifest.archive is not None and not copying.damages:
        _remove_bodies(folder, manifest.archive.name)
    return Made(manifest, copying.new_bodies, copying.damages)


class _Copying:
    """Copies the pages of an archive, a folder at a time."""

    def __init__(self, bodies: Place, reread: bool, told: Ticker) -> None:
        self._bodies = bodies
        self._reread = reread
        self.told = told
        self.pages = self.new_bodies = 0
        self.damages: list[str] = []

    def copy_all(self, archive: Archive, write: PagesWriter) -> None:
        for folder in archive.place.folders():
            there = self._there(folder)
            items = list(archive.place.items(folder))
            sizes = {item.name: item.size for item in items if is_body(item)}
            for item in filter(is_about, items):
                saved = self._good(archive, item.name, sizes, there)
                if saved is not None:
                    write(saved)
                    self.pages += 1
                    self.told(self.pages)

    def _there(self, folder: str) -> dict[str, int]:
        """The bodies that the backup has in a folder, and their sizes."""
        items = {item.name: item for item in self._bodies.items(folder)}
        if self._reread:
            backup = Archive(self._bodies)
            for item in filter(is_body, list(items.values())):
                try:
                    backup.packed(stem_of(item))
                except (ArchiveDamaged, NotFound):
                    del items[item.name]
        return {name: item.size for name, item in items.items()}

    def _good(
        self, archive: Archive, name: str, sizes: dict[str, int], there: dict[str, int]
    ) -> Saved | None:
        """The page of that name, its body being in the backup; None where it is damaged or gone."""
        try:
            saved = archive.about(name)
            if saved is None:
                return None  # pruned meanwhile
        except ArchiveDamaged as error:
            self.damages.append(str(error))
            return None
        body = body_name(saved.archive_ref)
        if there.get(body) == sizes.get(body, -1):
            return saved
        try:
            packed = archive.packed(saved.archive_ref)
        except (ArchiveDamaged, NotFound) as error:
            self.damages.append(str(error))
            return saved if body in there else None  # the backup has what the archive lost
        self._bodies.write(body, packed)
        sizes[body] = there[body] = len(packed)
        self.new_bodies += 1
        return saved


def _remove_others(folder: Path, manifest: Manifest) -> None:
    """Remove what the backup before was made of, and this one is not."""
    parts = [manifest.store, *([manifest.archive] if manifest.archive else [])]
    named = {part.name for part in parts}
    for pattern in ("store-*.db*", "pages-*.jsonl.zst"):
        for path in folder.glob(pattern):
            if path.name not in named:
                path.unlink(missing_ok=True)


def _remove_bodies(folder: Path, pages: str) -> None:
    """Remove the bodies that no page has any more, and parts of some that were never finished."""
    bodies = open_place(str(folder.absolute() / BODIES))
    left = set(bodies.folders())
    for name, saved in read_pages(folder / pages):
        _keep_only(bodies, name, {body_name(one.archive_ref) for one in saved})
        left.discard(name)
    for name in left:
        _keep_only(bodies, name, set())


def _keep_only(bodies: Place, folder: str, wanted: set[str]) -> None:
    for item in list(bodies.items(folder)):
        if item.name not in wanted:
            bodies.remove(item.name)


@contextmanager
def _taken(folder: Path) -> Iterator[None]:
    """The folder, made where it is missing, for this backup alone.

    Raises UsageError where it holds anything but a backup, or another one is being made.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        strange = not (folder / _LOCK).exists() and any(folder.iterdir())
        if strange and not (folder / NAME).exists():
            raise UsageError(f"{folder} holds other files; name a folder of its own for the backup")
        with (folder / _LOCK).open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise UsageError(f"another backup is being made in {folder}") from error
            yield
    except OSError as error:
        raise InvalidFile(f"{folder} cannot be written: {error.strerror}") from error
