"""Looking after an archive: what is damaged in it, and what has been kept for long enough."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from pricetrail.archive.archive import (
    Archive,
    Saved,
    about_name,
    body_name,
    is_about,
    is_body,
    stem_of,
)
from pricetrail.archive.places import Item
from pricetrail.errors import ArchiveDamaged, NotFound

_SETTLED_AFTER = timedelta(days=1)
_AT_ONCE = 32


class Keeping(NamedTuple):
    """For how long pages are kept after they were last seen; None: for ever.

    `accepted` are those behind events, `failed` all others.
    """

    accepted: timedelta | None = None
    failed: timedelta | None = timedelta(days=30)


class Pruned(NamedTuple):
    """What was removed, and the bytes that became free."""

    pages: int
    bodies: int
    stored_bytes: int


class Damage(NamedTuple):
    """A file that is not what it was, and what is wrong with it."""

    name: str
    problem: str


async def prune(
    archive: Archive, keeping: Keeping, now: datetime, *, dry_run: bool = False
) -> Pruned:
    """Remove the pages that were kept for long enough, and bodies that no page has any more.

    What was written within the last day stays: somebody may be about to refer to it. With
    `dry_run` nothing is removed, only counted. It may be stopped and repeated at any time. Raises
    ArchiveUnavailable.
    """
    total = Pruned(0, 0, 0)
    for folder in await asyncio.to_thread(archive.place.folders):
        there = await asyncio.to_thread(_prune_folder, archive, folder, keeping, now, dry_run)
        total = Pruned(*(a + b for a, b in zip(total, there, strict=True)))
    return total


async def forget(archive: Archive, target_ids: Collection[str]) -> Pruned:
    """Remove all pages of these targets, and bodies that no other page has, however old.

    What others have as well stays theirs. It may be stopped and repeated at any time. Raises
    ArchiveUnavailable.
    """
    total = Pruned(0, 0, 0)
    for folder in await asyncio.to_thread(archive.place.folders):
        gone = await asyncio.to_thread(_forget_in, archive, folder, frozenset(target_ids))
        total = Pruned(*(a + b for a, b in zip(total, gone, strict=True)))
    return total


def _forget_in(archive: Archive, folder: str, target_ids: frozenset[str]) -> Pruned:
    pages = {i for i in archive.place.items(folder) if is_about(i) and _target(i) in target_ids}
    if not pages:
        return Pruned(0, 0, 0)
    _remove(archive, pages, dry_run=False)
    left = list(archive.place.items(folder))
    needed = {stem_of(item) for item in left if is_about(item)}
    theirs = {stem_of(page) for page in pages} - needed
    bodies = {item for item in left if is_body(item) and stem_of(item) in theirs}
    _remove(archive, bodies, dry_run=False)
    freed = sum(item.size for item in pages | bodies)
    return Pruned(len(pages), len(bodies), freed)


async def verify(archive: Archive, *, repair: bool = False) -> AsyncIterator[Damage]:
    """Every file that is not what it was, each read whole; bodies that are missing, too.

    With `repair` damaged bodies are removed: one that is not there is written when its page is
    seen again, or brought back by a backup. Raises ArchiveUnavailable.
    """
    for folder in await asyncio.to_thread(archive.place.folders):
        for damage in await asyncio.to_thread(_damages, archive, folder, repair):
            yield damage


def _prune_folder(
    archive: Archive, folder: str, keeping: Keeping, now: datetime, dry_run: bool
) -> Pruned:
    items = list(archive.place.items(folder))
    pages = [item for item in items if is_about(item)]
    over = {page for page in pages if _is_over(_told_by(archive, page), keeping, now)}
    _remove(archive, over, dry_run=dry_run)  # pages before bodies: a page never lacks its body
    loose = _without_page(items if dry_run else archive.place.items(folder), over, now)
    _remove(archive, loose, dry_run=dry_run)
    freed = sum(item.size for item in over | loose)
    return Pruned(len(over), sum(map(is_body, loose)), freed)


def _without_page(items: Iterable[Item], over: set[Item], now: datetime) -> set[Item]:
    """The bodies that no page has, those `over` not counted, and parts that were never finished."""
    there = list(items)
    needed = {stem_of(item) for item in there if is_about(item) and item not in over}
    return {
        item
        for item in there
        if not is_about(item) and stem_of(item) not in needed and _is_settled(item, now)
    }


def _remove(archive: Archive, items: Collection[Item], *, dry_run: bool) -> None:
    """Remove files; bodies, which are read before, some at a time."""
    if dry_run:
        return
    for item in items:
        if not is_body(item):
            archive.place.remove(item.name)
    refs = [stem_of(item) for item in items if is_body(item)]
    for start in range(0, len(refs), _AT_ONCE):
        archive.remove_bodies(refs[start : start + _AT_ONCE])


def _target(item: Item) -> str:
    """The target that a page's file belongs to."""
    return item.name.rpartition("/")[2].split(".")[1]


def _told_by(archive: Archive, item: Item) -> Saved | None:
    """What a file tells of a page; None where it is damaged, which `verify` shows."""
    try:
        return archive.about(item.name)
    except ArchiveDamaged:
        return None


def _is_over(saved: Saved | None, keeping: Keeping, now: datetime) -> bool:
    if saved is None:
        return False
    life = keeping.accepted if saved.is_accepted else keeping.failed
    return life is not None and now - saved.kept_at > max(life, _SETTLED_AFTER)


def _is_settled(item: Item, now: datetime) -> bool:
    return item.written_at is None or now - item.written_at > _SETTLED_AFTER


def _damages(archive: Archive, folder: str, repair: bool) -> list[Damage]:
    items = list(archive.place.items(folder))
    bodies = [item for item in items if is_body(item)]
    names = {body.name for body in bodies}
    pages = filter(is_about, items)
    return [*_damaged_bodies(archive, bodies, repair), *_damaged_pages(archive, pages, names)]


def _damaged_bodies(archive: Archive, bodies: Iterable[Item], repair: bool) -> Iterator[Damage]:
    for item in bodies:
        wrong = _wrong_with(archive, item)
        if repair and isinstance(wrong, ArchiveDamaged):  # not what somebody else put there
            wrong = _wrong_with(archive, item)  # who keeps its page may have written it anew
            if wrong is not None:
                archive.place.remove(item.name)
        if wrong is not None:
            yield Damage(item.name, str(wrong))


def _wrong_with(archive: Archive, body: Item) -> ArchiveDamaged | NotFound | None:
    try:
        archive.body(stem_of(body))
    except (ArchiveDamaged, NotFound) as error:
        return error
    return None


def _damaged_pages(archive: Archive, items: Iterable[Item], bodies: set[str]) -> Iterator[Damage]:
    for item in items:
        try:
            saved = archive.about(item.name)
        except ArchiveDamaged as error:
            yield Damage(item.name, str(error))
            continue
        if saved is None:
            continue
        if about_name(saved.archive_ref, saved.target_id) != item.name:
            yield Damage(item.name, "it tells of another page than its name says")
        elif body_name(saved.archive_ref) not in bodies:
            yield Damage(item.name, "its body is missing")
