"""A backup is whole, checked, and as good as what it was made of; so is what it brings back."""

import asyncio
import fcntl
import json
import os
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import orjson
import pytest
import zstandard

from pricetrail import crud
from pricetrail.archive import Archive, open_place
from pricetrail.backup import check_backup, make_backup, restore_backup
from pricetrail.backup.manifest import NAME, part_of
from pricetrail.clock import ManualClock
from pricetrail.errors import Conflict, InvalidFile, PricetrailError, UsageError
from pricetrail.export import export_jsonl
from pricetrail.store.sqlite import SqliteStore
from tests.support.archived import TARGET, files_of, page

BODIES = ("<h1>Lamp</h1>", "<h1>Pan</h1>", "<h1>Cup</h1>")


async def scrape(path: Path, archive: Archive, bodies: tuple[str, ...] = BODIES) -> None:
    """Events in the store at `path`, each with its page in the archive."""
    store = SqliteStore(path)
    await store.open()
    for body in bodies:
        ref = await archive.keep(page(body), TARGET, "ok")
        record = {"url": f"https://shop.example/{len(body)}", "name": body, "price": "9.50"}
        await crud.add_scrape_event(store, {**record, "archive_ref": ref})
    await store.close()


def exported(path: Path) -> bytes:
    """The export of the store at `path`."""

    async def export() -> bytes:
        out = BytesIO()
        store = SqliteStore(path)
        await store.open()
        await export_jsonl(store, out)
        await store.close()
        return out.getvalue()

    return asyncio.run(export())


@pytest.fixture
def path(tmp_path: Path, archive: Archive) -> Path:
    path = tmp_path / "trail.db"
    asyncio.run(scrape(path, archive))
    return path


@pytest.fixture
def folder(tmp_path: Path, path: Path, archive: Archive) -> Path:
    """A folder with a backup of them."""
    make_backup(path, archive, tmp_path / "backup")
    return tmp_path / "backup"


@pytest.fixture
def elsewhere(tmp_path: Path) -> Archive:
    return Archive(open_place(str(tmp_path / "elsewhere")))


def test_what_is_restored_is_what_there_was(
    folder: Path, path: Path, tmp_path: Path, elsewhere: Archive
) -> None:
    done = restore_backup(folder, tmp_path / "new.db", elsewhere)
    assert (done.manifest.pages, done.new_pages, done.kept) == (3, 3, None)
    assert exported(tmp_path / "new.db") == exported(path)
    kept = {file.name: file.read_bytes() for file in files_of(tmp_path / "archive")}
    assert {file.name: file.read_bytes() for file in files_of(tmp_path / "elsewhere")} == kept


def test_who_writes_meanwhile_is_not_in_the_way(
    path: Path, archive: Archive, tmp_path: Path
) -> None:
    before = set(exported(path).splitlines())
    bodies = iter(range(10_000))

    def write(_: int) -> None:
        asyncio.run(scrape(path, archive, (f"<h1>meanwhile {next(bodies)}</h1>",)))

    make_backup(path, archive, tmp_path / "backup", told=write)
    assert next(bodies) > 0
    restore_backup(tmp_path / "backup", tmp_path / "new.db", archive)
    there = set(exported(tmp_path / "new.db").splitlines())
    assert before <= there
    pages = {event["archive_ref"] for line in there if (event := orjson.loads(line)).get("uuid")}
    for ref in pages - {None}:
        assert archive.body(ref)


def test_a_second_backup_copies_what_is_new(folder: Path, path: Path, archive: Archive) -> None:
    there = {file: file.stat().st_mtime_ns for file in files_of(folder / "bodies")}
    assert len(there) == 3
    asyncio.run(scrape(path, archive, ("<h1>New</h1>",)))
    made = make_backup(path, archive, folder)
    assert (made.new_bodies, made.manifest.pages, made.damages) == (1, 4, [])
    after = {file: file.stat().st_mtime_ns for file in files_of(folder / "bodies")}
    assert after.items() > there.items()
    assert len(list(folder.glob("store-*"))) == len(list(folder.glob("pages-*"))) == 1
    assert check_backup(folder) == made.manifest


def test_what_the_archive_has_no_more_goes_with_the_next(
    folder: Path, path: Path, archive: Archive
) -> None:
    for file in files_of(Path(str(archive.place).removeprefix("file://")))[:2]:
        file.unlink()  # one page, as when it is pruned
    assert make_backup(path, archive, folder).manifest.pages == 2
    assert len(files_of(folder / "bodies")) == 2


def test_what_the_archive_lost_stays_in_the_backup(
    folder: Path, path: Path, archive: Archive
) -> None:
    bodies = files_of(Path(str(archive.place).removeprefix("file://")))[1::2]
    bodies[0].unlink()
    bodies[1].write_bytes(b"rotten")
    made = make_backup(path, archive, folder)
    assert len(made.damages) == 2
    assert made.manifest.pages == 3
    check_backup(folder)
    fresh = make_backup(path, archive, folder.with_name("fresh"))
    assert (len(fresh.damages), fresh.manifest.pages) == (2, 1)
    check_backup(folder.with_name("fresh"))


def test_a_backup_that_is_damaged_is_mended_where_that_is_asked_for(
    folder: Path, path: Path, archive: Archive
) -> None:
    damaged, lost = files_of(folder / "bodies")[:2]
    change(damaged)
    change(lost)
    files_of(Path(str(archive.place).removeprefix("file://")))[3].write_bytes(b"rotten")
    make_backup(path, archive, folder)
    with pytest.raises(InvalidFile, match="not what it was"):
        check_backup(folder)
    made = make_backup(path, archive, folder, reread=True)
    assert (made.new_bodies, made.manifest.pages, len(made.damages)) == (1, 2, 1)
    check_backup(folder)


def test_an_interruption_leaves_the_backup_before(
    folder: Path, path: Path, archive: Archive
) -> None:
    before = check_backup(folder)
    asyncio.run(scrape(path, archive, ("<h1>New</h1>",)))

    def interrupt(pages: int) -> None:
        if pages == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_backup(path, archive, folder, told=interrupt)
    assert check_backup(folder) == before
    assert make_backup(path, archive, folder).manifest.pages == 4


def test_without_an_archive(path: Path, tmp_path: Path, elsewhere: Archive) -> None:
    made = make_backup(path, None, tmp_path / "backup")
    assert (made.manifest.archive, made.manifest.pages) == (None, 0)
    done = restore_backup(tmp_path / "backup", tmp_path / "new.db", elsewhere)
    assert done.new_pages == 0
    assert exported(tmp_path / "new.db") == exported(path)


def test_a_history_is_not_replaced_unless_that_is_asked_for(
    folder: Path, path: Path, archive: Archive, clock: ManualClock
) -> None:
    asyncio.run(scrape(path, archive, ("<h1>Later</h1>",)))
    later = exported(path)
    with pytest.raises(Conflict, match="--replace"):
        restore_backup(folder, path, archive)
    with pytest.raises(InvalidFile, match="holds no backup"):
        restore_backup(folder / "typo", path, archive)
    assert exported(path) == later
    done = restore_backup(folder, path, archive, replace=True, clock=clock)
    assert done.kept == path.with_name("trail.before-20260301T120000000000.db")
    assert exported(done.kept) == later
    assert b"Later" not in exported(path)
    restore_backup(folder, path.with_name("new.db"), archive)
    assert exported(path) == exported(path.with_name("new.db"))


def test_a_restore_that_breaks_off_leaves_all_as_it_was(
    folder: Path, path: Path, archive: Archive
) -> None:
    there = exported(path)

    def interrupt(_: int) -> None:
        if list(path.parent.glob("*.before*")):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        restore_backup(folder, path, archive, replace=True, told=interrupt)
    assert exported(path) == there
    assert not list(path.parent.glob("*.before*"))


def cut(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def change(file: Path) -> None:
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 1
    file.write_bytes(body)


@pytest.mark.parametrize("harm", [cut, change, Path.unlink])
@pytest.mark.parametrize("part", ["store-*", "pages-*", "bodies/*/*", NAME])
def test_what_is_not_as_it_was_is_not_restored(
    folder: Path, tmp_path: Path, elsewhere: Archive, harm: Callable[[Path], None], part: str
) -> None:
    harm(next(folder.glob(part)))
    with pytest.raises(PricetrailError) as error:
        restore_backup(folder, tmp_path / "new.db", elsewhere)
    assert isinstance(error.value, InvalidFile)
    assert len(str(error.value).splitlines()) == 1
    assert not (tmp_path / "new.db").exists()
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    "said", [{"format": 2}, {"store": {"name": "../trail.db", "size": 1, "sha256": "0" * 64}}]
)
def test_a_manifest_that_says_what_it_must_not(folder: Path, said: dict[str, object]) -> None:
    manifest = folder / NAME
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | said))
    with pytest.raises(InvalidFile, match=NAME):
        check_backup(folder)


def is_refused(folder: Path, tmp_path: Path) -> None:
    """A restore says in one line that this is no backup, and changes nothing."""
    with pytest.raises(InvalidFile) as error:
        restore_backup(folder, tmp_path / "new.db", Archive(open_place(str(tmp_path / "fresh"))))
    assert len(str(error.value).splitlines()) == 1
    assert not (tmp_path / "new.db").exists()
    assert not (tmp_path / "fresh").exists()


def say(folder: Path, **said: object) -> None:
    """Have the manifest say something else."""
    manifest = folder / NAME
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | said))


@pytest.mark.threat("CVE-2026-25527", "backups")
@pytest.mark.parametrize(
    "name",
    [
        "../trail.db",
        "/etc/passwd",
        f"/tmp/store-{'0' * 16}.db",
        f"store-{'0' * 16}.db/../../x",
        f"store-{'0' * 16}.db\n",
        f"..\\store-{'0' * 16}.db",
        "",
    ],
)
def test_a_manifest_names_no_file_elsewhere(folder: Path, tmp_path: Path, name: str) -> None:
    for part in ("store", "archive"):
        say(folder, **{part: {"name": name, "size": 1, "sha256": "0" * 64}})
        is_refused(folder, tmp_path)


@pytest.mark.threat("CVE-2026-25527", "backups")
@pytest.mark.parametrize(
    "said", [{"pages": 10**30}, {"pages": -1}, {"made_at": "+99999-01-01T00:00:00Z"}]
)
def test_numbers_that_cannot_be(folder: Path, tmp_path: Path, said: dict[str, object]) -> None:
    say(folder, **said)
    is_refused(folder, tmp_path)


@pytest.mark.threat("CVE-2024-1892", "backups")
def test_a_manifest_that_is_nested_without_end(folder: Path, tmp_path: Path) -> None:
    (folder / NAME).write_text("[" * 2_000_000)
    is_refused(folder, tmp_path)


def pipe(file: Path) -> None:
    os.mkfifo(file)


def endless(file: Path) -> None:
    file.symlink_to("/dev/zero")


def huge(file: Path) -> None:
    file.touch()
    os.truncate(file, 1 << 38)


@pytest.mark.threat("CVE-2017-14158", "backups")
@pytest.mark.parametrize(
    ("part", "put"),
    [
        *((part, put) for part in ("store-*", "pages-*", NAME) for put in (pipe, endless)),
        *(("bodies/*/*", put) for put in (pipe, endless, huge)),
        (NAME, huge),
    ],
)
def test_what_never_ends_is_not_read(
    folder: Path, tmp_path: Path, part: str, put: Callable[[Path], None]
) -> None:
    file = next(folder.glob(part))
    file.unlink()
    put(file)
    is_refused(folder, tmp_path)


@pytest.mark.threat("CVE-2026-25527", "backups")
@pytest.mark.parametrize(
    "forged",
    [
        {"target_id": "../../x"},
        {"target_id": "/etc/passwd"},
        {"archive_ref": "../../etc/passwd"},
        {"archive_ref": "/etc/passwd"},
        {"archive_ref": "0" * 64},
        {"size": 10**300},
        {"size": -1},
        {"kept_at": "99999999-01-01"},
        {"url": "\ud800"},
    ],
)
def test_pages_that_are_forged_lead_nowhere(
    folder: Path, tmp_path: Path, forged: dict[str, object]
) -> None:
    """Digests are no obstacle for whoever forges a backup."""
    pages = next(folder.glob("pages-*"))
    with zstandard.open(pages, "rb") as stream:
        lines = [json.loads(line) for line in stream.read().splitlines()]
    lines[0] |= forged
    with zstandard.open(pages, "wb") as stream:
        stream.write("".join(f"{json.dumps(line)}\n" for line in lines).encode())
    say(folder, archive=part_of(pages).model_dump())
    is_refused(folder, tmp_path)


def test_a_folder_without_a_backup(tmp_path: Path, elsewhere: Archive) -> None:
    with pytest.raises(InvalidFile, match="holds no backup"):
        restore_backup(tmp_path, tmp_path / "new.db", elsewhere)


def test_a_folder_with_other_files_is_left_alone(path: Path, tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "store-of-my-aunt.db").touch()
    with pytest.raises(UsageError, match="holds other files"):
        make_backup(path, None, tmp_path / "photos")
    assert [file.name for file in files_of(tmp_path / "photos")] == ["store-of-my-aunt.db"]


def test_two_at_a_time_are_one_too_many(folder: Path, path: Path) -> None:
    with (folder / ".lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(UsageError, match="another backup"):
            make_backup(path, None, folder)


def test_a_target_that_is_a_file(path: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InvalidFile, match="cannot be written"):
        make_backup(path, None, tmp_path / "file")


def test_pages_that_are_there_stay_and_gain_what_they_lack(
    folder: Path, tmp_path: Path, elsewhere: Archive
) -> None:
    later = page(BODIES[0], status=404)
    asyncio.run(elsewhere.keep(later, TARGET, "not_found"))
    assert restore_backup(folder, tmp_path / "new.db", elsewhere).new_pages == 2
    accepted = {
        saved.is_accepted
        for name in elsewhere.place.folders()
        for saved in elsewhere.saved_in(name)
    }
    assert accepted == {True}


def test_a_backup_may_be_moved(folder: Path, path: Path, tmp_path: Path) -> None:
    moved = shutil.move(folder, tmp_path / "moved")
    restore_backup(Path(moved), tmp_path / "new.db", None)
    assert exported(tmp_path / "new.db") == exported(path)
