"""Pages by the hash of their body, each body kept once, with what was said of it beside it.

In a place the page of target T with the body of hash H is two files: ``H[:2]/H.zst``, the body,
and ``H[:2]/H.T.json``, its URL, status and headers. So any number of machines may keep the same
page at the same time, and who knows H and T finds it without an index.
"""

import asyncio
import hashlib
import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from datetime import datetime, timedelta
from typing import Annotated, NamedTuple

import zstandard
from pydantic import Field, ValidationError

from pricetrail.archive.places import Item, Place
from pricetrail.clock import Clock, utc_now
from pricetrail.errors import ArchiveDamaged, NotFound
from pricetrail.log import get_logger
from pricetrail.schema import Model, Outcome, Page
from pricetrail.values import Moment, Word

MOST_BYTES = 100_000_000
"""No page is larger, decompressed: what claims to be is damaged."""

_log = get_logger("archive")
_LEVEL = 3  # a 600 KB page takes 1.6 ms and becomes 1/6.2; level 12 takes 11 ms for 1/7.0
_SEEN_AGAIN_AFTER = timedelta(days=1)
_REMEMBERED = 50_000
_REF = re.compile(r"[0-9a-f]{64}")
_SECRET = frozenset({"set-cookie", "set-cookie2", "authorization", "proxy-authorization"})
_ACCEPTED: frozenset[Outcome] = frozenset({"ok", "not_modified"})


class Saved(Model):
    """What is kept beside a body: whose page it is, and how it came."""

    archive_ref: Word
    target_id: Word
    url: str
    final_url: str
    status: int
    headers: dict[str, str]
    fetched_at: Moment
    fetcher: Word
    outcome: Outcome
    size: Annotated[int, Field(ge=0, le=MOST_BYTES)]
    kept_at: Moment

    @property
    def is_accepted(self) -> bool:
        """Whether an event was made of it."""
        return self.outcome in _ACCEPTED


class Usage(NamedTuple):
    """How much an archive holds: bodies, pages (a body may be that of several), and bytes.

    `body_bytes` are those of the bodies before they were compressed.
    """

    bodies: int
    pages: int
    stored_bytes: int
    body_bytes: int


class Archive:
    """The archive at a place; what blocks is done in threads.

    Pages larger than `max_page_bytes` are not kept.
    """

    def __init__(
        self, place: Place, *, max_page_bytes: int = MOST_BYTES, clock: Clock = utc_now
    ) -> None:
        self.place = place
        self._max_page_bytes = min(max_page_bytes, MOST_BYTES)
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], tuple[datetime, bool]] = OrderedDict()

    async def keep(
        self, page: Page, target_id: str, outcome: Outcome, *, anew: bool = False
    ) -> str | None:
        """Keep a target's page and return its reference: the SHA-256 of its body, in hexadecimal.

        None for a page that is empty, or larger than is kept. One that was kept lately costs the
        hash alone, unless it is to be kept `anew`: it may have been purged. Raises
        ArchiveUnavailable.
        """
        if not 0 < len(page.body) <= self._max_page_bytes:
            return None
        ref = hashlib.sha256(page.body).hexdigest()
        now, accepted = self._clock(), outcome in _ACCEPTED
        key = (ref, target_id)
        at, for_long = (None, False) if anew else self._kept.get(key, (None, False))
        if at is None or now - at > _SEEN_AGAIN_AFTER or (accepted and not for_long):
            saved = Saved(
                archive_ref=ref,
                target_id=target_id,
                url=page.url,
                final_url=page.final_url,
                status=page.status,
                headers={k: _text(v) for k, v in page.headers.items() if k not in _SECRET},
                fetched_at=page.fetched_at,
                fetcher=page.fetcher,
                outcome=outcome,
                size=len(page.body),
                kept_at=now,
            )
            await asyncio.to_thread(self._keep, saved, page.body)
            self._remember(key, now, accepted=accepted or for_long)
        return ref

    async def page(self, ref: str, target_id: str | None = None) -> Page:
        """A target's page as it came, without cookies; that of any with the same body otherwise.

        Raises NotFound where it is not kept, or no more; ArchiveDamaged where what is kept is not
        what it was; ArchiveUnavailable.
        """
        return await asyncio.to_thread(self._page, ref, target_id)

    async def drop(self, ref: str, target_id: str) -> None:
        """Remove a target's page, and its body unless another one has it.

        Raises ArchiveUnavailable.
        """
        await asyncio.to_thread(self._drop, ref, target_id)

    async def saved(self) -> AsyncIterator[Saved]:
        """What is kept of every page, by reference and target; raises ArchiveUnavailable.

        What is damaged is left out, and logged.
        """
        for folder in await asyncio.to_thread(self.place.folders):
            for saved in await asyncio.to_thread(self.saved_in, folder):
                yield saved

    async def usage(self) -> Usage:
        """How much is kept. Raises ArchiveUnavailable."""
        return await asyncio.to_thread(self._usage)

    def _remember(self, key: tuple[str, str], now: datetime, *, accepted: bool) -> None:
        self._kept[key] = (now, accepted)
        self._kept.move_to_end(key)
        if len(self._kept) > _REMEMBERED:
            self._kept.popitem(last=False)

    def _keep(self, saved: Saved, body: bytes) -> None:
        """Write the body where it is not there, and then what is said of it.

        What was kept for an accepted page stays so, whatever comes with the same body later.
        """
        name = about_name(saved.archive_ref, saved.target_id)
        there = self._readable(name)
        if there is not None and there.is_accepted:
            saved = there.model_copy(update={"kept_at": saved.kept_at})
        self._keep_body(saved.archive_ref, body)
        self.place.write(name, saved.model_dump_json().encode())
        self._keep_body(saved.archive_ref, body)  # as it may have been pruned in between

    def _keep_body(self, ref: str, body: bytes) -> None:
        if not self.place.has(body_name(ref)):
            self.place.write(body_name(ref), _compressed(body))

    def _page(self, ref: str, target_id: str | None) -> Page:
        saved = self.about(about_name(ref, target_id)) if target_id is not None else None
        saved = saved or self._any(ref)
        if saved is None:
            raise NotFound(f"the page {ref[:12]}… is not kept, or no more")
        return Page(
            url=saved.url,
            final_url=saved.final_url,
            status=saved.status,
            headers=saved.headers,
            body=self.body(ref),
            fetched_at=saved.fetched_at,
            fetcher=saved.fetcher,
        )

    def _drop(self, ref: str, target_id: str) -> None:
        self._kept.pop((ref, target_id), None)
        self.place.remove(about_name(ref, target_id))
        if not any(self._pages_of(ref)):
            self.remove_bodies([ref])

    def remove_bodies(self, refs: Collection[str]) -> None:
        """Remove bodies of one folder that no page had when it was looked at; blocks.

        Who keeps a page writes what is said of it, then looks whether its body is there; here it
        is the other way round. So whoever comes second has the body stay.
        """
        packed = {ref: self.place.read(body_name(ref)) for ref in refs}
        for ref in refs:
            self.place.remove(body_name(ref))
        folders = {ref[:2] for ref in refs}
        there = [item for folder in folders for item in self.place.items(folder)]
        for ref in {stem_of(item) for item in there if is_about(item)} & packed.keys():
            if (body := packed[ref]) is not None:
                self.place.write(body_name(ref), body)

    def _any(self, ref: str) -> Saved | None:
        """What is said beside a body of the first of its pages; None where it has none."""
        return next(map(self.about, self._pages_of(ref)), None)

    def _pages_of(self, ref: str) -> Iterator[str]:
        """The files that tell of the pages with a body."""
        folder, _, name = body_name(ref).partition("/")
        beside = f"{folder}/{name.removesuffix('zst')}"
        names = (item.name for item in self.place.items(folder) if is_about(item))
        return (name for name in names if name.startswith(beside))

    def body(self, ref: str) -> bytes:
        """The body with that hash, checked; blocks. Raises NotFound, and ArchiveDamaged."""
        return self._body(ref)[0]

    def packed(self, ref: str) -> bytes:
        """The body with that hash as it is kept, compressed; checked, blocks, raises as `body`."""
        return self._body(ref)[1]

    def add(self, saved: Saved, packed: Callable[[str], bytes]) -> bool:
        """Whether a page of a backup was not kept here; it is then, its body from `packed`; blocks.

        A page that is here stays, unless no event was made of it and one was of the other.
        """
        name, body = about_name(saved.archive_ref, saved.target_id), body_name(saved.archive_ref)
        if not self.place.has(body):
            self.place.write(body, packed(saved.archive_ref))
        there = self._readable(name)
        if there is None or (saved.is_accepted and not there.is_accepted):
            self.place.write(name, saved.model_dump_json().encode())
        return there is None

    def _body(self, ref: str) -> tuple[bytes, bytes]:
        """The body with that hash, checked, and as it is kept."""
        packed = self.place.read(body_name(ref))
        if packed is None:
            raise NotFound(f"the body of page {ref[:12]}… is missing from the archive")
        body = _decompressed(packed)
        if body is None or hashlib.sha256(body).hexdigest() != ref:
            raise ArchiveDamaged(
                f"the page {ref[:12]}… in the archive is damaged; `pricetrail archive verify` "
                "lists all that are"
            )
        return body, packed

    def about(self, name: str) -> Saved | None:
        """What a file beside a body says, None where it is gone; blocks. Raises ArchiveDamaged."""
        text = self.place.read(name)
        if text is None:
            return None
        try:
            return Saved.model_validate_json(text)
        except ValidationError as error:
            raise ArchiveDamaged(f"{name} in the archive is damaged") from error

    def _readable(self, name: str) -> Saved | None:
        """What a file beside a body says, None where it is gone or damaged; blocks."""
        try:
            return self.about(name)
        except ArchiveDamaged as error:
            _log.warning("left out", reason=str(error))
            return None

    def saved_in(self, folder: str) -> list[Saved]:
        """What is kept of the pages in one folder of the place; blocks.

        What is damaged is left out, and logged.
        """
        names = (item.name for item in self.place.items(folder) if is_about(item))
        return [saved for name in names if (saved := self._readable(name)) is not None]

    def _usage(self) -> Usage:
        sizes: dict[str, int] = {}
        pages = stored = bodies = 0
        for folder in self.place.folders():
            for item in self.place.items(folder):
                stored += item.size
                bodies += is_body(item)
                pages += is_about(item)
            sizes |= {saved.archive_ref: saved.size for saved in self.saved_in(folder)}
        return Usage(bodies, pages, stored, sum(sizes.values()))


def body_name(ref: str) -> str:
    """The file of a body. Raises NotFound for what is no reference."""
    return f"{_checked(ref)[:2]}/{ref}.zst"


def about_name(ref: str, target_id: str) -> str:
    """The file that tells of a target's page with that body."""
    if not target_id.isalnum():
        raise NotFound(f"no target {target_id[:40]!r}")
    return f"{_checked(ref)[:2]}/{ref}.{target_id}.json"


def is_body(item: Item) -> bool:
    """Whether a file is a body."""
    return item.name.endswith(".zst")


def is_about(item: Item) -> bool:
    """Whether a file tells of a page."""
    return item.name.endswith(".json")


def stem_of(item: Item) -> str:
    """The reference that a file's name begins with."""
    return item.name.rpartition("/")[2].partition(".")[0]


def _checked(ref: str) -> str:
    """The reference, which becomes part of a path."""
    if not _REF.fullmatch(ref):
        raise NotFound(f"{ref[:40]!r} is no page of the archive")
    return ref


def _text(value: str) -> str:
    """A header as text: what was no UTF-8 on the wire may come as lone surrogates."""
    return value.encode("utf-8", "replace").decode()


def _compressed(body: bytes) -> bytes:
    """Without a checksum: the body is checked by its name, which is its hash."""
    return zstandard.ZstdCompressor(level=_LEVEL).compress(body)


def _decompressed(packed: bytes) -> bytes | None:
    """What was compressed; None for what is damaged, or claims to be larger than any page."""
    try:
        size = zstandard.frame_content_size(packed)
        if not 0 <= size <= MOST_BYTES:
            return None
        return zstandard.ZstdDecompressor().decompress(packed, allow_extra_data=False)
    except zstandard.ZstdError:
        return None
