"""Pages and pictures, which are kept beside the history."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from pricetrail.clock import Clock, utc_now

if TYPE_CHECKING:
    from pricetrail.archive import Archive
    from pricetrail.config import Settings
    from pricetrail.screenshots import Screenshots

# ruff: noqa: PLC0415 - loads what is used


def pictures_folder(settings: Settings) -> Path:
    """Where pictures are kept: beside the SQLite file, or in the data folder."""
    return _beside(settings, "pictures")


def _beside(settings: Settings, name: str) -> Path:
    """A folder beside the SQLite file, or in the data folder where the store is none."""
    parts = urlsplit(settings.resolved_store_url)
    if parts.scheme == "sqlite":
        return Path(unquote(parts.path)[1:]).parent / name
    return settings.data_dir / name


def build_archive(settings: Settings, *, clock: Clock = utc_now) -> Archive | None:
    """The archive that ARCHIVE_URL names, by default one beside the SQLite file; None for `off`.

    Nothing is made before the first page is kept. Raises UsageError for what names no place.
    """
    from pricetrail.archive import Archive, open_place

    if settings.archive_url == "off":
        return None
    where = settings.archive_url or str(_beside(settings, "archive").absolute())
    limit = settings.archive_max_page_bytes
    return Archive(open_place(where), max_page_bytes=limit, clock=clock)


def build_screenshots(settings: Settings) -> Screenshots:
    """Where screenshots of failed attempts are kept: beside the pictures."""
    from pricetrail.screenshots import Screenshots

    return Screenshots(pictures_folder(settings).with_name("screenshots"))
