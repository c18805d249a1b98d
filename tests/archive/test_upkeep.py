"""Pruning removes what was kept for long enough and nothing else; verifying finds all damage."""

import asyncio
import os
from datetime import timedelta
from pathlib import Path

import pytest

from pricetrail.archive import Archive
from pricetrail.archive.archive import about_name, body_name
from pricetrail.archive.places import Place
from pricetrail.archive.upkeep import Damage, Keeping, Pruned, forget, prune, verify
from pricetrail.errors import NotFound
from tests.archive.test_archive import OTHER, folder_of
from tests.support.archived import TARGET, files_of, page

DAYS = timedelta(days=1)


def made_at(archive: Archive, moment) -> None:
    for file in files_of(folder_of(archive)):
        os.utime(file, (moment.timestamp(), moment.timestamp()))


async def test_failures_go_and_what_was_accepted_stays(archive, clock):
    good = await archive.keep(page("good"), TARGET, "ok")
    bad = await archive.keep(page("bad"), TARGET, "blocked")
    made_at(archive, clock())
    clock.advance(29 * DAYS)
    assert await prune(archive, Keeping(), clock()) == Pruned(0, 0, 0)
    clock.advance(2 * DAYS)
    planned = await prune(archive, Keeping(), clock(), dry_run=True)
    assert await archive.page(bad, TARGET)
    assert await prune(archive, Keeping(), clock()) == planned
    assert planned[:2] == (1, 1)
    assert planned.stored_bytes > 0
    assert await archive.page(good, TARGET) == page("good")
    with pytest.raises(NotFound):
        await archive.page(bad, TARGET)
    assert [d async for d in verify(archive)] == []


async def test_what_is_forgotten_goes_at_once_and_what_others_have_stays(archive):
    shared = await archive.keep(page("shared"), TARGET, "ok")
    await archive.keep(page("shared"), OTHER, "ok")
    mine = await archive.keep(page("mine"), TARGET, "ok")
    failed = await archive.keep(page("failed"), TARGET, "blocked")
    done = await forget(archive, {TARGET})
    assert (done.pages, done.bodies) == (3, 2)
    assert await archive.page(shared, OTHER) == page("shared")
    for ref in (mine, failed):
        with pytest.raises(NotFound):
            await archive.page(ref)
    assert await forget(archive, {TARGET}) == Pruned(0, 0, 0)
    assert [d async for d in verify(archive)] == []
    assert await archive.keep(page("mine"), TARGET, "ok", anew=True) == mine
    assert await archive.page(mine, TARGET) == page("mine")
    await archive.drop(shared, OTHER)
    await archive.drop(mine, TARGET)
    assert (await archive.usage())[:3] == (0, 0, 0)


class _KeptMeanwhile(Place):
    """A place where another process keeps a page just before a body is removed."""

    def __init__(self, place: Place, other: Archive, target: str) -> None:
        super().__init__(place._files, place._root)
        self._other = other
        self._target = target

    def remove(self, name: str) -> None:
        if name.endswith(".zst"):
            asyncio.run(self._other.keep(page(), self._target, "ok"))
        super().remove(name)


@pytest.mark.parametrize("way", ["forget", "drop", "prune"])
async def test_a_body_that_gets_a_page_as_it_is_removed_stays(archive, clock, way):
    ref = await archive.keep(page(), TARGET, "blocked")
    made_at(archive, clock())
    clock.advance(31 * DAYS)
    other = Archive(archive.place, clock=clock)
    archive.place = _KeptMeanwhile(archive.place, other, OTHER)
    if way == "forget":
        await forget(archive, {TARGET})
    elif way == "drop":
        await archive.drop(ref, TARGET)
    else:
        await prune(archive, Keeping(), clock())
    assert await archive.page(ref, OTHER) == page()
    assert [d async for d in verify(archive)] == []


async def test_a_body_stays_while_any_page_has_it(archive, clock):
    ref = await archive.keep(page(), TARGET, "blocked")
    await archive.keep(page(), OTHER, "ok")
    made_at(archive, clock())
    clock.advance(31 * DAYS)
    assert (await prune(archive, Keeping(), clock()))[:2] == (1, 0)
    assert await archive.page(ref, OTHER) == page()


async def test_a_page_that_is_seen_again_is_kept_from_then_on(archive, clock):
    keeping = Keeping(accepted=10 * DAYS)
    ref = await archive.keep(page(), TARGET, "ok")
    made_at(archive, clock())
    clock.advance(9 * DAYS)
    await archive.keep(page(), TARGET, "ok")
    clock.advance(9 * DAYS)
    assert (await prune(archive, keeping, clock())).pages == 0
    clock.advance(2 * DAYS)
    assert (await prune(archive, keeping, clock()))[:2] == (1, 1)
    await archive.keep(page(), TARGET, "ok")  # it remembers that it was there, but not for long
    assert await archive.page(ref, TARGET) == page()


async def test_what_was_just_written_stays_whatever_is_asked_for(archive, clock):
    await archive.keep(page(), TARGET, "blocked")
    archive.place.write(body_name("ab" * 32), b"its page is about to be written")
    made_at(archive, clock())
    nothing = Keeping(accepted=timedelta(), failed=timedelta())
    assert await prune(archive, nothing, clock()) == Pruned(0, 0, 0)
    clock.advance(2 * DAYS)
    assert (await prune(archive, nothing, clock()))[:2] == (1, 2)
    assert files_of(folder_of(archive)) == []


async def test_parts_that_were_never_finished_go(archive, clock):
    part = folder_of(archive) / "ab" / f"{'ab' * 32}.zst.12.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"half of")
    made_at(archive, clock())
    clock.advance(2 * DAYS)
    assert (await prune(archive, Keeping(), clock())).stored_bytes == 7
    assert not part.exists()


async def test_every_damage_is_found_and_pruning_leaves_it(archive, clock):
    whole = await archive.keep(page("whole"), TARGET, "ok")
    damaged = await archive.keep(page("damaged"), TARGET, "ok")
    missing = await archive.keep(page("missing"), TARGET, "ok")
    unreadable = await archive.keep(page("unreadable"), TARGET, "ok")
    folder = folder_of(archive)
    (folder / body_name(damaged)).write_bytes(b"x")
    (folder / body_name(missing)).unlink()
    (folder / about_name(unreadable, TARGET)).write_text("{")
    wrong = Path(about_name(whole, OTHER))
    (folder / wrong).write_bytes((folder / about_name(whole, TARGET)).read_bytes())
    found = [d async for d in verify(archive)]
    assert {d.name for d in found} == {
        body_name(damaged),
        about_name(missing, TARGET),
        about_name(unreadable, TARGET),
        str(wrong),
    }
    assert Damage(about_name(missing, TARGET), "its body is missing") in found
    made_at(archive, clock())
    clock.advance(400 * DAYS)
    await prune(archive, Keeping(), clock())
    assert len([d async for d in verify(archive)]) == len(found)


async def test_what_is_damaged_is_kept_anew_once_it_was_removed(archive, clock):
    """Who keeps a page only looks whether its body is there."""
    damaged, whole = [await archive.keep(page(b), TARGET, "ok") for b in ("damaged", "whole")]
    path = folder_of(archive) / body_name(damaged)
    path.write_bytes(path.read_bytes()[::-1])
    strange = path.with_name("notes.zst")
    strange.write_bytes(b"mine")
    clock.advance(2 * DAYS)
    await archive.keep(page("damaged"), TARGET, "ok")
    assert {d.name async for d in verify(archive)} == {
        d.name async for d in verify(archive, repair=True)
    }
    assert {d.name async for d in verify(archive)} == {
        about_name(damaged, TARGET),
        f"{damaged[:2]}/notes.zst",
    }
    clock.advance(2 * DAYS)
    await archive.keep(page("damaged"), TARGET, "ok")
    assert archive.body(damaged) == b"damaged"
    assert archive.body(whole) == b"whole"
    assert strange.exists()


async def test_an_empty_body_which_a_power_cut_may_leave_is_written_anew(archive, clock):
    ref = await archive.keep(page(), TARGET, "ok")
    (folder_of(archive) / body_name(ref)).write_bytes(b"")
    clock.advance(2 * DAYS)
    await archive.keep(page(), TARGET, "ok")
    assert archive.body(ref) == page().body


async def test_what_is_written_anew_while_it_is_looked_at_is_not_removed(archive, clock):
    ref = await archive.keep(page(), TARGET, "ok")
    (folder_of(archive) / body_name(ref)).write_bytes(b"")

    class Overtaken(Place):
        """Somebody keeps the page just after its empty body was read."""

        def read(self, name):
            found = super().read(name)
            archive._keep_body(ref, page().body)
            return found

    looking = Archive(Overtaken(archive.place._files, archive.place._root), clock=clock)
    assert [damage async for damage in verify(looking, repair=True)] == []
    assert archive.body(ref) == page().body
