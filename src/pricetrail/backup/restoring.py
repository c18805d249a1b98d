"""Restoring a backup: all of it is checked before anything is changed."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from pricetrail.archive import Archive, open_place
from pricetrail.archive.archive import MOST_BYTES, about_name, body_name
from pricetrail.backup.manifest import BODIES, Manifest, checked, read_manifest
from pricetrail.backup.pages import each_page
from pricetrail.clock import Clock, utc_now
from pricetrail.errors import ArchiveDamaged, Conflict, InvalidFile, NotFound
from pricetrail.store.sqlite.snapshots import check_snapshot, is_empty, put_back, write_snapshot

Ticker = Callable[[int], object]

_LARGEST = MOST_BYTES + MOST_BYTES // 100  # what does not compress becomes a little larger


class Restored(NamedTuple):
    """What was restored, how many pages of it were new, and where the store before is kept.

    `kept` is None where there was none.
    """

    manifest: Manifest
    new_pages: int
    kept: Path | None


def check_backup(folder: Path, told: Ticker = lambda _: None) -> Manifest:
    """What a backup holds, once every byte of it is what it was; blocks.

    Raises InvalidFile for what is missing, cut short or changed, StoreIncompatible where a newer
    version made it.
    """
    manifest = read_manifest(folder)
    check_snapshot(checked(folder, manifest.store), lambda: told(0))
    if manifest.archive is not None:
        count = _check_pages(folder, checked(folder, manifest.archive), told)
        if count != manifest.pages:
            raise InvalidFile(f"{folder}: {count:,} of {manifest.pages:,} pages are there")
    return manifest


def restore_backup(
    folder: Path,
    path: Path,
    archive: Archive | None,
    *,
    replace: bool = False,
    clock: Clock = utc_now,
    told: Ticker = lambda _: None,
) -> Restored:
    """Make the store's file at `path` and the archive hold what a backup holds; blocks.

    Everything is checked first. Pages are added to the archive, none is removed; then the store
    changes in one step. A store that holds anything is kept beside it, under another name. Raises
    Conflict where it does and `replace` is not given, what `check_backup` raises,
    StoreUnavailable, StoreCorrupt, StoreIncompatible, UsageError and ArchiveUnavailable.
    """
    read_manifest(folder)  # who names a wrong folder is told so, not how to replace the store
    empty = is_empty(path)
    if not empty and not replace:
        raise Conflict(
            f"{path} holds a history already: name another STORE_URL, or `--replace` it, "
            "which keeps the old one beside it"
        )
    manifest = check_backup(folder, told)
    new_pages = 0
    if archive is not None and manifest.archive is not None:
        new_pages = _add_pages(folder, manifest.archive.name, archive, told)
    kept = None
    if not empty:
        kept = path.with_name(f"{path.stem}.before-{clock():%Y%m%dT%H%M%S%f}{path.suffix}")
        write_snapshot(path, kept, lambda: told(0))
    try:
        put_back(folder / manifest.store.name, path, lambda: told(0))
    except BaseException:
        if kept is not None:
            kept.unlink(missing_ok=True)  # it is where it was
        raise
    return Restored(manifest, new_pages, kept)


def _check_pages(folder: Path, pages: Path, told: Ticker) -> int:
    """How many pages there are. Raises InvalidFile unless every body is there and whole."""
    bodies = _bodies_of(folder)
    count = 0
    last = ""
    for saved in each_page(pages):
        try:
            about_name(saved.archive_ref, saved.target_id)
            if saved.archive_ref != last:  # the pages with a body follow one another
                _check_file(folder / BODIES / body_name(saved.archive_ref))
                bodies.packed(saved.archive_ref)
        except (ArchiveDamaged, NotFound) as error:
            raise InvalidFile(f"{folder / BODIES} is not what it was: {error}") from error
        last = saved.archive_ref
        count += 1
        told(count)
    return count


def _check_file(path: Path) -> None:
    """Raise InvalidFile for what cannot be read to its end, or would not fit into memory."""
    if path.exists() and not (path.is_file() and path.stat().st_size <= _LARGEST):
        raise InvalidFile(f"{path} is no body of a page")


def _add_pages(folder: Path, pages: str, archive: Archive, told: Ticker) -> int:
    """Add what the archive lacks; returns how many pages were new to it."""
    bodies = _bodies_of(folder)
    new = 0
    for count, saved in enumerate(each_page(folder / pages), 1):
        new += archive.add(saved, bodies.packed)
        told(count)
    return new


def _bodies_of(folder: Path) -> Archive:
    return Archive(open_place(str(folder.absolute() / BODIES)))
